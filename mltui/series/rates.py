"""How fast a run goes: iterations per minute, and how long it will still take."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence

#: Reports that lie within fewer seconds than this, or are fewer, say nothing of a rate.
LEAST_S, LEAST_REPORTS = 60.0, 3


def per_minute(
    times_s: Sequence[float], iterations: Sequence[float], window_s: float = 600.0
) -> float | None:
    """Gives the iterations per minute over the last reports.

    Reports are seen late and come in bursts: the rate is the median of those between reports that
    lie half of the time apart. A counter that steps back (a resumed run) starts the reckoning anew.

    Args:
        times_s: when each report came, seconds, rising.
        iterations: the iteration of each report.
        window_s: how far back to look from the last report, seconds.

    Returns:
        The rate, or None where there are too few reports to tell.
    """
    known: list[tuple[float, float]] = []
    for time, iteration in zip(times_s, iterations, strict=False):
        if not (math.isfinite(time) and math.isfinite(iteration)):
            continue
        if known and iteration < known[-1][1]:
            known.clear()
        # The same iteration once more is a word about something else.
        if not known or (iteration > known[-1][1] and time > known[-1][0]):
            known.append((time, iteration))
    known = [each for each in known if known[-1][0] - each[0] <= window_s]
    if len(known) < LEAST_REPORTS or known[-1][0] - known[0][0] < LEAST_S:
        return None
    later = known[len(known) // 2 :]
    return statistics.median(
        (iteration - earlier) / (time - before) * 60.0
        for (before, earlier), (time, iteration) in zip(known, later, strict=False)
    )


def overall_per_minute(iteration: float | None, run_s: float | None) -> float | None:
    """Gives the iterations per minute over a whole run; None where it is too short to tell.

    Args:
        iteration: the last one reported.
        run_s: how long it ran until then, seconds.
    """
    if not iteration or run_s is None or run_s < LEAST_S:
        return None
    return iteration / run_s * 60.0


def usual_pause_s(times_s: Sequence[float]) -> float | None:
    """Gives the median time between reports, seconds; None for fewer than two."""
    pauses = sorted(
        later - earlier for earlier, later in itertools.pairwise(times_s) if later > earlier
    )
    return pauses[len(pauses) // 2] if pauses else None
