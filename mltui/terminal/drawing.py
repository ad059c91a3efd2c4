"""From Textual's updates to what is sent: only what differs, and only if the terminal takes it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from mltui.terminal.cells import Line, line_of
from mltui.terminal.first_picture import AGE, Picture
from mltui.terminal.graphics import Overlay
from mltui.terminal.link import PATIENCE_S, Holding, Link
from mltui.terminal.overlay import is_new, place_of
from mltui.terminal.picture import lines_of, picture_of
from mltui.terminal.rendition import Renditions
from mltui.terminal.shadow import Shadow

#: Drawings of fewer bytes are not put between marks of synchronised output (16 bytes): the
#: terminal gets them in one piece anyway.
WORTH_MARKS = 2048


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal can do.

    Attributes:
        colour_system: Which colours it shows; None for none at all.
        erases_in_colour: Whether its erased cells take the background in force.
        ascii_only: Whether it knows ASCII alone.
    """

    colour_system: ColorSystem | None = ColorSystem.TRUECOLOR
    erases_in_colour: bool = True
    ascii_only: bool = False

    @property
    def many_colours(self) -> bool:
        """Whether any colour can be told from any other."""
        return self.colour_system is ColorSystem.TRUECOLOR


class Drawing:
    """Draws on a terminal, no faster than it takes it.

    What cannot be sent yet is held back, and only its last state is sent in the end: frames are
    skipped, never queued.

    Args:
        write: Sends a text to the terminal; it must not wait.
        waiting: How many bytes the operating system has not taken yet.
        abilities: What the terminal can do.

    Attributes:
        shadow: What the terminal shows.
        link: The way to it.
        synchronised: Whether it knows the marks around a frame (mode 2026).
        overlays: Sixels to be drawn wherever all their cells lie open.
        frames: How many frames were sent.
        skipped: How many updates were sent only together with a later one.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        waiting: Callable[[], int] = lambda: 0,
        abilities: Abilities | None = None,
    ) -> None:
        self._able = able = abilities or Abilities()
        self.shadow = Shadow(
            Renditions(able.colour_system),
            erases_in_colour=able.erases_in_colour,
            plain=able.ascii_only,
        )
        self.link = Link()
        self.synchronised = False
        self.overlays: list[Overlay] = []
        self.frames = 0
        self.skipped = 0
        self._write = write
        self._waiting = waiting
        self._cursor: tuple[int, int] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def find(self, picture: Picture) -> None:
        """Takes it that a picture is on the terminal."""
        with suppress(ValueError):
            self.shadow.find(lines_of(picture, self.shadow.renditions))

    def picture(self, top: Strip) -> Callable[[], Picture] | None:
        """Returns what makes a picture of what the terminal shows now, None if that is uncertain.

        Args:
            top: What is to be in the first line instead; its last cells but one are for the age.
        """
        lines = [*self.shadow.lines()]
        if not lines or self.shadow.is_behind:
            return None
        columns = len(lines[0])
        renditions = self.shadow.renditions
        lines[0] = line_of(top, renditions, plain=self._able.ascii_only)
        if len(lines[0]) != columns or columns <= len(AGE):
            return None
        first = lines[0]
        lines[0] = Line([*first.glyphs[: -1 - len(AGE)], *AGE, first.glyphs[-1]], first.renditions)
        erases = self._able.erases_in_colour
        return partial(picture_of, lines, renditions, erases_in_colour=erases)

    def draw(
        self,
        update: LayoutUpdate | ChopsUpdate,
        size: tuple[int, int],
        cursor: tuple[int, int] | None = None,
    ) -> None:
        """Brings an update of Textual's to the terminal, now or as soon as it takes it.

        Args:
            update: What has changed.
            size: Columns and lines of the screen.
            cursor: Column and line in which the hidden cursor has to stay; None if anywhere.
        """
        self.skipped += self.shadow.is_behind
        self.shadow.take(update, size)
        self._cursor = cursor
        self.go_on()

    def draw_line(self, y: int, x: int, strip: Strip) -> None:
        """Notes one line of a widget, to be sent by the next `go_on`.

        Args:
            y: The line of the screen.
            x: The column that it begins in.
            strip: What it shows.
        """
        self.shadow.take_line(y, x, strip)

    def prepare_line(self, strip: Strip) -> None:
        """Makes a line of a widget ready that may be drawn soon.

        Args:
            strip: What it shows.
        """
        self.shadow.know(strip).numbers()

    def go_on(self) -> None:
        """Sends what is held back, if it may go now."""
        if not self.shadow.is_behind:
            return
        now = time.monotonic()
        hold = self.link.hold(now, self._waiting())
        if hold == 0.0:
            self._send(now)
            return
        self.close()
        # Whoever learns of what is waited for calls `go_on`; but a terminal may never answer.
        delay = PATIENCE_S if isinstance(hold, Holding) else hold
        self._timer = asyncio.get_running_loop().call_later(delay, self._time_is_up)

    def close(self) -> None:
        """Sends nothing more by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_is_up(self) -> None:
        self._timer = None
        self.go_on()

    def _overlays_after(self, before: list[Line]) -> str:
        """Returns what draws the sixels of which some cells were written just now."""
        drawn = ""
        after = self.shadow.lines() if self.overlays else ()
        for overlay in self.overlays:
            place = place_of(overlay, after)
            if place is not None and is_new(overlay, place, before, after):
                drawn += self.shadow.cursor(*place) + overlay.drawing
                self.shadow.lose_cursor()
        return drawn

    def _send(self, now: float) -> None:
        self.close()
        before = [*self.shadow.lines()] if self.overlays else []
        frame = self.shadow.difference()
        if not frame:
            return
        frame += self._overlays_after(before)
        if self._cursor is not None:
            frame += self.shadow.cursor(*self._cursor)
        if self.synchronised and len(frame) >= WORTH_MARKS:
            frame = f"\x1b[?2026h{frame}\x1b[?2026l"
        self.frames += 1
        # The question comes behind the frame: its answer says that the frame has arrived.
        self.link.sent(len(frame.encode(errors="replace")), now)
        self._write(frame + self.link.question(now))
