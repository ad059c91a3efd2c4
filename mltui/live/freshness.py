"""How fresh what is on the screen is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known about a question's answers.

    Attributes:
        answered_at: When the answer on the screen was given, seconds since the epoch; None
            while there is none.
        latency_s: How long the last good answer took, seconds.
        failures: How many times the question failed in a row since.
        error: Why it failed, a sentence for the person; empty while it does not.
        refused: The server is there, but refused to answer this question.
        unsupported: It refused because it does not have what answers it, and will not tomorrow.
        remembered: The answer comes from an earlier run of the program.
    """

    answered_at: float | None = None
    latency_s: float | None = None
    failures: int = 0
    error: str = ""
    refused: bool = False
    unsupported: bool = False
    remembered: bool = False

    @property
    def failing(self) -> bool:
        """Whether the last attempt brought no answer."""
        return self.failures > 0

    @property
    def offline(self) -> bool:
        """Whether the server could not be reached: what is on the screen is old."""
        return self.failing and not self.refused

    @property
    def stale(self) -> bool:
        """Whether what is on the screen may not be true any more."""
        return self.failing or self.remembered

    def age_s(self, now: float) -> float | None:
        """Return the answer's age in seconds at `now` (seconds since the epoch)."""
        return None if self.answered_at is None else max(0.0, now - self.answered_at)


def combine(states: Iterable[Freshness]) -> Freshness:
    """Return the freshness of a view that several questions fill: that of the worst.

    A failing question is worse than one that was never answered, which is worse than an old
    answer. The latency is the longest. Where the worst was never answered, what is on the screen is
    as old as the oldest answer of the others.
    """
    known = list(states)
    if not known:
        return Freshness()
    worst = max(known, key=_badness)
    latencies = [state.latency_s for state in known if state.latency_s is not None]
    answered = [state.answered_at for state in known if state.answered_at is not None]
    return Freshness(
        answered_at=min(answered, default=None) if worst.answered_at is None else worst.answered_at,
        latency_s=max(latencies, default=None),
        failures=worst.failures,
        error=worst.error,
        refused=worst.refused,
        unsupported=worst.unsupported,
        remembered=any(state.remembered for state in known),
    )


def _badness(state: Freshness) -> tuple[bool, bool, bool, float]:
    never = state.answered_at is None
    return (state.offline, state.failing, never, -(state.answered_at or 0.0))
