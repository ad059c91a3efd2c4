"""How fast a run goes: iterations per minute, and how long it will still take."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence


def per_minute(
    times_s: Sequence[float], iterations: Sequence[float], window_s: float = 600.0
) -> float | None:
    """Gives the iterations per minute over the last reports.

    A counter that steps back (a resumed run) starts the reckoning anew.

    Args:
        times_s: when each report came, seconds, rising.
        iterations: the iteration of each report.
        window_s: how far back to look from the last report, seconds; with too few reports in it
            the last two count.

    Returns:
        The rate, or None where two reports at different times are not known.
    """
    known = [
        (time, iteration)
        for time, iteration in zip(times_s, iterations, strict=False)
        if math.isfinite(time) and math.isfinite(iteration)
    ]
    if len(known) < 2:
        return None
    start = len(known) - 1
    last_time, last_iteration = known[-1]
    while start > 0:
        time, iteration = known[start - 1]
        stepped_back = iteration > known[start][1]
        too_old = last_time - time > window_s and start < len(known) - 1
        if stepped_back or too_old:
            break
        start -= 1
    first_time, first_iteration = known[start]
    if last_time <= first_time:
        return None
    return (last_iteration - first_iteration) / (last_time - first_time) * 60.0


def remaining_s(iteration: float, total: float, rate_per_minute: float | None) -> float | None:
    """Estimates how long a run still takes, seconds; None where nothing can be said.

    Args:
        iteration: the last one reported.
        total: the last one there will be.
        rate_per_minute: iterations per minute.
    """
    if rate_per_minute is None or not rate_per_minute > 0 or not total > 0:
        return None
    return max(total - iteration, 0.0) / rate_per_minute * 60.0


def usual_pause_s(times_s: Sequence[float]) -> float | None:
    """Gives the median time between reports, seconds; None for fewer than two."""
    pauses = sorted(
        later - earlier for earlier, later in itertools.pairwise(times_s) if later > earlier
    )
    return pauses[len(pauses) // 2] if pauses else None
