"""Putting a text into the clipboard of the person's terminal, also over SSH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from mltui.terminal.sanitise import clean

if TYPE_CHECKING:
    _Base = Screen[None]
else:
    _Base = object


class Copying(_Base):
    """A screen from which something can be copied; goes before `MonitorScreen` in the bases."""

    def copy(self, text: str, what: str, *, shown: bool = True) -> None:
        """Copy a text by the terminal's own means (OSC 52).

        Args:
            text: What to copy, one line; cleaned here. Nothing happens if it is empty.
            what: What the person calls it, such as "URI".
            shown: Whether to repeat it on the screen; not for secrets.
        """
        text = clean(text)
        if not text:
            self.notify(f"There is no {what} to copy.", severity="warning", markup=False)
            return
        self.app.copy_to_clipboard(text)
        told = f"{what} copied: {text}" if shown else f"{what} copied."
        self.notify(told, markup=False)
