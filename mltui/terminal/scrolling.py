"""Finds lines that only moved up or down: the terminal moves them itself, for a few bytes."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mltui.terminal.cells import UNKNOWN, Line, changes
from mltui.terminal.rendition import PLAIN

#: Fewer lines that moved are written again.
_FEWEST = 4

#: Bytes to set the part of the screen that moves and to give it up again, and to move it by a line.
_SETTING, _MOVING = 20, 2

#: Bytes to jump to a span of changed cells.
_JUMP = 6

#: Characters from here on keep cells for pictures.
_MARKS = "\U000f0000"


@dataclass(frozen=True, slots=True)
class Scroll:
    """A part of the screen whose lines move together.

    Attributes:
        first: Its first line.
        stop: One past its last line.
        by: How many lines they move up; down where it is negative.
    """

    first: int
    stop: int
    by: int

    def moved(self, lines: Sequence[Line]) -> list[Line]:
        """Returns what the terminal shows once it has moved them: blank where they came from."""
        width = len(lines[0])
        blank = [Line(" " * width, array("I", [PLAIN]) * width)] * abs(self.by)
        part = lines[self.first : self.stop]
        part = [*part[self.by :], *blank] if self.by > 0 else [*blank, *part[: self.by]]
        return [*lines[: self.first], *part, *lines[self.stop :]]

    @property
    def sequence(self) -> str:
        """What makes the terminal do so; where the cursor is after it is not certain."""
        end, step = (self.stop, "\n") if self.by > 0 else (self.first + 1, "\x1bM")
        return f"\x1b[{self.first + 1};{self.stop}r\x1b[{end}H{step * abs(self.by)}\x1b[r"


def scroll_between(
    before: Sequence[Line], after: Sequence[Line], which: Collection[int]
) -> Scroll | None:
    """Finds the lines that moved together, None if writing them again costs no more.

    Beside a picture none move: some terminals take all of their sixels along.

    Args:
        before: What the terminal shows.
        after: What it has to show; of the same size.
        which: The lines that may differ.
    """
    by = _distance(before, after, which) if len(which) >= _FEWEST else 0
    if not by or any(map(_has_picture, before)):
        return None
    first, stop = _longest_run(before, after, by)
    scroll = Scroll(first, stop + by, by) if by > 0 else Scroll(first + by, stop, by)
    part = slice(scroll.first, scroll.stop)
    written = _cost(before[part], after[part])
    moved = _cost(scroll.moved(before)[part], after[part]) + _SETTING + _MOVING * abs(by)
    return scroll if moved < written else None


def _distance(before: Sequence[Line], after: Sequence[Line], which: Collection[int]) -> int:
    """Returns by how many lines most of them moved up, 0 if too few did."""
    places: dict[tuple[int, int], int | None] = {}
    for y in which:
        if (known := _movable(before[y])) is not None:
            # Of equal ones nobody can tell which one it was.
            places[known] = None if known in places else y
    distances: Counter[int] = Counter()
    for y in which:
        known = _movable(after[y])
        place = places.get(known) if known is not None else None
        if place is not None and place != y:
            distances[place - y] += 1
    by, count = max(distances.items(), key=lambda each: each[1], default=(0, 0))
    return by if count >= _FEWEST else 0


def _longest_run(before: Sequence[Line], after: Sequence[Line], by: int) -> tuple[int, int]:
    """Returns the most lines in a row that have moved by so many: the first, one past the last."""
    best, first = (0, 0), 0
    for y in range(len(after)):
        known = _movable(after[y]) if 0 <= y + by < len(before) else None
        if known is None or known != _movable(before[y + by]):
            first = y + 1
        elif y + 1 - first > best[1] - best[0]:
            best = (first, y + 1)
    return best


def _movable(line: Line) -> tuple[int, int] | None:
    """Returns what tells a line from others, None if it stays where it is."""
    glyphs = line.glyphs
    if not isinstance(glyphs, str) or UNKNOWN in glyphs:
        return None
    return line.numbers()


def _has_picture(line: Line) -> bool:
    return max(line.glyphs) >= _MARKS


def _cost(before: Sequence[Line], after: Sequence[Line]) -> int:
    """Returns about how many bytes it takes to write lines over others."""
    spans = (span for pair in zip(before, after, strict=True) for span in changes(*pair))
    return sum(_JUMP + stop - start for start, stop in spans)
