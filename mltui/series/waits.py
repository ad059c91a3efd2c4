"""When a task that waits will probably start: a range, from recent runs and waits. Pure."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mltui.series.quantiles import quantile

#: With fewer finished runs than this there is no basis for an estimate.
LEAST_RUNS = 5

#: Half of the runs took a time between these parts of all of them.
SHORT, LONG = 0.25, 0.75


@dataclass(frozen=True, slots=True)
class StartRange:
    """From `low_s` to `high_s` seconds from now."""

    low_s: float
    high_s: float


def start_ranges(
    count: int,
    running_s: Sequence[float | None],
    run_times_s: Iterable[float],
    ahead: int = 0,
    waited_s: Sequence[float] = (),
    recent_wait_s: float = 0.0,
) -> list[StartRange]:
    """Estimate when the entries of a queue start, the first one first.

    The queue is played through twice, once with short runs and once with long ones: every worker
    finishes what it runs and then takes the next entry. How long a running task still takes is
    judged by those runs that took longer than it has so far.

    Args:
        count: How many entries wait.
        running_s: For each worker that serves the queue, for how long its task has been running;
            None if it is idle.
        run_times_s: How long recent tasks of this queue ran.
        ahead: Tasks that wait in other queues which the same workers serve first; they count for
            the later end alone, as other workers may take them.
        waited_s: For each entry, how long it has waited already.
        recent_wait_s: How long tasks had to wait lately. Who has not waited as long may still
            have to: agents start containers, hold back, or serve others, which no run time tells.

    Returns:
        One range an entry; none at all where there is no basis: no worker, or too few runs.
    """
    known = sorted(time_s for time_s in run_times_s if math.isfinite(time_s) and time_s > 0)
    if not running_s or len(known) < LEAST_RUNS:
        return []
    early = _starts(count, running_s, known, SHORT)
    late = _starts(count + ahead, running_s, known, LONG)[ahead:]
    longest = 0.0
    for place, waited in enumerate(waited_s[:count]):
        longest = max(longest, recent_wait_s - waited)
        late[place] = max(late[place], longest)
    return [StartRange(low, max(low, high)) for low, high in zip(early, late, strict=True)]


def _starts(
    count: int, running_s: Sequence[float | None], known: Sequence[float], share: float
) -> list[float]:
    free_at = [_remaining(elapsed_s, known, share) for elapsed_s in running_s]
    heapq.heapify(free_at)
    run_s = quantile(known, share)
    starts: list[float] = []
    for _ in range(count):
        start = free_at[0]
        starts.append(start)
        heapq.heapreplace(free_at, start + run_s)
    return starts


def _remaining(elapsed_s: float | None, known: Sequence[float], share: float) -> float:
    if elapsed_s is None:
        return 0.0
    longer = [time_s - elapsed_s for time_s in known if time_s > elapsed_s]
    if longer:
        return quantile(longer, share)
    # It has run longer than any before: it may end at once, or take as long again.
    return 0.0 if share < 0.5 else elapsed_s
