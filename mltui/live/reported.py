"""What a reported value stands for: JSON has neither NaN nor infinity."""

from __future__ import annotations

import math

from mltui.series.runs import OUT_OF_RANGE

#: From here on an average has something in it that is out of range: it is one of a million values
#: at most.
AVERAGE_OUT_OF_RANGE = OUT_OF_RANGE / 1e6


def number(value: float | None, limit: float = OUT_OF_RANGE) -> float:
    """Return a value, NaN for one that is missing, infinity for one at the end of the range.

    Servers take no infinity, so that a training reports the greatest numbers in its place. Drawn
    as what they are, they would press all others flat.
    """
    if value is None or math.isnan(value):
        return math.nan
    return float(value) if -limit < value < limit else math.copysign(math.inf, value)


def extreme(value: float | None) -> float | None:
    """Return the least or greatest of a metric's values; None where the server knows none."""
    return None if value is None else number(value)


def average(value: float | None) -> float:
    """Return an average of a server's; infinity if only one of its values stands for it."""
    return number(value, AVERAGE_OUT_OF_RANGE)
