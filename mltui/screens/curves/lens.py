"""Which part of the X axis is looked at: zoomed, panned, following the newest points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[float, float]

#: What one step of zooming in leaves of the width.
STEP = 0.6

#: What one step of panning moves by, of the width.
PAN = 0.25

#: The smallest part that can be looked at, of the larger of its ends: floats hold no finer.
_FINEST = 1e-9


@dataclass(frozen=True, slots=True)
class Lens:
    """A part of the X axis.

    Attributes:
        part: Its ends; None is all there is.
        follows: Whether it ends where the data end, also after there are more.
    """

    part: Span | None = None
    follows: bool = False

    def over(self, whole: Span | None) -> Span | None:
        """Return the ends to draw, given those of all data; None is all of it."""
        if self.part is None or whole is None:
            return None
        low, high = self.part
        if self.follows:
            return whole[1] - (high - low), whole[1]
        return self.part

    def zoomed(self, whole: Span, factor: float, around: float | None = None) -> Lens:
        """Return the lens with its width changed by a factor around a position.

        Args:
            whole: The ends of all data.
            factor: Below 1 is nearer.
            around: What stays where it is; the middle, or the end while it follows, if None.
        """
        low, high = self.over(whole) or whole
        if around is None or not low <= around <= high:
            around = high if self.follows else (low + high) / 2
        width = (high - low) * factor
        if width >= whole[1] - whole[0]:
            return Lens()
        if width <= max(abs(low), abs(high), 1e-12) * _FINEST:
            return self
        start = around - (around - low) * factor
        return _within((start, start + width), whole)

    def panned(self, whole: Span, share: float) -> Lens:
        """Return the lens moved by a share of its width, not beyond the data."""
        if self.part is None:
            return self
        low, high = self.over(whole) or whole
        by = (high - low) * share
        return _within((low + by, high + by), whole)


class Lenses:
    """The lens that all plots are looked at through, and those of single plots, by their titles.

    Attributes:
        only_one: Whether the current plot's is changed, not that of all.
    """

    def __init__(self) -> None:
        self.only_one = False
        self._shared = Lens()
        self._own: dict[str, Lens] = {}

    @property
    def is_zoomed(self) -> bool:
        """Whether a part of the X axis is looked at, in all plots or in one."""
        return any(lens.part is not None for lens in (self._shared, *self._own.values()))

    @property
    def follows(self) -> bool:
        """Whether that of all plots ends where the data end."""
        return self._shared.follows

    def of(self, title: str | None) -> Lens:
        """Return the lens of a plot; without one that of all."""
        return self._shared if title is None else self._own.get(title, self._shared)

    def change(self, title: str | None, lens: Lens) -> None:
        """Look at a plot, or at all plots, through another lens."""
        if self.only_one and title is not None:
            self._own[title] = lens
        else:
            self._shared = lens

    def reset(self) -> None:
        """Look at all there is, in every plot."""
        self._shared = Lens()
        self._own.clear()


def union(spans: Iterable[Span | None]) -> Span | None:
    """Return the ends of several spans together; None if none is known."""
    known = [span for span in spans if span is not None]
    if not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def readable(limits: Span, spans: Iterable[Span | None]) -> Span:
    """Return the part of an X axis with points: the axis may be longer.

    Args:
        limits: The ends of the axis.
        spans: The ends of what is drawn along it.
    """
    low, high = union(spans) or limits
    return min(max(low, limits[0]), limits[1]), max(min(high, limits[1]), limits[0])


def _within(part: Span, whole: Span) -> Lens:
    low, high = part
    width = high - low
    if high >= whole[1]:
        return Lens((whole[1] - width, whole[1]), follows=True)
    low = max(low, whole[0])
    return Lens((low, low + width))
