"""Lines drawn as dots: eight to a cell in braille, or one letter a cell where that is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence

# Bits of a braille character by (column, row) within its cell, row 0 on top (Unicode, ch. 21.1).
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_LETTERS = "*+xo#@%&=~"


class Raster:
    """A picture of `width` times `height` cells in which lines are drawn one after the other.

    Later lines lie on top: a cell keeps the dots of all lines and the number of the last one.
    """

    def __init__(self, width: int, height: int, *, braille: bool = True) -> None:
        self.width = max(width, 0)
        self.height = max(height, 0)
        self.braille = braille
        self._dots = [bytearray(self.width) for _ in range(self.height)]
        self._owners = [[-1] * self.width for _ in range(self.height)]

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
            owner: number of the line, see `owner_at`.
        """
        if not (self.columns and self.rows):
            return
        (left, right), (bottom, top) = x_limits, y_limits
        x_scale = (self.columns - 1) / (right - left) if right > left else 0.0
        y_scale = (self.rows - 1) / (top - bottom) if top > bottom else 0.0
        lowest = self.rows - 1
        before: tuple[int, int] | None = None
        alone = False
        reach = 8 * (self.columns + self.rows)
        for x, y in zip(xs, ys, strict=False):
            if not (math.isfinite(x) and math.isfinite(y)):
                if alone and before:
                    self._block(*before, owner)
                before = None
                continue
            column = math.floor(0.5 + max(min((x - left) * x_scale, reach), -reach))
            row = lowest - math.floor(0.5 + max(min((y - bottom) * y_scale, reach), -reach))
            if before is None:
                alone = True
            else:
                alone = False
                self._line(*before, column, row, owner)
            before = (column, row)
        if alone and before:
            self._block(*before, owner)

    def character_at(self, x: int, y: int) -> str:
        """Gives the character of a cell; y 0 is the top line."""
        dots = self._dots[y][x]
        if not dots:
            return " "
        if self.braille:
            return chr(0x2800 + dots)
        return _LETTERS[self._owners[y][x] % len(_LETTERS)]

    def owner_at(self, x: int, y: int) -> int:
        """Gives the number of the line on top in a cell, -1 for none."""
        return self._owners[y][x]

    def _block(self, column: int, row: int, owner: int) -> None:
        for dx in (0, 1) if self.braille else (0,):
            for dy in (0, 1) if self.braille else (0,):
                self._dot(column + dx, row + dy, owner)

    def _dot(self, column: int, row: int, owner: int) -> None:
        if 0 <= column < self.columns and 0 <= row < self.rows:
            if self.braille:
                x, y = column >> 1, row >> 2
                self._dots[y][x] |= _BITS[column & 1][row & 3]
            else:
                x, y = column, row
                self._dots[y][x] = 1
            self._owners[y][x] = owner

    def _line(self, x1: int, y1: int, x2: int, y2: int, owner: int) -> None:
        """Draws from dot to dot; where it is steep every column gets an unbroken run of dots."""
        dx, dy = x2 - x1, y2 - y1
        steps = max(abs(dx), abs(dy))
        if steps == 0:
            self._dot(x1, y1, owner)
            return
        dot = self._dot
        for step in range(steps + 1):
            dot(x1 + _share(dx, step, steps), y1 + _share(dy, step, steps), owner)


def _share(distance: int, step: int, steps: int) -> int:
    """Gives `distance * step / steps`, rounded half away from zero, in whole numbers."""
    doubled = 2 * abs(distance) * step + steps
    return doubled // (2 * steps) if distance >= 0 else -(doubled // (2 * steps))
