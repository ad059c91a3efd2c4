"""Writes the difference between two screens as the bytes that turn one into the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mltui.terminal.cells import TAIL, UNKNOWN, Line, changes
from mltui.terminal.cursor import move
from mltui.terminal.rendition import PLAIN, Renditions
from mltui.terminal.scrolling import Scroll, scroll_between

#: No gap of more unchanged cells is cheaper to write again than to jump over.
_LONGEST_GAP = 6

#: Gaps of which it is remembered what is cheaper.
_MOST_GAPS = 20_000

#: Bytes to jump over a gap of so many cells.
_JUMPS = tuple(len(move(20, 0, 20 + gap, 0)) for gap in range(_LONGEST_GAP + 1))

#: Bytes to erase to the end of a line.
_ERASE_LINE = "\x1b[K"

#: Blanks that are rather erased than written: where something follows, and where nothing does.
_INNER_BLANKS = re.compile(" {11,}")
_BLANKS = re.compile(" {11,}| {6,}$")
_SOME_BLANKS = " " * 6

#: Cells that are kept blank for sixels.
_MARKS = re.compile("[\U000f0000-\U000f00ff]")

# Characters after which all terminals agree on where the cursor is. They differ about what is
# joined, combined or modified, and about emoji.
_CERTAIN = re.compile("[\0-\u22ff\u2500-\u25ff\u2800-\ufdff]*").fullmatch


class Encoder:
    """Knows where the terminal's cursor is and which rendition is in force.

    Args:
        renditions: What the numbers of renditions mean.
        erases_in_colour: Whether erased cells take the background in force (bce); if not, only
            cells of the terminal's own background are erased.
    """

    def __init__(self, renditions: Renditions, *, erases_in_colour: bool = True) -> None:
        self._renditions = renditions
        self._erases_in_colour = erases_in_colour
        self._sent: list[str] = []
        self._x: int | None = None
        self._y: int | None = None
        self._rendition: int | None = None
        self._cheaper: dict[tuple[int, tuple[int, ...]], bool] = {}

    def forget(self) -> None:
        """Takes nothing for granted: somebody else has written to the terminal."""
        self._x = self._y = self._rendition = None

    def renumber(self, renditions: Renditions) -> None:
        """Goes on with other numbers; lines have to be in them from now on."""
        if self._rendition is not None:
            self._rendition = renditions.number_of(self._renditions[self._rendition])
        self._renditions = renditions
        self._cheaper.clear()

    def lines(
        self, before: Sequence[Line], after: Sequence[Line], which: Iterable[int] | None = None
    ) -> str:
        """Returns what changes the lines that the terminal shows to others.

        Args:
            before: What the terminal shows.
            after: What it has to show; of the same size.
            which: The lines that may differ; by default all.
        """
        lines = [*range(len(after))] if which is None else sorted(which)
        scroll = scroll_between(before, after, lines)
        if scroll is not None:
            self._scroll(scroll)
            before = scroll.moved(before)
            lines = sorted({*lines, *range(scroll.first, scroll.stop)})
        for y in lines:
            if before[y] is not after[y]:
                self._line(y, before[y], after[y])
        return self._taken()

    def lose_cursor(self) -> None:
        """Takes it that the cursor may be anywhere."""
        self._x = self._y = None

    def cursor(self, x: int, y: int) -> str:
        """Returns what moves the cursor, "" if it is there."""
        self._move(x, y)
        return self._taken()

    def _taken(self) -> str:
        sent = "".join(self._sent)
        self._sent.clear()
        return sent

    def _scroll(self, scroll: Scroll) -> None:
        # What comes in is blank, in the background in force.
        self._draw_as(PLAIN)
        self._sent.append(scroll.sequence)
        self.lose_cursor()

    def _line(self, y: int, before: Line, after: Line) -> None:
        spans = changes(before, after)
        if not spans:
            return
        erased = self._erasable_end(spans, after)
        if erased is not None:
            spans = [(start, min(stop, erased)) for start, stop in spans if start < erased]
        for start, stop in self._joined(spans, after):
            self._write(y, start, stop, after)
        if erased is not None:
            self._move(erased, y)
            self._draw_as(after.renditions[erased])
            self._sent.append(_ERASE_LINE)

    def _erasable_end(self, spans: list[tuple[int, int]], after: Line) -> int | None:
        """Returns from which cell on the line is cheaper to erase, None if it is not."""
        rendition = after.renditions[-1]
        if after.glyphs[-1] != " " or not self._is_erasable(rendition):
            return None
        last = spans[-1][1] - 1
        if after.glyphs[last] != " ":
            return None
        start = len(after)
        while start and after.glyphs[start - 1] == " " and after.renditions[start - 1] == rendition:
            start -= 1
        if last - start < len(_ERASE_LINE):
            return None
        first = next(max(begin, start) for begin, end in spans if end > start)
        return first if last - first >= len(_ERASE_LINE) else None

    def _is_erasable(self, rendition: int) -> bool:
        look = self._renditions[rendition]
        return look.erasable and (self._erases_in_colour or look.background == "49")

    def _joined(self, spans: Iterable[tuple[int, int]], after: Line) -> Iterator[tuple[int, int]]:
        """Joins changed spans to those to write, with the gaps that are cheaper to write."""
        glyphs, width = after.glyphs, len(after.glyphs)
        start = end = 0
        for first, stop in spans:
            if end and first > end:
                if glyphs[end] == TAIL:
                    end += 1
                gap = first - end
                if gap > _LONGEST_GAP or (gap > 0 and not self._gap_is_cheaper(end, first, after)):
                    yield start, end
                    start = first
            elif not end:
                start = first
            end = max(end, stop)
        if end:
            yield start, end + (end < width and glyphs[end] == TAIL)

    def _gap_is_cheaper(self, end: int, x: int, after: Line) -> bool:
        text = after.text(end, x)
        size = len(text) if text.isascii() else len(text.encode())
        looks = tuple(after.renditions[end - 1 : x + 1])
        known = self._cheaper.get((size, looks))
        if known is None:
            change = self._renditions.change
            writing = size + sum(len(change(a, b)) for a, b in pairwise(looks))
            jumping = _JUMPS[x - end] + len(change(looks[0], looks[-1]))
            if len(self._cheaper) >= _MOST_GAPS:
                self._cheaper.clear()
            known = self._cheaper[size, looks] = writing <= jumping
        return known and UNKNOWN not in text

    def _write(self, y: int, start: int, stop: int, line: Line) -> None:
        renditions, width = line.renditions, len(line)
        while start < stop:
            rendition = renditions[start]
            end = stop
            if renditions[start:stop].count(rendition) != stop - start:
                end = start + 1
                while renditions[end] == rendition:
                    end += 1
            if rendition != self._rendition:
                self._draw_as(rendition)
            text = line.text(start, end)
            plain = text.isascii() or (len(text) == end - start and _CERTAIN(text))
            if not plain or end == width or _SOME_BLANKS in text:
                self._write_with_care(y, start, end, text, goes_on=end < stop, line=line)
            else:
                if start != self._x or y != self._y:
                    self._sent.append(move(self._x, self._y, start, y))
                self._sent.append(text)
                self._x, self._y = end, y
            start = end

    def _write_with_care(
        self, y: int, start: int, end: int, text: str, *, goes_on: bool, line: Line
    ) -> None:
        """Writes cells after which the cursor may be anywhere, or which are better erased."""
        if max(text) > "\U000effff":
            text = _MARKS.sub(" ", text)
        width = len(line)
        blank = _SOME_BLANKS in text and len(text) == end - start
        if blank and self._is_erasable(line.renditions[start]):
            self._write_or_erase(y, start, text, goes_on=goes_on, width=width)
        else:
            self._put(y, start, end, text, width)

    def _write_or_erase(self, y: int, start: int, text: str, *, goes_on: bool, width: int) -> None:
        written = 0
        for blanks in (_INNER_BLANKS if goes_on else _BLANKS).finditer(text):
            first, end = blanks.span()
            if written < first:
                self._put(y, start + written, start + first, text[written:first], width)
            self._move(start + first, y)
            self._sent.append(f"\x1b[{end - first}X")
            written = end
        if written < len(text):
            self._put(y, start + written, start + len(text), text[written:], width)

    def _put(self, y: int, start: int, end: int, text: str, width: int) -> None:
        self._move(start, y)
        self._sent.append(text)
        # After the last column terminals differ, too: the cursor is in it or behind it.
        certain = end < width and (text.isascii() or _CERTAIN(text) is not None)
        self._x = end if certain else None

    def _move(self, x: int, y: int) -> None:
        if (x, y) != (self._x, self._y):
            self._sent.append(move(self._x, self._y, x, y))
            self._x, self._y = x, y

    def _draw_as(self, rendition: int) -> None:
        if self._rendition is None:
            self._sent.append("\x1b[m")
            self._rendition = PLAIN
        if rendition != self._rendition:
            self._sent.append(self._renditions.change(self._rendition, rendition))
            self._rendition = rendition
