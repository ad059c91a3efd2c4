"""Numbers of an axis of a figure as places on a line: linear, logarithmic, dates or names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from mltui.series import axes, tick_labels
from mltui.series.axes import AxisKind
from mltui.series.plotly.model import Axis
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, width_of
from mltui.widgets.plots.names import shortened

#: A name on an axis takes at most so many cells.
LONGEST_NAME = 16


class Scale:
    """Where the values of an axis lie, between `limits`, which rise from left (or below)."""

    def __init__(self, axis: Axis, found: Iterable[Sequence[float]]) -> None:
        """Make the scale of an axis with these values on it."""
        self._axis = axis
        ends = [value for each in found for value in self.places(each) if math.isfinite(value)]
        low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
        self.empty = not ends
        if axis.limits is not None:
            low, high = sorted(self.places(axis.limits))
            self.limits = (low, high)
        elif axis.categories:
            self.limits = (low - 0.5, high + 0.5)
        else:
            self.limits = axes.limits(low, high, _kind(axis), 20)

    def places(self, values: Iterable[float]) -> list[float]:
        """Return where values lie; NaN for what has no place, such as 0 on a logarithmic axis."""
        turn = -1.0 if self._axis.reversed else 1.0
        if self._axis.log:
            return [
                turn * math.log10(value) if value > 0 and math.isfinite(value) else math.nan
                for value in values
            ]
        return [turn * value for value in values]

    def ticks(self, count: int, room: int = LONGEST_NAME) -> list[tuple[float, str]]:
        """Return places with what to write there, at most about `count`.

        Args:
            count: How many there is room for.
            room: How long a name may be, cells.
        """
        low, high = self.limits
        if self._axis.reversed:
            low, high = -high, -low
        if self._axis.categories:
            values, labels = self._names(low, high, count, room)
        elif self._axis.log:
            values = axes.log_ticks(axes.power_of_ten(low), axes.power_of_ten(high), count)
            labels = tick_labels.log_labels(values)
        else:
            kind = _kind(self._axis)
            offset = axes.zone_offset(low) if self._axis.date else 0.0
            values = axes.ticks(low, high, count, kind, offset)
            labels = tick_labels.labels(values, kind)
        return list(zip(self.places(values), labels, strict=True))

    def _names(
        self, low: float, high: float, count: int, room: int
    ) -> tuple[list[float], list[str]]:
        first, last = max(math.ceil(low), 0), math.floor(high)
        shown = range(first, min(last, len(self._axis.categories) - 1) + 1)
        every = max(1, math.ceil(len(shown) / max(count, 1)))
        names = [clean(self._axis.categories[place]) for place in shown[::every]]
        cut = shortened(names, room) or [fit(name, min(width_of(name), room)) for name in names]
        return [float(place) for place in shown[::every]], [*cut]


def _kind(axis: Axis) -> AxisKind:
    if axis.date:
        return AxisKind.WALL_TIME
    return AxisKind.DURATION if axis.duration else AxisKind.NUMBER
