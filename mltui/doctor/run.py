"""Runs the doctor and prints its report."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from mltui import __version__
from mltui.configuration import Configuration, find_configuration
from mltui.doctor.configuration import look_at_configuration
from mltui.doctor.report import Finding, Section, as_json, as_text, has_problems
from mltui.doctor.terminal import look_at_terminal
from mltui.settings import SettingsError, Value
from mltui.terminal.capabilities import terminal_at_hand
from mltui.terminal.widths import measure_widths


def run_doctor(
    flags: Mapping[str, Value],
    environment: Mapping[str, str],
    *,
    config: Path | None,
    as_json_text: bool,
) -> int:
    """Look at everything and print it.

    Args:
        flags: Settings given on the command line, by name.
        environment: The environment variables.
        config: A settings file given on the command line.
        as_json_text: Print JSON instead of text.

    Returns:
        The exit status: 0 if the monitor can work, 1 if something keeps it from working.
    """
    sections = [_program()]
    configuration: Configuration | None = None
    try:
        configuration = find_configuration(flags, environment, config=config)
        sections.append(look_at_configuration(configuration, environment))
    except SettingsError as error:
        sections.append(Section("Settings", (Finding("settings", str(error), "problem"),)))
    if configuration is not None and not configuration.missing:
        from mltui.doctor.server import look_at_server

        sections.append(look_at_server(configuration.settings))
    terminal = terminal_at_hand(environment, (sys.stdin, sys.stdout, sys.stderr))
    ask = terminal.interactive and not terminal.refusal and not as_json_text
    widths = measure_widths(sys.stdin.fileno(), sys.stdout.fileno()) if ask else {}
    sections.append(look_at_terminal(terminal, widths, environment))
    sys.stdout.write(as_json(sections) if as_json_text else as_text(sections))
    return 1 if has_problems(sections) else 0


def _program() -> Section:
    from importlib.metadata import version
    from platform import platform, python_version

    return Section(
        "Program",
        (
            Finding("mltui", __version__),
            Finding("textual", version("textual")),
            Finding("python", python_version()),
            Finding("system", platform(terse=True)),
        ),
    )
