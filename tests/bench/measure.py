"""One figure and the target it has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    Attributes:
        name: What was measured.
        value: The figure.
        unit: Its unit.
        target: The most it may be, None if there is no target.
    """

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def good(self) -> bool:
        """Whether the target is met."""
        return self.target is None or self.value <= self.target
