"""A curve in a few cells of text, for tables and panels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mltui.series.decimate import buckets
from mltui.widgets import glyphs

# Dots of a braille character in its left and right column, from the bottom up.
_LEFT = (0x40, 0x04, 0x02, 0x01)
_RIGHT = (0x80, 0x20, 0x10, 0x08)
_ASCII = "_.-'"
_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(
    values: Sequence[float],
    width: int = 4,
    low: float | None = None,
    high: float | None = None,
) -> str:
    """Draws values as a line of braille dots, two points to a cell and four levels high.

    Args:
        values: oldest first; NaN and infinity are gaps.
        width: cells of the result, always exactly this many.
        low: value of the lowest level; None is the least value.
        high: value of the highest level; None is the greatest value.
    """
    plain = glyphs.ascii_only()
    points = _stretched(buckets(values, width if plain else width * 2), width, plain)
    levels = _levels(points, low, high, 4)
    if plain:
        return "".join(" " if level is None else _ASCII[level] for level in levels)
    cells = []
    for left, right in zip(levels[::2], levels[1::2], strict=True):
        dots = (0 if left is None else _LEFT[left]) | (0 if right is None else _RIGHT[right])
        cells.append(chr(0x2800 + dots) if dots else " ")
    return "".join(cells)


def bars(
    values: Sequence[float], width: int = 8, low: float | None = 0.0, high: float | None = None
) -> str:
    """Draws values as bars, one to a cell; counts and usage rather than curves."""
    points = _stretched(buckets(values, width), width, True)
    if glyphs.ascii_only():
        levels = _levels(points, low, high, 4)
        return "".join(" " if level is None else _ASCII[level] for level in levels)
    levels = _levels(points, low, high, 8)
    return "".join(" " if level is None else _BLOCKS[level] for level in levels)


def _stretched(points: list[float], width: int, single: bool) -> list[float]:
    """Fills up to the width: few points lie at the left, as a curve that has just begun."""
    count = width if single else width * 2
    return points + [math.nan] * (count - len(points))


def _levels(
    points: Sequence[float], low: float | None, high: float | None, count: int
) -> list[int | None]:
    good = [point for point in points if math.isfinite(point)]
    if not good:
        return [None] * len(points)
    bottom = min(good) if low is None else low
    top = max(good) if high is None else high
    span = top - bottom
    levels: list[int | None] = []
    for point in points:
        if not math.isfinite(point):
            levels.append(None)
        elif span <= max(abs(top), abs(bottom)) * 1e-9:
            levels.append(count // 2 - 1 if low is None else 0)
        else:
            share = (point - bottom) / span
            levels.append(min(max(int(share * (count - 1) + 0.5), 0), count - 1))
    return levels
