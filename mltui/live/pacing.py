"""How long a feed waits before it asks again. Pure functions, all times in seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: A feed waits at least this many times as long as its last answer took, so that one feed
#: keeps a slow server busy for a tenth of the time at most.
LATENCY_MULTIPLE = 9.0

#: However slow the server, it is asked this often.
SLOWEST_S = 120.0

#: Failures: the wait is drawn from zero to this, doubled for each failure in a row...
FIRST_BACKOFF_S = 1.0

#: ...up to this, which is also how late a server's return can be noticed.
LONGEST_BACKOFF_S = 15.0

#: Never two questions closer together than this after a failure, whatever chance says.
SHORTEST_BACKOFF_S = 0.25

#: A question that the server refuses (not supported, no permission...) is rarely worth asking
#: again; the person can, with a key.
REFUSED_S = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a question is worth asking.

    Attributes:
        interval_s: Seconds between an answer and the next question, if the server is quick.
        latency_multiple: The wait is at least this many times the last answer's latency.
    """

    interval_s: float
    latency_multiple: float = LATENCY_MULTIPLE


def wait_after_answer(pace: Pace, latency_s: float) -> float:
    """Return how long to wait after a good answer that took `latency_s`."""
    stretched = max(pace.interval_s, latency_s * pace.latency_multiple)
    return min(stretched, max(SLOWEST_S, pace.interval_s))


def wait_after_failure(failures: int, uniform: Callable[[float, float], float]) -> float:
    """Return how long to wait after so many failures in a row.

    Exponential backoff with "full jitter" (AWS Architecture Blog, 2015): anywhere between
    zero and the doubled limit, so that many monitors do not come back in step.

    Args:
        failures: How many times the question failed in a row, 1 for the first.
        uniform: Draws a number between its two arguments.
    """
    doublings = min(failures - 1, 16)
    limit = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2.0**doublings)
    return max(SHORTEST_BACKOFF_S, uniform(0.0, limit))
