"""Reads the official SDK's `clearml.conf`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def read_clearml_conf(path: Path, keys: Iterable[str]) -> dict[str, object]:
    """Return the values that a `clearml.conf` has for dotted keys.

    Args:
        path: The file.
        keys: Dotted keys such as `api.credentials.access_key`; those it lacks are left out.

    Raises:
        SettingsError: It cannot be read or is malformed; the text says where and how.
    """
    # Takes 0.1 s to import, so only when there is such a file.
    from mltui.hocon import parse_hocon

    tree = parse_hocon(path)
    found = {key: _lookup(tree, key) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _lookup(tree: dict[str, object], key: str) -> object:
    value: object = tree
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part, None)  # a ConfigTree raises without a default
    return value
