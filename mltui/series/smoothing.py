"""Smoothing of a curve: the three kinds that ClearML's web UI offers, with its numbers.

Gaps (NaN, infinity) stay gaps and never spread to their neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum


class Smoothing(Enum):
    """How a curve is smoothed."""

    NONE = "none"
    EXPONENTIAL = "exponential"
    RUNNING_AVERAGE = "running average"
    GAUSSIAN = "gaussian"


USUAL_DEVIATION = 2.0
"""The standard deviation of the Gaussian bell in points, unless told otherwise."""

#: A curve of fewer points is not averaged over a window.
_FEWEST = 6


def smooth(
    values: Sequence[float], kind: Smoothing, amount: float, deviation: float = USUAL_DEVIATION
) -> list[float]:
    """Smooths values in their order.

    Args:
        values: NaN and infinity are gaps.
        kind: which way.
        amount: the weight 0..0.999 of what came before (exponential), or the number of points in
            the window (running average, Gaussian).
        deviation: standard deviation of the Gaussian bell, in points.
    """
    if kind is Smoothing.EXPONENTIAL:
        return exponential(values, amount)
    if kind is Smoothing.RUNNING_AVERAGE and len(values) >= _FEWEST:
        return running_average(values, round(amount))
    if kind is Smoothing.GAUSSIAN and len(values) >= _FEWEST:
        return gaussian(values, round(amount), deviation)
    return [value if math.isfinite(value) else math.nan for value in values]


def smooth_on(
    before: Sequence[float],
    values: Sequence[float],
    kind: Smoothing,
    amount: float,
    deviation: float = USUAL_DEVIATION,
) -> list[float]:
    """Smooths values of which the first ones were smoothed before; only what is new takes time.

    Args:
        before: what the first values came to, with the same numbers.
        values: all of them; none is a gap.
        kind: which way.
        amount: as for `smooth`.
        deviation: likewise.
    """
    known = len(before)
    if kind is Smoothing.EXPONENTIAL and known:
        return [*before, *exponential(values[known:], amount, before[-1], known)]
    reach = round(amount) // 2
    # What was near the end then has other neighbours now.
    kept = known - reach if kind is Smoothing.GAUSSIAN else known
    start = kept - max(round(amount), _FEWEST)
    if kind is Smoothing.EXPONENTIAL or start < 0 or known < _FEWEST:
        return smooth(values, kind, amount, deviation)
    return [*before[:kept], *smooth(values[start:], kind, amount, deviation)[kept - start :]]


def exponential(
    values: Sequence[float], weight: float, before: float = 0.0, count: int = 0
) -> list[float]:
    """Averages exponentially, with the start corrected (TensorBoard's "debiasing").

    Without the correction the average would start near 0 whatever the values are: the sum of
    all weights so far is 1 - weight ** n, by which it is divided.

    Args:
        values: NaN and infinity are gaps.
        weight: of what came before, 0 (nothing changes) to 0.999.
        before: the average of the values before these.
        count: how many they are.
    """
    weight = min(max(weight, 0.0), 0.999)
    total = 1 - weight**count
    average = before * total
    result = []
    for value in values:
        if not math.isfinite(value):
            result.append(math.nan)
            continue
        average = average * weight + value * (1 - weight)
        total = total * weight + (1 - weight)
        result.append(average / total)
    return result


def running_average(values: Sequence[float], window: int) -> list[float]:
    """Averages each point with those before it; at the start, with as many as there are.

    Args:
        values: NaN and infinity are gaps and count for nothing.
        window: number of points, the point itself among them.
    """
    window = max(window, 1)
    sums, counts = [0.0], [0]
    # Sums of differences to one of the values, so that large offsets don't cost precision.
    origin = next((value for value in values if math.isfinite(value)), 0.0)
    for value in values:
        good = math.isfinite(value)
        sums.append(sums[-1] + (value - origin if good else 0.0))
        counts.append(counts[-1] + good)
    result = []
    for index, value in enumerate(values):
        if not math.isfinite(value):
            result.append(math.nan)
            continue
        start, stop = max(index + 1 - window, 0), index + 1
        result.append(origin + (sums[stop] - sums[start]) / (counts[stop] - counts[start]))
    return result


def gaussian(
    values: Sequence[float], window: int, deviation: float = USUAL_DEVIATION
) -> list[float]:
    """Averages a window around each point with the weights of a Gaussian bell.

    Beyond the ends the first and the last value go on.

    Args:
        values: NaN and infinity are gaps and count for nothing.
        window: number of points; an even one is taken one wider, so that it has a middle.
        deviation: standard deviation of the bell, in points.
    """
    reach = max(window, 1) // 2
    if deviation <= 0 or not reach or not values:
        return [value if math.isfinite(value) else math.nan for value in values]
    bell = [math.exp(-0.5 * (far / deviation) ** 2) for far in range(-reach, reach + 1)]
    padded = [values[0]] * reach + list(values) + [values[-1]] * reach
    good = [math.isfinite(value) for value in padded]
    if all(good):
        total = sum(bell)
        return _weighed(padded, [weight / total for weight in bell])
    known = [value if fine else 0.0 for value, fine in zip(padded, good, strict=True)]
    sums, weights = _weighed(known, bell), _weighed([float(fine) for fine in good], bell)
    return [
        sums[index] / weights[index] if math.isfinite(value) else math.nan
        for index, value in enumerate(values)
    ]


def _weighed(padded: Sequence[float], bell: Sequence[float]) -> list[float]:
    """Return the sum of each window's values, each multiplied by its weight."""
    count = len(padded) - len(bell) + 1
    sums = [0.0] * count
    for start, weight in enumerate(bell):
        part = padded[start : start + count]
        sums = [known + value * weight for known, value in zip(sums, part, strict=True)]
    return sums
