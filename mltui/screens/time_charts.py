"""A grid of charts over wall time, for machines, endpoints and queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from mltui.live.history import Charts, Track
from mltui.series import axes, numbers
from mltui.widgets.chart import AxisKind, Chart, Series

#: A chart is at least this wide, cells; narrower ones go one below the other.
NARROWEST = 38

#: A chart is at least this high, lines; where there is no room for all they are shown in turn.
LOWEST = 7

#: Cells of a chart's width that its frame and its axis take.
_AXIS = 10


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """One chart of the grid.

    Attributes:
        title: What stands above it.
        sources: (key of the history's chart, name of its line where it has only one).
        kind: What the values are.
        scale: What a value is multiplied by, such as bytes in a MiB.
        limits: Fixed ends of the Y axis; None goes from 0 to the greatest value or to `whole`.
        line: What a single line is called, before its number.
        whole: Keys of charts of which the values add up to all there is, such as used and free.
        rounded: Whether the legend's values are whole numbers.
        least: Where the values stay below it, the Y axis ends here.
    """

    title: str
    sources: tuple[tuple[str, str], ...]
    kind: AxisKind = AxisKind.NUMBER
    scale: float = 1.0
    limits: tuple[float, float] | None = None
    line: str = ""
    whole: tuple[str, ...] = ()
    rounded: bool = False
    least: float = 0.0


class TimeCharts(Container):
    """Charts that share their X axis, in as many columns as there is room for."""

    def __init__(
        self,
        plans: Sequence[ChartPlan],
        *,
        most_columns: int = 3,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Make the charts.

        Args:
            plans: What is drawn.
            most_columns: How many charts stand side by side at most.
            id: see Textual's `Widget`.
        """
        super().__init__(id=id)
        self._plans = tuple(plans)
        self._most_columns = most_columns
        self._at_once = len(self._plans)
        self._first = 0

    def compose(self) -> ComposeResult:
        """Yield a chart for every plan."""
        for _ in self._plans:
            yield Chart()

    def on_resize(self, event: events.Resize) -> None:
        """Put as many charts side by side and one below the other as there is room for."""
        columns = self._columns(event.size.width)
        rows = max(event.size.height // LOWEST, 1)
        self._at_once = min(columns * rows, len(self._plans))
        self.styles.grid_size_columns = columns
        self.styles.grid_size_rows = -(-self._at_once // columns)
        self._first = 0
        self._reveal()

    @property
    def hidden(self) -> int:
        """How many charts there is no room for at the moment."""
        return len(self._plans) - self._at_once

    def turn(self) -> None:
        """Show the next charts, after the last the first again."""
        self._first += self._at_once
        if self._first >= len(self._plans):
            self._first = 0
        self._reveal()

    def _reveal(self) -> None:
        shown = range(self._first, self._first + self._at_once)
        for number, chart in enumerate(self.query(Chart)):
            chart.display = number in shown

    def _columns(self, width: int) -> int:
        columns = min(max(width // NARROWEST, 1), self._most_columns, len(self._plans))
        # Two rows of two rather than three and one.
        rows = -(-len(self._plans) // columns)
        return -(-len(self._plans) // rows)

    def points(self, width: int) -> int:
        """Return how many points a line has room for if the charts are so many cells wide."""
        return max(width // self._columns(width) - _AXIS, 20)

    def show(self, charts: Charts) -> None:
        """Draw the histories."""
        step_s = charts.frame.step_s
        # The axis moves by whole steps: moving with every answer would draw all of it anew.
        end = (charts.until // step_s + 1) * step_s
        nothing = _nothing(charts)
        for plan, chart in zip(self._plans, self.query(Chart), strict=True):
            series = _series(plan, charts)
            chart.show(
                series,
                title=plan.title,
                note=charts.frame.span.word,
                x=AxisKind.WALL_TIME,
                y=plan.kind,
                x_limits=(end - charts.frame.seconds, end),
                y_limits=plan.limits or _limits(plan, charts, series),
                empty=nothing,
            )


def _nothing(charts: Charts) -> str:
    """Say why a chart is empty."""
    if any(len(track.xs) for tracks in charts.lines.values() for track in tracks):
        return "nothing of this was reported"
    # What is reported now is drawn when its time is over.
    return f"nothing to draw: a point takes {numbers.duration(charts.frame.step_s)}"


def _series(plan: ChartPlan, charts: Charts) -> list[Series]:
    found: list[Series] = []
    for key, name in plan.sources:
        for track in charts.lines.get(key, ()):
            label = f"{plan.line}{track.name}" if track.name else name
            values = [value * plan.scale for value in track.ys]
            last = round(values[-1]) if plan.rounded and values else None
            found.append(Series(label, track.xs, values, last=last))
    return found


def _limits(plan: ChartPlan, charts: Charts, series: Sequence[Series]) -> tuple[float, float]:
    """Return ends of the Y axis that start at 0, so that a small change looks small."""
    high = max((value for each in series for value in each.ys), default=0.0)
    high = max(high, plan.least)
    if plan.whole:
        high = max(high, _whole([charts.lines.get(key, ()) for key in plan.whole]) * plan.scale)
    return axes.limits(0.0, high, plan.kind, 8) if high > 0 else (0.0, 1.0)


def _whole(parts: Sequence[Sequence[Track]]) -> float:
    """Return the greatest sum of the newest values of tracks of one name."""
    sums: dict[str, float] = {}
    for track in (track for part in parts for track in part):
        sums[track.name] = sums.get(track.name, 0.0) + (track.last or 0.0)
    return max(sums.values(), default=0.0)
