"""One figure, what was asked for, and what a stock version of the same reaches."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    Attributes:
        name: What was measured.
        value: The figure.
        unit: Its unit.
        target: The most it may be, None if there is no target.
        stock: The same of a stock Textual version, measured in the same run; None if there is none.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    stock: float | None = None

    @property
    def good(self) -> bool:
        """Whether the target is met."""
        return self.target is None or self.value <= self.target

    @property
    def ratio(self) -> float | None:
        """The figure as a part of the stock version's."""
        return self.value / self.stock if self.stock else None


def late(times: Sequence[float]) -> float:
    """Return the 95th percentile of at least two times."""
    return statistics.quantiles(times, n=20)[-1]
