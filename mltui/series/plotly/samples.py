"""What histograms and box plots make of a sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mltui.series.axes import finite, step_for
from mltui.series.plotly.model import Box
from mltui.series.quantiles import value_at

#: Bins where a figure doesn't say how many; and the most a terminal can show.
USUAL_BINS, MOST_BINS = 30, 120

#: How far whiskers reach at most, in distances of the quartiles (Tukey; Plotly does the same).
WHISKERS = 1.5


def bins(
    samples: Sequence[Sequence[float]],
    wanted: int | None = None,
    size: float | None = None,
    start: float | None = None,
) -> tuple[float, float, int]:
    """Return where bins begin, how wide they are and how many there are.

    Args:
        samples: The values of every group; they share their bins.
        wanted: At most so many.
        size: Their width, if the figure says it.
        start: Where the first begins, if the figure says it and values are near.
    """
    known = finite(value for sample in samples for value in sample)
    if not known:
        return 0.0, 1.0, 0
    low, high = min(known), max(known)
    if size is None or not size > 0 or (high - low) / size > MOST_BINS:
        count = min(wanted or min(USUAL_BINS, max(5, math.isqrt(len(known)))), MOST_BINS)
        size = step_for((high - low) or 1.0, max(count, 1))
    if start is None or start > low or (high - start) / size > MOST_BINS:
        # Also where the figure has it far below: only empty bins lie there.
        start = math.floor(low / size) * size
    return start, size, max(math.floor((high - start) / size) + 1, 1)


def counts(sample: Sequence[float], start: float, size: float, count: int) -> list[float]:
    """Return how many values fall into each bin."""
    found = [0.0] * count
    for value in sample:
        if math.isfinite(value):
            place = math.floor((value - start) / size)
            if 0 <= place < count:
                found[place] += 1
    return found


def box(name: str, sample: Sequence[float]) -> Box | None:
    """Return the five numbers of a sample; None if it has no value.

    Quartiles by linear interpolation at `n * q - 0.5`, as Plotly's "linear" method has them
    (method 10 of Langford, Journal of Statistics Education 14(3), 2006).
    """
    known = sorted(finite(sample))
    if not known:
        return None
    first, median, third = (
        value_at(known, len(known) * share - 0.5) for share in (0.25, 0.5, 0.75)
    )
    reach = WHISKERS * (third - first)
    inside = [value for value in known if first - reach <= value <= third + reach]
    low, high = (inside[0], inside[-1]) if inside else (first, third)
    return Box(name, low, first, median, third, high, len(known) - len(inside))
