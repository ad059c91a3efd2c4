"""Writes the difference between two screens as the bytes that turn one into the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mltui.terminal.cells import TAIL, UNKNOWN, Line, is_certain
from mltui.terminal.cursor import move
from mltui.terminal.rendition import PLAIN, Renditions

#: No gap of more unchanged cells is cheaper to write again than to jump over.
_LONGEST_GAP = 6

#: Bytes to erase to the end of a line.
_ERASE_LINE = "\x1b[K"

#: Blanks that are rather erased than written: where something follows, and where nothing does.
_INNER_BLANKS = re.compile(" {11,}")
_BLANKS = re.compile(" {11,}| {6,}$")
_SOME_BLANKS = " " * 6


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

    def forget(self) -> None:
        """Takes nothing for granted: somebody else has written to the terminal."""
        self._x = self._y = self._rendition = None

    def lines(
        self, before: Sequence[Line], after: Sequence[Line], which: Iterable[int] | None = None
    ) -> str:
        """Returns what changes the lines that the terminal shows to others.

        Args:
            before: What the terminal shows.
            after: What it has to show; of the same size.
            which: The lines that may differ; by default all.
        """
        for y in range(len(after)) if which is None else sorted(which):
            if before[y] is not after[y] and before[y] != after[y]:
                self._line(y, before[y], after[y])
        return self._taken()

    def cursor(self, x: int, y: int) -> str:
        """Returns what moves the cursor, "" if it is there."""
        self._move(x, y)
        return self._taken()

    def _taken(self) -> str:
        sent = "".join(self._sent)
        self._sent.clear()
        return sent

    def _line(self, y: int, before: Line, after: Line) -> None:
        cells = zip(before.glyphs, after.glyphs, before.renditions, after.renditions, strict=True)
        changed = [x for x, (a, b, c, d) in enumerate(cells) if a != b or c != d]
        erased = self._erasable_end(changed, after)
        if erased is not None:
            changed = [x for x in changed if x < erased]
        for start, stop in self._spans(changed, after):
            self._write(y, start, stop, after)
        if erased is not None:
            self._move(erased, y)
            self._draw_as(after.renditions[erased])
            self._sent.append(_ERASE_LINE)

    def _erasable_end(self, changed: list[int], after: Line) -> int | None:
        """Returns from which cell on the line is cheaper to erase, None if it is not."""
        rendition = after.renditions[-1]
        if after.glyphs[-1] != " " or not self._is_erasable(rendition):
            return None
        last = changed[-1]
        start = len(after)
        while start and after.glyphs[start - 1] == " " and after.renditions[start - 1] == rendition:
            start -= 1
        if last - start < len(_ERASE_LINE):
            return None
        first = next(x for x in changed if x >= start)
        return first if last - first >= len(_ERASE_LINE) else None

    def _is_erasable(self, rendition: int) -> bool:
        look = self._renditions[rendition]
        return look.erasable and (self._erases_in_colour or look.background == "49")

    def _spans(self, changed: list[int], after: Line) -> list[tuple[int, int]]:
        """Joins the changed cells to spans to write, with the gaps that are cheaper to write."""
        spans: list[tuple[int, int]] = []
        if not changed:
            return spans
        glyphs, width = after.glyphs, len(after)
        start = end = changed[0]
        for x in changed:
            if x == end:
                end += 1
                continue
            if glyphs[end] == TAIL:
                end += 1
            if x > end and (x - end > _LONGEST_GAP or not self._gap_is_cheaper(end, x, after)):
                spans.append((start, end))
                start = x
            end = max(end, x + 1)
        if end < width and glyphs[end] == TAIL:
            end += 1
        spans.append((start, end))
        return spans

    def _gap_is_cheaper(self, end: int, x: int, after: Line) -> bool:
        if UNKNOWN in after.glyphs[end:x]:
            return False
        change = self._renditions.change
        before = rendition = after.renditions[end - 1]
        wanted = after.renditions[x]
        writing = 0
        for cell in range(end, x):
            if after.renditions[cell] != rendition:
                writing += len(change(rendition, after.renditions[cell]))
                rendition = after.renditions[cell]
            writing += len(after.glyphs[cell].encode())
        writing += len(change(rendition, wanted))
        return writing <= len(move(end, 0, x, 0)) + len(change(before, wanted))

    def _write(self, y: int, start: int, stop: int, line: Line) -> None:
        while start < stop:
            rendition = line.renditions[start]
            end = start + 1
            while end < stop and line.renditions[end] == rendition:
                end += 1
            self._draw_as(rendition)
            text = "".join(line.glyphs[start:end])
            if _SOME_BLANKS in text and len(text) == end - start and self._is_erasable(rendition):
                self._write_or_erase(y, start, text, goes_on=end < stop, width=len(line))
            else:
                self._put(y, start, end, text, len(line))
            start = end

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
        certain = end < width and (text.isascii() or all(map(is_certain, text)))
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
