"""Texts changed in the person's own editor while the monitor steps aside."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

from textual.app import App, SuspendNotSupported

from mltui.terminal.guard import LentTerminal

#: Tried in turn where neither VISUAL nor EDITOR says which.
USUAL_EDITORS = ("sensible-editor", "nano", "vi")


class EditingFailed(Exception):
    """A text could not be edited; `str` of it is a sentence."""


def editor_command() -> list[str]:
    """Return the command of the person's editor.

    Raises:
        EditingFailed: it is not set properly, or there is none.
    """
    import shutil

    for variable in ("VISUAL", "EDITOR"):
        named = os.environ.get(variable, "").strip()
        if named:
            try:
                return shlex.split(named)
            except ValueError:
                raise EditingFailed(f"{variable} is not a command: {named}") from None
    for name in USUAL_EDITORS:
        if shutil.which(name):
            return [name]
    raise EditingFailed("There is no editor: set EDITOR to the command of one.")


def edit(app: App[Any], text: str, suffix: str) -> str:
    """Let the person change a text, and return it; the screen is theirs meanwhile.

    Args:
        app: The application, which steps aside.
        text: What to begin with.
        suffix: End of the file's name, by which editors choose their colours.

    Raises:
        EditingFailed: the editor could not be run, or it failed; or a signal ended the monitor and
            with it the editor. What the editor saved is kept then.
    """
    command = editor_command()
    folder = Path(tempfile.mkdtemp(prefix="mltui-"))
    kept = False
    try:
        path = folder / f"edit{suffix}"
        path.write_text(text, encoding="utf-8")
        status, failure = 0, None
        try:
            with LentTerminal() as lent, app.suspend():
                # What is raised in here would leave the terminal to the shell.
                try:
                    status = lent.run([*command, str(path)])
                except OSError as error:
                    failure = error
                if lent.ended and _has_more_than(folder, path, text):
                    kept = True
                    # The screen is the shell's at this moment: there it stays. An editor that
                    # ends like this may leave a terminal that does not begin lines by itself.
                    sys.stderr.write(f"What was written in the editor is kept in {folder}.\r\n")
        except SuspendNotSupported:
            raise EditingFailed("This terminal cannot be given to an editor.") from None
        if failure is not None:
            reason = failure.strerror or failure
            raise EditingFailed(f"{command[0]} cannot be run: {reason}.")
        if lent.ended:
            raise EditingFailed("The monitor ends.")
        if status:
            ended = f"{command[0]} ended with status {status}"
            raise EditingFailed(f"{ended}: what was written in it was not taken.")
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise EditingFailed("What the editor left is no text.") from None
    finally:
        if not kept:
            rmtree(folder, ignore_errors=True)


def _has_more_than(folder: Path, path: Path, text: str) -> bool:
    """Return whether an editor left more than the text it was given: editors save beside it."""
    try:
        return list(folder.iterdir()) != [path] or path.read_bytes() != text.encode()
    except OSError:
        return False


class Draft:
    """A text that the person wrote, kept in a file of their own until it is saved.

    Attributes:
        text: What they wrote.
    """

    def __init__(self, text: str, suffix: str) -> None:
        """Keep a text.

        Args:
            text: What the person wrote.
            suffix: End of the file's name.
        """
        self.text = text
        self._path: Path | None = None
        with suppress(OSError):
            handle, name = tempfile.mkstemp(prefix="mltui-", suffix=suffix)
            with open(handle, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                file.write(text)
            self._path = Path(name)

    @property
    def told(self) -> str:
        """Where it is kept, as a sentence."""
        if self._path is None:
            return "Your text is kept for as long as this page is open."
        return f"Your text is kept in {self._path}."

    def forget(self) -> None:
        """Remove the file: the text is saved, or there is a newer one."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink()
