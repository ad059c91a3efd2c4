"""Quantiles of values in order."""

from __future__ import annotations

import math
from collections.abc import Sequence


def quantile(ordered: Sequence[float], share: float) -> float:
    """Returns the value below which a share of some values lies, the least at 0, the greatest at 1.

    Args:
        ordered: the values, at least one, rising.
        share: from 0 to 1.
    """
    return value_at(ordered, share * (len(ordered) - 1))


def value_at(ordered: Sequence[float], place: float) -> float:
    """Returns what lies at a place among values, between two of them in a straight line.

    Args:
        ordered: the values, at least one.
        place: counted from 0; beyond the ends the value at the end is taken.
    """
    place = min(max(place, 0.0), len(ordered) - 1.0)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
