"""The usual band of a measure, and whether its newest value has left it. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mltui.series.quantiles import quantile

#: With fewer values than this nothing is called usual.
LEAST_VALUES = 20

#: The band reaches this many interquartile ranges beyond the quartiles. Tukey's fences are at
#: 1.5 (Exploratory Data Analysis, 1977); wider ones spare a person marks that mean nothing.
REACH = 2.0

#: A band is at least this part of the median wide to either side: a steady value may move a bit.
LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: between `low` and `high`."""

    low: float
    high: float

    def side(self, value: float) -> int:
        """Return 1 above the band, -1 below it, 0 within (and for what is not a number)."""
        return 1 if value > self.high else -1 if value < self.low else 0


def usual_band(values: Sequence[float]) -> Band | None:
    """Return the band in which values usually are, None where they are too few to say.

    NaN and infinity don't count. The lower end of values that are never negative is not below 0.
    """
    known = sorted(value for value in values if math.isfinite(value))
    if len(known) < LEAST_VALUES:
        return None
    first, middle, third = (quantile(known, share) for share in (0.25, 0.5, 0.75))
    reach = REACH * (third - first)
    slack = LEAST_SHARE * abs(middle)
    low = min(first - reach, middle - slack)
    if known[0] >= 0:
        low = max(low, 0.0)
    return Band(low, max(third + reach, middle + slack))


def newest_side(values: Sequence[float], newest: int = 2) -> tuple[int, Band] | None:
    """Judge the newest values by the band of those before them.

    Args:
        values: Oldest first.
        newest: So many at the end must all have left the band, so that one outlier marks nothing.

    Returns:
        1 above, -1 below, 0 within, and the band; None where there is nothing to judge by.
    """
    band = usual_band(values[:-newest])
    if band is None:
        return None
    sides = {band.side(value) for value in values[-newest:]}
    return (sides.pop() if len(sides) == 1 else 0), band
