"""Where `mltui serve` keeps everything unless it is told otherwise."""

from __future__ import annotations

from pathlib import Path

#: The file with the keys of a server that was started here.
KEYS_FILE = "clearml.conf"


def data_folder(name: str = "server") -> Path:
    """Return the folder of a server; one with a simulated lab has another name."""
    from platformdirs import user_data_path

    return user_data_path("mltui", appauthor=False) / name


def served_keys() -> Path | None:
    """Return the file with the keys of the server that was started here, None if there is none."""
    path = data_folder() / KEYS_FILE
    try:
        return path if path.is_file() else None
    except OSError:
        return None
