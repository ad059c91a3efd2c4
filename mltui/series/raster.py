"""Lines drawn as dots: eight to a cell in braille, or one letter a cell where that is missing.

A column of dots is one whole number, a bit for each dot: a stretch of a line within a column is
set at once. The cells of a line are made from all columns together, by operations on long byte
strings, because a loop over cells in Python would take longer than a frame may.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import reduce
from operator import or_

# Bits of a braille character by (column, row) within its cell, row 0 on top (Unicode, ch. 21.1).
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_BRAILLE = {dots: chr(0x2800 + dots) if dots else " " for dots in range(256)}
_LETTERS = "*+xo#@%&=~"
_FAR = 4.0
"""How far a line is followed outside of the picture, in widths or heights of it."""

NOBODY = -1
"""The owner of a cell without dots."""

_ANY = bytes([0, *([0xFF] * 255)])
_SAME = re.compile(rb"(.)\1*", re.DOTALL)


def _cell_bits(side: int, shift: int) -> bytes:
    """Gives for each byte of eight dots of a column the bits of its upper or lower cell."""
    return bytes(
        sum(bit for row, bit in enumerate(_BITS[side]) if dots >> shift >> row & 1)
        for dots in range(256)
    )


_LEFT = (_cell_bits(0, 0), _cell_bits(0, 4))
_RIGHT = (_cell_bits(1, 0), _cell_bits(1, 4))


class Raster:
    """A picture of `width` times `height` cells in which lines are drawn one after the other.

    Later lines lie on top: a cell keeps the dots of all lines and the number of the last one.
    """

    def __init__(self, width: int, height: int, *, braille: bool = True) -> None:
        self.width = max(width, 0)
        self.height = max(height, 0)
        self.braille = braille
        # Per line of cells: the dots and the owners (plus one), a byte each, as one number.
        self._dots = [0] * self.height
        self._owners = [0] * self.height
        # All rows above a row.
        self._above = [(1 << row) - 1 for row in range(self.rows + 1)]

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
            owner: number of the line, below 255.
        """
        if self.columns and self.rows:
            self.draw_columns(places(xs, x_limits, self.columns), ys, y_limits, owner)

    def draw_columns(
        self,
        columns: Sequence[int | None],
        ys: Sequence[float],
        y_limits: tuple[float, float],
        owner: int,
    ) -> None:
        """Draws a line whose columns of dots are known; None and NaN break it."""
        if not (self.columns and self.rows):
            return
        lowest, width = self.rows - 1, self.columns
        above, masks = self._above, [0] * width
        x1 = y1 = 0
        connected = alone = False
        for x2, row in zip(columns, places(ys, y_limits, self.rows), strict=False):
            if x2 is None or row is None:
                if alone:
                    self._block(masks, x1, y1)
                connected = alone = False
                continue
            y2 = lowest - row
            if not connected:
                connected = alone = True
            else:
                alone = False
                # Three kinds of steps written out: most of the work of a frame is here.
                if x1 == x2 and 0 <= x1 < width:
                    if y1 < y2:
                        top, bottom = y1, y2
                    else:
                        top, bottom = y2, y1
                    if top < 0:
                        top = 0
                    if bottom > lowest:
                        bottom = lowest
                    if top <= bottom:
                        masks[x1] |= above[bottom + 1] ^ above[top]
                elif 0 <= x1 < x2 < width and 0 <= y1 <= lowest and 0 <= y2 <= lowest:
                    steps, rise = x2 - x1, y2 - y1
                    if rise == 0:
                        dot = 1 << y1
                        for x in range(x1, x2 + 1):
                            masks[x] |= dot
                    elif steps == 1:
                        # From one column to the next: each takes half of the way.
                        middle = (y1 + y2) >> 1
                        if rise > 0:
                            masks[x1] |= above[middle + 1] ^ above[y1]
                            masks[x2] |= above[y2 + 1] ^ above[middle + 1]
                        else:
                            masks[x1] |= above[y1 + 1] ^ above[middle + 1]
                            masks[x2] |= above[middle + 1] ^ above[y2]
                    elif -steps <= rise <= steps:
                        place, twice = (2 * y1 + 1) * steps, 2 * steps
                        for x in range(x1, x2 + 1):
                            masks[x] |= 1 << place // twice
                            place += 2 * rise
                    else:
                        self._line(masks, x1, y1, x2, y2)
                else:
                    self._line(masks, x1, y1, x2, y2)
            x1, y1 = x2, y2
        if alone:
            self._block(masks, x1, y1)
        self._lay(masks, owner)

    def draw_points(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        x_limits: tuple[float, float],
        y_limits: tuple[float, float],
        owner: int,
    ) -> None:
        """Draws points that nothing joins, each a small block; see `draw`."""
        if not (self.columns and self.rows):
            return
        masks, lowest = [0] * self.columns, self.rows - 1
        columns, rows = places(xs, x_limits, self.columns), places(ys, y_limits, self.rows)
        size = 2 if self.braille else 1
        most_left, most_top, block = self.columns - size, self.rows - size, (1 << size) - 1
        # There may be many thousands of points, but only so many dots.
        for column, row in set(zip(columns, rows, strict=False)):
            if column is None or row is None or not 0 <= row <= lowest:
                continue
            if not 0 <= column < len(masks):
                continue
            dots = block << min(lowest - row, most_top)
            left = min(column, most_left)
            masks[left] |= dots
            masks[left + size - 1] |= dots
        self._lay(masks, owner)

    def draw_bands(
        self,
        first: int,
        lows: Sequence[float],
        highs: Sequence[float],
        y_limits: tuple[float, float],
        owner: int,
    ) -> None:
        """Draws a line as dense as there are columns: what it covers in each of them.

        Args:
            first: the column of dots of the first band.
            lows: the least finite value in each column.
            highs: the greatest.
            y_limits: values of the lowest and the highest row of dots.
            owner: number of the line, below 255.
        """
        if not (self.columns and self.rows):
            return
        lowest = self.rows - 1
        tops = [lowest - row for row in places(highs, y_limits, self.rows) if row is not None]
        bottoms = [lowest - row for row in places(lows, y_limits, self.rows) if row is not None]
        before_top, before_bottom = tops[0], bottoms[0]
        for index in range(1, len(tops)):
            top, bottom = tops[index], bottoms[index]
            # What is between two neighbours is covered half by each.
            if top > before_bottom + 1:
                tops[index] = ((top + before_bottom) >> 1) + 1
                bottoms[index - 1] = max(bottoms[index - 1], (top + before_bottom) >> 1)
            elif bottom < before_top - 1:
                bottoms[index] = (bottom + before_top) >> 1
                tops[index - 1] = min(tops[index - 1], ((bottom + before_top) >> 1) + 1)
            before_top, before_bottom = top, bottom
        if min(tops) < 0 or max(bottoms) > lowest:
            # A band outside of the picture is empty: its bottom is just above its top.
            tops = [min(max(top, 0), lowest + 1) for top in tops]
            bottoms = [
                max(min(bottom, lowest), top - 1) for top, bottom in zip(tops, bottoms, strict=True)
            ]
        above = self._above
        masks = [0] * self.columns
        masks[first : first + len(tops)] = [
            above[bottom + 1] ^ above[top] for top, bottom in zip(tops, bottoms, strict=True)
        ]
        self._lay(masks, owner)

    def runs(self, y: int) -> list[tuple[str, int]]:
        """Gives a line of cells (0 is on top) as pieces of text, each with its line's number."""
        dots = self._dots[y].to_bytes(self.width, "little")
        owners = self._owners[y].to_bytes(self.width, "little")
        if self.braille:
            text = dots.decode("latin-1").translate(_BRAILLE)
        else:
            pairs = zip(dots, owners, strict=True)
            text = "".join(
                _LETTERS[(owner - 1) % len(_LETTERS)] if dot else " " for dot, owner in pairs
            )
        return [
            (text[found.start() : found.end()], owners[found.start()] - 1)
            for found in _SAME.finditer(owners)
        ]

    def _block(self, masks: list[int], column: int, row: int) -> None:
        if not (0 <= column < len(masks) and 0 <= row < self.rows):
            return
        # At the edge it is moved by a dot rather than cut in half.
        size = 2 if self.braille else 1
        left, top = min(column, len(masks) - size), min(row, self.rows - size)
        for across in range(left, left + size):
            self._stretch(masks, across, top, top + size - 1)

    def _stretch(self, masks: list[int], column: int, top: int, bottom: int) -> None:
        top, bottom = max(top, 0), min(bottom, self.rows - 1)
        if top <= bottom:
            masks[column] |= self._above[bottom + 1] ^ self._above[top]

    def _line(self, masks: list[int], x1: int, y1: int, x2: int, y2: int) -> None:
        """Draws from dot to dot without a break, along the longer of its two directions."""
        if x1 == x2:
            if 0 <= x1 < len(masks):
                self._stretch(masks, x1, min(y1, y2), max(y1, y2))
            return
        if x1 > x2:
            x1, y1, x2, y2 = x2, y2, x1, y1
        rows = len(self._above) - 1
        inside = x1 >= 0 and x2 < len(masks) and 0 <= y1 < rows and 0 <= y2 < rows
        if abs(y2 - y1) <= x2 - x1:
            self._flat_line(masks, x1, y1, x2, y2)
        elif inside:
            self._steep_line(masks, x1, y1, x2, y2)
        else:
            self._cut_line(masks, x1, y1, x2, y2)

    def _flat_line(self, masks: list[int], x1: int, y1: int, x2: int, y2: int) -> None:
        """Draws a dot in each column."""
        rows = len(self._above) - 1
        twice, rise = 2 * (x2 - x1), 2 * (y2 - y1)
        first, last = max(x1, 0), min(x2, len(masks) - 1)
        height = y1 * twice + rise * (first - x1) + (x2 - x1)
        for x in range(first, last + 1):
            y = height // twice
            if 0 <= y < rows:
                masks[x] |= 1 << y
            height += rise

    def _steep_line(self, masks: list[int], x1: int, y1: int, x2: int, y2: int) -> None:
        """Draws the rows that the line is nearest to in each column; all of it is inside."""
        above = self._above
        twice, rise = 2 * (x2 - x1), y2 - y1
        if rise > 0:
            before = y1
            for x in range(x1, x2):
                end = y1 + rise * (2 * (x - x1) + 1) // twice
                masks[x] |= above[end + 1] ^ above[before]
                before = end + 1
            masks[x2] |= above[y2 + 1] ^ above[before]
        else:
            before = y1 + 1
            for x in range(x1, x2):
                end = y1 + rise * (2 * (x - x1) + 1) // twice
                masks[x] |= above[before] ^ above[end]
                before = end
            masks[x2] |= above[before] ^ above[y2]

    def _cut_line(self, masks: list[int], x1: int, y1: int, x2: int, y2: int) -> None:
        """Draws a steep line of which a part is outside."""
        twice, rise = 2 * (x2 - x1), y2 - y1
        first, last = max(x1, 0), min(x2, len(masks) - 1)
        for x in range(first, last + 1):
            start = y1 if x == x1 else y1 + rise * (2 * (x - x1) - 1) // twice
            end = y2 if x == x2 else y1 + rise * (2 * (x - x1) + 1) // twice
            if rise > 0:
                self._stretch(masks, x, start if x == x1 else start + 1, end)
            else:
                self._stretch(masks, x, end, start if x == x1 else start - 1)

    def _lay(self, masks: list[int], owner: int) -> None:
        """Puts a line's dots over what is there."""
        rows = reduce(or_, masks, 0)
        if not rows:
            return
        top, last = (rows & -rows).bit_length() - 1, rows.bit_length() - 1
        own = int.from_bytes(bytes([min(owner + 1, 255)]) * self.width, "little")
        if not self.braille:
            for y in range(top, last + 1):
                self._lay_cells(y, bytes(mask >> y & 1 for mask in masks), own)
            return
        size = -(-self.rows // 8)
        whole = b"".join([mask.to_bytes(size, "little") for mask in masks])
        for y in range(top // 4, last // 4 + 1):
            part, half = divmod(y, 2)
            left, right = whole[part :: 2 * size], whole[size + part :: 2 * size]
            cells = int.from_bytes(left.translate(_LEFT[half]), "little")
            cells |= int.from_bytes(right.translate(_RIGHT[half]), "little")
            if cells:
                self._lay_cells(y, cells.to_bytes(self.width, "little"), own)

    def _lay_cells(self, y: int, cells: bytes, own: int) -> None:
        self._dots[y] |= int.from_bytes(cells, "little")
        taken = int.from_bytes(cells.translate(_ANY), "little")
        self._owners[y] = (self._owners[y] & ~taken) | (own & taken)


def places(values: Sequence[float], limits: tuple[float, float], count: int) -> list[int | None]:
    """Finds for each value its column or row of dots, None for what is not finite.

    The limits are the middles of the first and the last. What lies outside the limits gets a
    place outside of 0 to `count - 1`.
    """
    low, high = limits
    last = count - 1
    span = high - low
    floor, isfinite = math.floor, math.isfinite
    if span > 0 and isfinite(span):
        scale = last / span
        shift = 0.5 - low * scale
        if isfinite(shift) and isfinite(scale):
            least, most = -int(_FAR * count), int(_FAR * count)
            try:
                found = [floor(value * scale + shift) for value in values]
            except (ValueError, OverflowError):
                pass
            else:
                if found and (min(found) < least or max(found) > most):
                    found = [min(max(place, least), most) for place in found]
                return [*found]
    return _careful_places(values, low, high, count)


def _careful_places(
    values: Sequence[float], low: float, high: float, count: int
) -> list[int | None]:
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
