"""A curve in a few cells of text, for tables and panels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mltui.series.decimate import buckets
from mltui.series.raster import Raster, places
from mltui.widgets import glyphs

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
    if glyphs.ascii_only():
        return bars(values, width, low, high)
    points = buckets(values, width * 2)
    good = [point for point in points if math.isfinite(point)]
    if not good:
        return " " * width
    bottom = min(good) if low is None else low
    top = max(good) if high is None else high
    if top - bottom <= max(abs(top), abs(bottom)) * 1e-9:
        # A constant lies in the middle, but at the lower end if that was given.
        bottom, top = (bottom - 1, top + 2) if low is None else (bottom, bottom + 1)
    raster = Raster(width, 1)
    # Few points lie at the left, as a curve that has just begun.
    raster.draw(range(len(points)), points, (0, raster.columns - 1), (bottom, top), 0)
    return "".join(text for text, _ in raster.runs(0))


def bars(
    values: Sequence[float], width: int = 8, low: float | None = 0.0, high: float | None = None
) -> str:
    """Draws values as bars, one to a cell; counts and usage rather than curves."""
    points = buckets(values, width)
    points += [math.nan] * (width - len(points))
    if glyphs.ascii_only():
        levels = _levels(points, low, high, 4)
        return "".join(" " if level is None else _ASCII[level] for level in levels)
    levels = _levels(points, low, high, 8)
    return "".join(" " if level is None else _BLOCKS[level] for level in levels)


def _levels(
    points: Sequence[float], low: float | None, high: float | None, count: int
) -> list[int | None]:
    good = [point for point in points if math.isfinite(point)]
    if not good:
        return [None] * len(points)
    bottom = min(good) if low is None else low
    top = max(good) if high is None else high
    if top <= bottom:
        top = bottom + 1
    levels = places(points, (bottom, top), count)
    return [None if level is None else min(max(level, 0), count - 1) for level in levels]
