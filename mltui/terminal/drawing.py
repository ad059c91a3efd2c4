"""From Textual's updates to what is sent: only what differs, and only if the terminal takes it."""

from __future__ import annotations

from collections.abc import Callable

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate

from mltui.terminal.rendition import Renditions
from mltui.terminal.shadow import Shadow

#: Drawings of fewer bytes are not put between marks of synchronised output (16 bytes): the
#: terminal gets them in one piece anyway.
WORTH_MARKS = 2048


class Drawing:
    """Draws on a terminal.

    Args:
        write: Sends a text to the terminal.
        colour_system: What colours it can show.
        erases_in_colour: Whether erased cells take the background in force.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        *,
        colour_system: ColorSystem = ColorSystem.TRUECOLOR,
        erases_in_colour: bool = True,
    ) -> None:
        self.shadow = Shadow(Renditions(colour_system), erases_in_colour=erases_in_colour)
        self.synchronised = False
        self.frames = 0
        self._write = write

    def draw(
        self,
        update: LayoutUpdate | ChopsUpdate,
        size: tuple[int, int],
        cursor: tuple[int, int] | None = None,
    ) -> None:
        """Brings an update of Textual's to the terminal.

        Args:
            update: What has changed.
            size: Columns and lines of the screen.
            cursor: Column and line in which the hidden cursor has to stay; None if anywhere.
        """
        self.shadow.take(update, size)
        frame = self.shadow.difference()
        if not frame:
            return
        if cursor is not None:
            frame += self.shadow.cursor(*cursor)
        if self.synchronised and len(frame) >= WORTH_MARKS:
            frame = f"\x1b[?2026h{frame}\x1b[?2026l"
        self.frames += 1
        self._write(frame)
