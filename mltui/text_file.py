"""Reads small text files that a person wrote."""

from __future__ import annotations

from pathlib import Path

from mltui.settings import SettingsError

#: A larger file is none of settings, bytes.
LARGEST_BYTES = 1 << 20


def read_text(path: Path) -> str:
    """Return the text of a settings file.

    Raises:
        SettingsError: It cannot be read, is no text, or is far too large.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SettingsError(f"{path} cannot be read: {reason}.") from None
    if len(content) > LARGEST_BYTES:
        raise SettingsError(f"{path} is larger than 1 MiB: it is no settings file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}, line {line}: this is not UTF-8 text.") from None
