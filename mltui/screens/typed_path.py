"""Names of files to write, as a person types them: whatever is wrong with one is said."""

from __future__ import annotations

from pathlib import Path

from mltui.live.download import Refused, why_not_there


def typed_path(text: str) -> Path:
    """Return the path of a new file that a person typed; `~` stands for a home folder.

    Raises:
        Refused: Nothing can be written there.
    """
    if not text.strip():
        raise Refused("Type the name of a file.")
    try:
        path = Path(text).expanduser()
    except (RuntimeError, ValueError):
        home = text.partition("/")[0]
        raise Refused(f"There is no home folder {home}.") from None
    reason = why_not_there(path)
    if reason is not None:
        raise Refused(reason)
    return path


def wrong_path(text: str) -> str | None:
    """Say what is wrong with the typed name of a file to write, if something is."""
    try:
        typed_path(text)
    except Refused as refused:
        return str(refused)
    return None


def write_new(text: str, content: str) -> Path:
    """Write a new file under a typed name, and return its path.

    Raises:
        Refused: It cannot be written, or something is there.
    """
    path = typed_path(text)
    try:
        # Half a character, which a server's text may hold, is none in a file.
        with path.open("x", encoding="utf-8", errors="replace", newline="") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}.") from None
    return path
