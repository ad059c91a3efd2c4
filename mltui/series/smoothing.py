"""Smoothing of a curve: the three kinds that ClearML's web UI offers.

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


def smooth(values: Sequence[float], kind: Smoothing, amount: float) -> list[float]:
    """Smooths values in their order.

    Args:
        values: NaN and infinity are gaps.
        kind: which way.
        amount: the weight 0..0.999 of what came before (exponential), the number of points in
            the window (running average), or the standard deviation in points (Gaussian).
    """
    if kind is Smoothing.EXPONENTIAL:
        return exponential(values, amount)
    if kind is Smoothing.RUNNING_AVERAGE:
        return running_average(values, round(amount))
    if kind is Smoothing.GAUSSIAN:
        return gaussian(values, amount)
    return [value if math.isfinite(value) else math.nan for value in values]


def exponential(values: Sequence[float], weight: float) -> list[float]:
    """Averages exponentially, with the start corrected (TensorBoard's "debiasing").

    Without the correction the average would start near 0 whatever the values are: the sum of
    all weights so far is 1 - weight ** n, by which it is divided.

    Args:
        values: NaN and infinity are gaps.
        weight: of what came before, 0 (nothing changes) to 0.999.
    """
    weight = min(max(weight, 0.0), 0.999)
    average, total = 0.0, 0.0
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
    """Averages a window around each point; at the ends, what there is of the window.

    Args:
        values: NaN and infinity are gaps and count for nothing.
        window: number of points; an even one is taken one wider, so that it has a middle.
    """
    half = max(window, 1) // 2
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
        start, stop = max(index - half, 0), min(index + half + 1, len(values))
        result.append(origin + (sums[stop] - sums[start]) / (counts[stop] - counts[start]))
    return result


def gaussian(values: Sequence[float], deviation: float) -> list[float]:
    """Averages with the weights of a Gaussian bell around each point.

    Args:
        values: NaN and infinity are gaps and count for nothing.
        deviation: standard deviation of the bell in points; what lies beyond three is left out.
    """
    if deviation <= 0:
        return [value if math.isfinite(value) else math.nan for value in values]
    reach = max(math.ceil(3 * deviation), 1)
    bell = [math.exp(-0.5 * (distance / deviation) ** 2) for distance in range(reach + 1)]
    result = []
    for index, value in enumerate(values):
        if not math.isfinite(value):
            result.append(math.nan)
            continue
        total = weights = 0.0
        for other in range(max(index - reach, 0), min(index + reach + 1, len(values))):
            if math.isfinite(values[other]):
                weight = bell[abs(other - index)]
                total += values[other] * weight
                weights += weight
        result.append(total / weights)
    return result
