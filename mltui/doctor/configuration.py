"""What the doctor says of the settings: which are in force, and where each comes from."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from mltui.configuration import DEFAULT, Configuration, Looked
from mltui.doctor.folders import look_at_folders
from mltui.doctor.report import Finding, Section
from mltui.settings import options, shown_value

#: Variables that change how the network is reached.
PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE")


def look_at_configuration(configuration: Configuration, environment: Mapping[str, str]) -> Section:
    """Return what was found where, secrets masked."""
    findings = [_file(each, configuration) for each in configuration.files]
    findings += [_setting(name, configuration) for name in options()]
    findings += [
        Finding(name, "set: it changes how the server is reached")
        for name in PROXY_VARIABLES
        if environment.get(name) or environment.get(name.lower())
    ]
    findings += [Finding("hint", each, "note") for each in configuration.hints]
    findings += look_at_folders()
    if configuration.missing:
        advice = "`mltui` alone says what to write where; `mltui demo` needs none of it."
        findings.append(Finding("missing", configuration.missing, "problem", advice))
    return Section("Settings", tuple(findings))


def _file(looked: Looked, configuration: Configuration) -> Finding:
    name = "mltui.toml" if looked.path.suffix == ".toml" else "clearml.conf"
    found = f"{looked.path} ({looked.result})"
    origin = configuration.origins["secret_key"], configuration.origins["token"]
    if looked.result == "read" and str(looked.path) in origin and _others_may_read(looked.path):
        advice = f"Other people on this computer can read the keys in it: chmod 600 {looked.path}"
        return Finding(name, found, "note", advice)
    return Finding(name, found)


def _setting(name: str, configuration: Configuration) -> Finding:
    shown = shown_value(configuration.settings, name)
    origin = configuration.origins[name]
    return Finding(name, shown if origin == DEFAULT else f"{shown}   from {origin}")


def _others_may_read(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except OSError:
        return False
