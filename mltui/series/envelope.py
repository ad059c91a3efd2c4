"""A curve of any length, kept so that each part of it is drawn at once without hiding a spike.

Beside the points there are the minima and maxima of blocks of 8, 16, 32... points. A picture of
some hundred columns is made from a few thousand of them, however many points lie beneath.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import gt

#: Points in the smallest block.
BLOCK = 8

#: A column made of so many blocks at least: a block begins in the column in which it is drawn,
#: so it is never further off than this part of a column.
BLOCKS_PER_COLUMN = 2

#: With more stretches of rising X than this, points are drawn one by one.
MOST_STRETCHES = 16

#: A greater number is as good as infinite: with it no axis could be computed. The single precision
#: of a server ends at 3.4e38.
GREATEST = 1e300
GREATEST_SINGLE = 3.4e38

#: Positions of gaps that are kept, to be marked.
MOST_MARKS = 2000

Outline = tuple[list[int], list[float]]

#: The first column, then the least and the greatest value of it and of each that follows.
Bands = tuple[int, list[float], list[float]]


class _Level:
    """Blocks of one size: where each begins, its least and its greatest value."""

    def __init__(self, size: int, kind: str) -> None:
        self.size = size
        self.xs: array[float] = array("d")
        self.lows: array[float] = array(kind)
        self.highs: array[float] = array(kind)


class Envelope:
    """Points that only grow at their end.

    What is not finite, or beyond `GREATEST`, is a gap and is marked.
    """

    def __init__(
        self, xs: Sequence[float] = (), ys: Sequence[float] = (), *, single: bool = False
    ) -> None:
        """Makes a curve.

        Args:
            xs: positions, usually rising; where they step back (a resumed run) the line does too.
            ys: values; NaN and infinity are gaps.
            single: keep values in single precision, in which the server has them: half the memory.
        """
        self._kind = "f" if single else "d"
        self._greatest = GREATEST_SINGLE if single else GREATEST
        self._xs: array[float] = array("d")
        self._ys: array[float] = array(self._kind)
        self._gaps: list[int] = []  # indexes of points before which the line is broken
        self._stretches = [0]  # indexes at which X begins to rise anew
        self._levels: list[_Level] = []
        self._marks: array[float] = array("d")
        self._broken = False
        self.extend(xs, ys)

    def __len__(self) -> int:
        return len(self._xs)

    @property
    def marks(self) -> Sequence[float]:
        """Where a value was not finite, at most `MOST_MARKS` of the places."""
        return self._marks

    @property
    def xs(self) -> Sequence[float]:
        """The positions of the finite points."""
        return self._xs

    @property
    def ys(self) -> Sequence[float]:
        """The finite values."""
        return self._ys

    def extend(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Adds points at the end."""
        start = len(self._xs)
        if len(xs) == len(ys) and _within(xs, GREATEST) and _within(ys, self._greatest):
            if self._broken and len(xs):
                self._gaps.append(start)
                self._broken = False
            self._xs.extend(xs)
            self._ys.extend(ys)
        else:
            self._extend_with_gaps(xs, ys)
        self._note_stretches(max(start, 1))
        self._build()

    def _extend_with_gaps(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        for x, y in zip(xs, ys, strict=False):
            if abs(y) <= self._greatest and abs(x) <= GREATEST:
                if self._broken:
                    self._gaps.append(len(self._xs))
                    self._broken = False
                self._xs.append(x)
                self._ys.append(y)
            else:
                self._broken = len(self._xs) > 0
                if abs(x) <= GREATEST and len(self._marks) < MOST_MARKS:
                    self._marks.append(x)

    def _note_stretches(self, first: int) -> None:
        xs = self._xs
        if any(map(gt, xs[first - 1 : -1], xs[first:])):
            found = enumerate(pairwise(xs[first - 1 :]), first)
            self._stretches += [index for index, (before, x) in found if x < before]

    def _build(self) -> None:
        """Completes the blocks; one that is not full yet waits for its other points."""
        ys, kind = self._ys, self._kind
        if len(ys) >= BLOCK * BLOCKS_PER_COLUMN and not self._levels:
            self._levels.append(_Level(BLOCK, kind))
        if not self._levels:
            return
        level = self._levels[0]
        done, full = len(level.xs) * BLOCK, len(ys) - len(ys) % BLOCK
        level.xs.extend(self._xs[done:full:BLOCK])
        blocks = [ys[start : start + BLOCK] for start in range(done, full, BLOCK)]
        level.lows.extend(map(min, blocks))
        level.highs.extend(map(max, blocks))
        number = 0
        while len(self._levels[number].xs) >= 2 * BLOCKS_PER_COLUMN:
            below = self._levels[number]
            number += 1
            if number == len(self._levels):
                self._levels.append(_Level(below.size * 2, kind))
            level = self._levels[number]
            done, full = len(level.xs) * 2, len(below.xs) - len(below.xs) % 2
            level.xs.extend(below.xs[done:full:2])
            level.lows.extend(map(min, below.lows[done:full:2], below.lows[done + 1 : full : 2]))
            level.highs.extend(map(max, below.highs[done:full:2], below.highs[done + 1 : full : 2]))

    def snapshot(self) -> Envelope:
        """Gives the points that are there now, for another thread: made quickly, slow to draw."""
        return self._with(self._ys[:])

    def with_values(self, ys: Sequence[float]) -> Envelope:
        """Gives a curve with the same positions and gaps, and other (finite) values."""
        made = self._with(array(self._kind, ys))
        made._build()
        return made

    def _with(self, ys: array[float]) -> Envelope:
        made = Envelope()
        made._kind, made._greatest = self._kind, self._greatest
        made._xs, made._ys = self._xs[:], ys
        made._gaps, made._stretches = list(self._gaps), list(self._stretches)
        made._marks = self._marks[:]
        return made

    # Questions

    def span(self) -> tuple[float, float] | None:
        """Gives the least and the greatest position of a finite point."""
        if not self._xs:
            return None
        if len(self._stretches) == 1:
            return self._xs[0], self._xs[-1]
        return min(self._xs), max(self._xs)

    def extent(
        self, low: float, high: float, above: float = -math.inf
    ) -> tuple[float, float] | None:
        """Gives the least and the greatest value between two positions, of those above a limit."""
        least, greatest = math.inf, -math.inf
        for first, last in self._parts(low, high):
            for lows, highs in self._pieces(first, last):
                if above > -math.inf:
                    lows = [value for value in lows if value > above]
                    highs = [value for value in highs if value > above]
                if lows:
                    least = min(least, *lows) if len(lows) > 1 else min(least, lows[0])
                if highs:
                    greatest = max(greatest, *highs) if len(highs) > 1 else max(greatest, highs[0])
        if greatest < least:
            return (greatest, greatest) if greatest > -math.inf else None
        return least, greatest

    def at(self, x: float) -> tuple[float, float] | None:
        """Gives the point whose position is nearest to `x`, of the last stretch that reaches it."""
        for first, last in reversed(self._stretch_ranges()):
            if not self._xs[first] <= x <= self._xs[last - 1]:
                continue
            index = bisect_left(self._xs, x, first, last)
            if index == last or (index > first and x - self._xs[index - 1] < self._xs[index] - x):
                index -= 1
            return self._xs[index], self._ys[index]
        return None

    def outline(self, columns: int, low: float, high: float) -> Outline:
        """Reduces the curve to what a picture of so many columns can show.

        Args:
            columns: columns of the picture; the middle of the first is at `low`, that of the
                last at `high`.
            low: position at the left.
            high: position at the right.

        Returns:
            Columns and values in the order in which the line goes; per column the least and the
            greatest value at most. NaN breaks the line. The neighbours outside of the picture
            that lead the line over its edge are in it, with columns outside of it.
        """
        out: Outline = ([], [])
        if columns < 2 or not _wide_enough(low, high):
            return out
        if len(self._stretches) > MOST_STRETCHES:
            self._points(0, len(self._xs), columns, low, high, out)
            return out
        for first, last in self._stretch_ranges():
            begin = max(bisect_left(self._xs, low, first, last) - 1, first)
            end = min(bisect_right(self._xs, high, first, last) + 1, last)
            if end <= begin:
                continue
            if out[0] and (begin > first or first in self._gaps):
                _break(out)
            if end - begin <= 2 * columns:
                self._points(begin, end, columns, low, high, out)
            else:
                self._columns(begin, end, columns, low, high, out)
        return out

    def bands(self, columns: int, low: float, high: float) -> Bands | None:
        """Reduces the curve to what is between its least and greatest value in each column.

        For a line without a break, of which each column has several points: then this says as
        much as `outline`, and takes a third of the time.

        Args:
            columns: as for `outline`.
            low: likewise.
            high: likewise.

        Returns:
            The bands of neighbouring columns; None where the line has breaks, steps back, or has
            columns without a point.
        """
        if columns < 2 or not _wide_enough(low, high) or len(self._stretches) > 1:
            return None
        step = (high - low) / (columns - 1)
        edge = low - step / 2
        begin, end = bisect_left(self._xs, edge), bisect_left(self._xs, high + step / 2)
        if end - begin <= 2 * columns or _parted(self._gaps, begin, end - 1):
            return None
        level = self._level((end - begin) // (columns * BLOCKS_PER_COLUMN))
        rest = self._ys[:0]  # after the last full block
        if level is None:
            xs, lows, highs = self._xs, self._ys, self._ys
        else:
            xs, lows, highs, size = level.xs, level.lows, level.highs, level.size
            rest = self._ys[len(xs) * size : end]
            begin, end = begin // size, min(-(-end // size), len(xs))
        first = max(math.floor((xs[begin] - edge) / step), 0)
        last = min(math.floor((xs[end - 1] - edge) / step), columns - 1)
        reach = 4 * ((end - begin) // columns + 1)
        starts = [begin]
        start = begin
        for column in range(first + 1, last + 1):
            right = edge + column * step
            far = start + reach
            stop = bisect_left(xs, right, start, far if far < end else end)
            if stop == far:
                stop = bisect_left(xs, right, far, end)
            if stop == start:
                return None
            starts.append(stop)
            start = stop
        parts = [*map(slice, starts, [*starts[1:], end])]
        least = [*map(min, map(lows.__getitem__, parts))]
        greatest = [*map(max, map(highs.__getitem__, parts))]
        if rest:
            least.append(min(rest))
            greatest.append(max(rest))
            if last + 1 == columns:
                least[-2:], greatest[-2:] = [min(least[-2:])], [max(greatest[-2:])]
        return first, least, greatest

    def count(self, low: float, high: float) -> int:
        """Gives how many points lie between two positions."""
        return sum(end - begin for begin, end in self._parts(low, high))

    def _stretch_ranges(self) -> list[tuple[int, int]]:
        if not self._xs:
            return []
        return list(pairwise([*self._stretches, len(self._xs)]))

    def _parts(self, low: float, high: float) -> list[tuple[int, int]]:
        if len(self._stretches) > MOST_STRETCHES:
            # Too many to look into each of them: all of it, which is few points then.
            found = [i for i, x in enumerate(self._xs) if low <= x <= high]
            return [(i, i + 1) for i in found]
        xs = self._xs
        return [
            (bisect_left(xs, low, first, last), bisect_right(xs, high, first, last))
            for first, last in self._stretch_ranges()
        ]

    def _pieces(self, first: int, last: int) -> list[tuple[Sequence[float], Sequence[float]]]:
        """Gives minima and maxima that together cover the points from `first` to `last`."""
        level = self._level((last - first) // 64)
        if level is None or last - first < 4 * level.size:
            values = self._ys[first:last]
            return [(values, values)]
        begin, end = -(-first // level.size), min(last // level.size, len(level.xs))
        head, tail = self._ys[first : begin * level.size], self._ys[end * level.size : last]
        return [(head, head), (level.lows[begin:end], level.highs[begin:end]), (tail, tail)]

    def _level(self, size: int) -> _Level | None:
        """Gives the level with the largest blocks that have at most so many points."""
        found = None
        for level in self._levels:
            if level.size > size:
                break
            found = level
        return found

    def _points(
        self, begin: int, end: int, columns: int, low: float, high: float, out: Outline
    ) -> None:
        scale = (columns - 1) / (high - low)
        shift = 0.5 - low * scale
        least, most = -columns, 2 * columns
        xs = self._xs[begin:end]
        try:
            placed = [math.floor(x * scale + shift) for x in xs]
        except (OverflowError, ValueError):
            # So far outside that it cannot be told how far.
            placed = [least if x < low else most if x > high else 0 for x in xs]
        if placed and (min(placed) < least or max(placed) > most):
            placed = [min(max(column, least), most) for column in placed]
        values = self._ys[begin:end].tolist()
        left = bisect_right(self._gaps, begin)
        right = bisect_left(self._gaps, end)
        start = 0
        for gap in self._gaps[left:right]:
            out[0].extend(placed[start : gap - begin])
            out[1].extend(values[start : gap - begin])
            _break(out)
            start = gap - begin
        out[0].extend(placed[start:])
        out[1].extend(values[start:])

    def _columns(
        self, begin: int, end: int, columns: int, low: float, high: float, out: Outline
    ) -> None:
        level = self._level((end - begin) // (columns * BLOCKS_PER_COLUMN))
        size = 1 if level is None else level.size
        xs = self._xs if level is None else level.xs
        lows, highs = (self._ys, self._ys) if level is None else (level.lows, level.highs)
        tail = end
        if level is not None:
            begin, end = begin // size, min(end // size, len(level.xs))
        step = (high - low) / (columns - 1)
        edge = low - step / 2
        reach = 4 * ((end - begin) // columns + 1)
        gaps = self._gaps
        places, values = out
        before = math.nan
        start = bisect_left(xs, edge, begin, end)
        if start > begin:
            places.append(-1)
            values.append(lows[start - 1])
            before = values[-1]
        previous = start
        for column in range(columns):
            edge += step
            stop = bisect_left(xs, edge, start, min(start + reach, end))
            if stop == start + reach:
                stop = bisect_left(xs, edge, stop, end)
            if stop == start:
                continue
            if stop == start + 1:
                least, greatest = lows[start], highs[start]
            else:
                least, greatest = min(lows[start:stop]), max(highs[start:stop])
            if gaps and _parted(gaps, (previous - 1) * size, start * size):
                _break(out)
            if least == greatest:
                places.append(column)
                values.append(least)
            else:
                places += (column, column)
                values += (
                    (greatest, least)
                    if abs(before - greatest) < abs(before - least)
                    else (least, greatest)
                )
            before = values[-1]
            start = previous = stop
        if level is not None:
            # Points after the last full block: fewer than a column has, as one block.
            if end * size < tail:
                place = math.floor((self._xs[end * size] - low) / step + 0.5)
                rest = self._ys[end * size : tail]
                places += (place, place)
                values += (min(rest), max(rest))
        elif start < end:
            places.append(columns)
            values.append(lows[start])


def _parted(gaps: list[int], after: int, until: int) -> bool:
    """Whether the line is broken between two points."""
    return bisect_right(gaps, until) > bisect_right(gaps, after)


def _break(out: Outline) -> None:
    out[0].append(0)
    out[1].append(math.nan)


def _within(values: Sequence[float], greatest: float) -> bool:
    # A sum is quick, and NaN or infinite if one of the values is; only then is their order sure.
    return not values or (
        math.isfinite(sum(values)) and max(values) <= greatest and min(values) >= -greatest
    )


def _wide_enough(low: float, high: float) -> bool:
    """Returns whether there are columns between two positions."""
    return math.isfinite(high - low) and high - low > 1e-290
