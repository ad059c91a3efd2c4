"""What the terminal shows and what it has to show, cell by cell."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from mltui.terminal.cells import Line, line_of, unknown_line
from mltui.terminal.encoder import Encoder
from mltui.terminal.remembered import Remembered
from mltui.terminal.rendition import Renditions

#: Renditions that are numbered before those that are shown no more are forgotten: pictures of
#: half blocks have thousands each.
MOST_RENDITIONS = 20_000


class Shadow:
    """A copy of the terminal's screen, and the one that it has to become.

    `take` notes what Textual wants to be drawn; `difference` returns what has to be sent for it.
    Several updates may be taken before anything is sent: what they have overwritten of one
    another is never sent.

    Args:
        renditions: Numbers the looks of the cells.
        erases_in_colour: See `Encoder`.
        plain: Whether the terminal knows ASCII alone.
    """

    def __init__(
        self, renditions: Renditions, *, erases_in_colour: bool = True, plain: bool = False
    ) -> None:
        self._plain = plain
        self._renditions = renditions
        self._most_renditions = MOST_RENDITIONS
        self._encoder = Encoder(renditions, erases_in_colour=erases_in_colour)
        self._size = (0, 0)
        self._shown: list[Line] = []
        self._wanted: list[Line] = []
        self._changed: set[int] = set()
        self._borrowed: set[int] = set()
        self._known: Remembered[Strip, Line] = Remembered()
        self._found: list[Line] = []

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        return self._size

    @property
    def renditions(self) -> Renditions:
        """What the numbers in its lines mean; others once there are very many."""
        return self._renditions

    @property
    def knows_nothing(self) -> bool:
        """Whether nothing has been drawn since the screen was forgotten."""
        return not self._shown

    @property
    def is_behind(self) -> bool:
        """Whether something was taken that has not been sent."""
        return bool(self._changed)

    def forget(self) -> None:
        """Takes nothing on the terminal for granted; all has to be drawn again."""
        self._size = (0, 0)
        self._found = []
        self._shown.clear()
        self._wanted.clear()
        self._changed.clear()
        self._borrowed.clear()
        self._encoder.forget()

    def find(self, lines: list[Line]) -> None:
        """Takes it that the terminal shows these lines, if the first update is of their size."""
        self._found = lines

    def take(self, update: LayoutUpdate | ChopsUpdate, size: tuple[int, int]) -> None:
        """Notes an update of Textual's.

        Args:
            update: What to draw.
            size: Columns and lines of the screen.
        """
        if size != self._size:
            found = self._found
            self.forget()
            self._size = size
            if found and (len(found[0]), len(found)) == size:
                self._shown = found
            else:
                self._shown = [unknown_line(size[0]) for _ in range(size[1])]
            self._wanted = self._shown.copy()
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                segments = (segment for strip in strips for segment in strip)
                self._put(y, update.region.x, self._cells(segments), size[0])
        else:
            # Several spans of a line share its strips.
            known: dict[int, Line] = {}
            for y, first, end in update.spans:
                chops = update.chops[y].items()
                for stop, (x, strip) in zip(update.chop_ends[y], chops, strict=False):
                    if strip is None or x >= end or stop <= first:
                        continue
                    cells = known.get(id(strip))
                    if cells is None:
                        cells = known[id(strip)] = self._cells(strip)
                    self._put(y, x, cells, min(stop, end))

    def take_line(self, y: int, x: int, strip: Strip) -> None:
        """Notes one line of a widget; the screen must have been drawn before.

        Args:
            y: The line of the screen.
            x: The column that it begins in.
            strip: What it shows; the same object is the same line.
        """
        cells = self.know(strip)
        self._put(y, x, cells, x + len(cells))

    def know(self, strip: Strip) -> Line:
        """Returns the cells of a line of a widget, and remembers them for a while.

        Args:
            strip: What it shows; the same object is the same line.
        """
        return self._known.of(strip, self._cells)

    def _cells(self, segments: Iterable[Segment]) -> Line:
        return line_of(segments, self._renditions, plain=self._plain)

    def _put(self, y: int, x: int, part: Line, stop: int) -> None:
        if not 0 <= y < len(self._wanted):
            return
        self._changed.add(y)
        line = self._wanted[y]
        if isinstance(part.glyphs, str) and x == 0 and stop >= len(part) == len(line):
            self._wanted[y] = part
            self._borrowed.add(y)
            return
        if line is self._shown[y] or y in self._borrowed:
            line = self._wanted[y] = line.copy()
            self._borrowed.discard(y)
        line.put(x, part, stop)

    def difference(self) -> str:
        """Returns what turns the terminal's screen into the wanted one; it has to be sent."""
        for y in self._changed:
            self._wanted[y].mend()
        sent = self._encoder.lines(self._shown, self._wanted, self._changed)
        for y in self._changed:
            self._shown[y] = self._wanted[y]
        self._changed.clear()
        self._borrowed.clear()
        if len(self._renditions) > self._most_renditions:
            self._renumber()
        return sent

    def _renumber(self) -> None:
        """Forgets all renditions that are shown no more; nothing has to be drawn for it."""
        before, after = self._renditions, self._renditions.anew()
        numbers: dict[int, int] = {}
        for y, line in enumerate(self._shown):
            for number in set(line.renditions) - numbers.keys():
                numbers[number] = after.number_of(before[number])
            renumbered = array("I", map(numbers.__getitem__, line.renditions))
            self._shown[y] = Line(line.glyphs, renumbered)
        self._wanted = self._shown.copy()
        self._known = Remembered()
        self._encoder.renumber(after)
        self._renditions = after
        # A large terminal may show that many at once.
        self._most_renditions = max(MOST_RENDITIONS, 2 * len(after))

    def cursor(self, x: int, y: int) -> str:
        """Returns what moves the cursor to a cell."""
        return self._encoder.cursor(x, y)

    def lose_cursor(self) -> None:
        """Takes it that the cursor may be anywhere."""
        self._encoder.lose_cursor()

    def lines(self) -> Sequence[Line]:
        """Returns what the terminal shows."""
        return self._shown
