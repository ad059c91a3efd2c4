"""One curve over another: the values of both where they were reported at the same position."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence


def paired(
    xs: Sequence[float], ys: Sequence[float], other_xs: Sequence[float], other_ys: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Gives the points of a curve with the values of another as positions.

    Between its points the other curve is taken as straight; where it does not reach or is not
    finite, there is no point.

    Args:
        xs: positions of the curve.
        ys: its values.
        other_xs: positions of the other curve, rising.
        other_ys: its values.
    """
    known = [
        (x, y)
        for x, y in zip(other_xs, other_ys, strict=False)
        if math.isfinite(x) and math.isfinite(y)
    ]
    places = [x for x, _ in known]
    found: tuple[list[float], list[float]] = ([], [])
    if not known:
        return found
    for x, y in zip(xs, ys, strict=False):
        if not (math.isfinite(x) and places[0] <= x <= places[-1]):
            continue
        index = bisect_left(places, x)
        right, value = known[index]
        if right != x:
            left, before = known[index - 1]
            value = before + (value - before) * (x - left) / (right - left)
        found[0].append(value)
        found[1].append(y)
    return found
