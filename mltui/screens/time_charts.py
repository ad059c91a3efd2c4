"""A grid of charts over wall time, for machines and endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container

from mltui.live.history import Span, Track
from mltui.widgets.chart import AxisKind, Chart, Series


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """One chart of the grid.

    Attributes:
        title: What stands above it.
        sources: (key of the history's chart, name of its line where it has only one).
        kind: What the values are.
        scale: What a value is multiplied by, such as bytes in a MiB.
        limits: Fixed ends of the Y axis; None follows the data.
        line: What a single line is called, before its number.
    """

    title: str
    sources: tuple[tuple[str, str], ...]
    kind: AxisKind = AxisKind.NUMBER
    scale: float = 1.0
    limits: tuple[float, float] | None = None
    line: str = ""


class TimeCharts(Container):
    """Charts that share their X axis."""

    def __init__(self, plans: Sequence[ChartPlan], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._plans = tuple(plans)

    def compose(self) -> ComposeResult:
        """Yield a chart for every plan."""
        for _ in self._plans:
            yield Chart()

    def show(self, charts: Mapping[str, Sequence[Track]], span: Span, until: float) -> None:
        """Draw the histories; the axis ends at `until`, epoch seconds."""
        # The axis moves by whole steps: moving with every answer would draw all of it anew.
        end = (until // span.step_s + 1) * span.step_s
        for plan, chart in zip(self._plans, self.query(Chart), strict=True):
            chart.show(
                _series(plan, charts),
                title=plan.title,
                note=span.word,
                x=AxisKind.WALL_TIME,
                y=plan.kind,
                x_limits=(end - span.seconds, end),
                y_limits=plan.limits,
                empty="nothing reported in this time",
            )


def _series(plan: ChartPlan, charts: Mapping[str, Sequence[Track]]) -> list[Series]:
    found: list[Series] = []
    for key, name in plan.sources:
        for track in charts.get(key, ()):
            label = f"{plan.line}{track.name}" if track.name else name
            found.append(Series(label, track.xs, [value * plan.scale for value in track.ys]))
    return found
