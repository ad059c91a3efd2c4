"""Lines drawn as dots: eight to a cell in braille, or one letter a cell where that is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

# Bits of a braille character by (column, row) within its cell, row 0 on top (Unicode, ch. 21.1).
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BRAILLE = {dots: chr(0x2800 + dots) if dots else " " for dots in range(256)}
_LETTERS = "*+xo#@%&=~"
_FAR = 4.0
"""How far a line is followed outside of the picture, in widths or heights of it."""

NOBODY = -1
"""The owner of a cell without dots."""


class Raster:
    """A picture of `width` times `height` cells in which lines are drawn one after the other.

    Later lines lie on top: a cell keeps the dots of all lines and the number of the last one.
    """

    def __init__(self, width: int, height: int, *, braille: bool = True) -> None:
        self.width = max(width, 0)
        self.height = max(height, 0)
        self.braille = braille
        self._dots = [bytearray(self.width) for _ in range(self.height)]
        self._owners = [[NOBODY] * self.width for _ in range(self.height)]

    @property
    def columns(self) -> int:
        """Dots across."""
        return self.width * (2 if self.braille else 1)

    @property
    def rows(self) -> int:
        """Dots down."""
        return self.height * (4 if self.braille else 1)

    def draw(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        x_limits: tuple[float, float],
        y_limits: tuple[float, float],
        owner: int,
    ) -> None:
        """Draws a line through points; a NaN breaks it, a point alone is a small block.

        Args:
            xs: positions.
            ys: values, of the same length.
            x_limits: positions of the first and the last column of dots.
            y_limits: values of the lowest and the highest row of dots.
            owner: number of the line.
        """
        if not (self.columns and self.rows):
            return
        columns = places(xs, x_limits, self.columns)
        rows = places(ys, y_limits, self.rows)
        lowest = self.rows - 1
        before: tuple[int, int] | None = None
        alone = False
        for column, row in zip(columns, rows, strict=False):
            if column is None or row is None:
                if alone and before:
                    self._block(*before, owner)
                before = None
                continue
            here = (column, lowest - row)
            alone = before is None
            if before is not None:
                self._line(*before, *here, owner)
            before = here
        if alone and before:
            self._block(*before, owner)

    def runs(self, y: int) -> list[tuple[str, int]]:
        """Gives a line of cells (0 is on top) as pieces of text, each with its line's number."""
        if self.braille:
            text = self._dots[y].decode("latin-1").translate(_BRAILLE)
        else:
            pairs = zip(self._dots[y], self._owners[y], strict=True)
            text = "".join(_LETTERS[owner % len(_LETTERS)] if dot else " " for dot, owner in pairs)
        found = []
        start = 0
        for owner, cells in groupby(self._owners[y]):
            end = start + sum(1 for _ in cells)
            found.append((text[start:end], owner))
            start = end
        return found

    def _block(self, column: int, row: int, owner: int) -> None:
        size = (0, 1) if self.braille else (0,)
        for across in size:
            for down in size:
                self._dots_at([column + across], [row + down], owner)

    def _line(self, x1: int, y1: int, x2: int, y2: int, owner: int) -> None:
        """Draws from dot to dot without a break, along the longer of its two directions."""
        dx, dy = x2 - x1, y2 - y1
        steps = max(abs(dx), abs(dy))
        if steps == 0:
            self._dots_at([x1], [y1], owner)
        elif dx == 0:
            rows = range(min(y1, y2), max(y1, y2) + 1)
            self._dots_at([x1] * len(rows), rows, owner)
        else:
            twice = 2 * steps
            self._dots_at(
                [x1 + (2 * dx * step + steps) // twice for step in range(steps + 1)],
                [y1 + (2 * dy * step + steps) // twice for step in range(steps + 1)],
                owner,
            )

    def _dots_at(self, columns: Sequence[int], rows: Sequence[int], owner: int) -> None:
        last_column, last_row = self.columns, self.rows
        dots, owners = self._dots, self._owners
        braille = self.braille
        for column, row in zip(columns, rows, strict=True):
            if 0 <= column < last_column and 0 <= row < last_row:
                if braille:
                    x, y = column >> 1, row >> 2
                    dots[y][x] |= _BITS[column & 1][row & 3]
                    owners[y][x] = owner
                else:
                    dots[row][column] = 1
                    owners[row][column] = owner


def places(values: Sequence[float], limits: tuple[float, float], count: int) -> list[int | None]:
    """Finds for each value its column or row of dots, None for what is not finite.

    As plotext places its ticks: the limits are the middles of the first and the last. What lies
    outside the limits gets a place outside of 0 to `count - 1`.
    """
    low, high = limits
    # Halves, because the distance of two numbers may be more than a number can hold.
    if not math.isfinite(high - low):
        low, high, values = low / 2, high / 2, [value / 2 for value in values]
    span = high - low
    last = count - 1
    isfinite, floor = math.isfinite, math.floor
    found: list[int | None] = []
    for value in values:
        if not isfinite(value):
            found.append(None)
            continue
        share = (value - low) / span if span > 0 else 0.0
        if not -_FAR <= share <= _FAR:
            share = _FAR if share > 0 else -_FAR
        found.append(floor(0.5 + last * share))
    return found
