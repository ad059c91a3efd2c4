"""The Scalars tab: the live plots of a task, averaged by the server or exact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from mltui.live.scalars import Curve, Scalars, ScalarsQuestion, samples_for
from mltui.screens.curves.exact import ExactPanel, Run
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.plots import Line
from mltui.screens.curves.view import X
from mltui.screens.task.facts import Facts
from mltui.screens.task.tab import TaskTab

if TYPE_CHECKING:
    from textual.widget import Widget

    from mltui.live.task import LastMetric
    from mltui.screens.curves.values import Values

#: How often it is asked whether there are new scalars, seconds.
PACE_S = 5.0

#: What a plot's width is taken for before it is known, cells.
FIRST_COLUMNS = 80

#: Servers keep means to two digits after the point: smaller ones say too little, or nothing.
EXACT_MEAN = 10.0

#: The metric under which values without an iteration are reported.
SINGLE = "Summary"


class TaskCurves(ExactPanel):
    """The plots of one task."""

    single: tuple[tuple[str, float | None], ...] = ()
    known: Mapping[tuple[str, str], LastMetric] = MappingProxyType({})

    def singles(self) -> list[tuple[str, float | None]]:
        """Return the single values of the task."""
        return list(self.single)

    def counted(self, line: Line, drawn: Values) -> Values | None:
        """Return what the server counted of all values, where it does.

        It may lag behind what is drawn, which can't be below the least or above the greatest.
        """
        from mltui.screens.curves.values import Values

        found = self.known.get((line.metric, line.variant))
        if found is None or found.value is None or found.low is None or found.high is None:
            return None
        if found.first is None or found.mean is None:
            return None
        if not (math.isfinite(found.low) and math.isfinite(found.high)):
            # A value that stands for infinity would be the greatest, and make a mean of its own.
            return None
        return Values(
            first=(found.first, found.first_iteration),
            last=(found.value, drawn.last[1]),
            low=min((found.low, found.low_iteration), drawn.low, key=itemgetter(0)),
            high=max((found.high, found.high_iteration), drawn.high, key=itemgetter(0)),
            mean=found.mean if abs(found.mean) >= EXACT_MEAN else drawn.mean,
        )


class ScalarGrid(TaskTab):
    """The scalars of a task, with what is asked for them."""

    FILTERS = "metric"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._scalars: Scalars | None = None
        self._facts: Facts | None = None
        self._columns = FIRST_COLUMNS
        self._project = ""
        self._drawn_of: object = None

    def compose(self) -> ComposeResult:
        """Yield the plots."""
        yield TaskCurves()

    @property
    def panel(self) -> TaskCurves:
        """The plots."""
        return self.query_one(TaskCurves)

    # What the page gives and asks

    def open_feeds(self) -> None:
        """Ask for the scalars, as many of them as the plots can show."""
        question = ScalarsQuestion(
            self.page.task_id, self._moved, lambda: samples_for(self._columns), self._by_time
        )
        self.ask("scalars", question, PACE_S, self.show)
        self.panel.ask_through(lambda: self.page.host.client)

    def _moved(self) -> object:
        """Return what changes when the task reported scalars."""
        facts = self.page.facts
        if facts is None:
            return None
        return facts.details.row.iteration, facts.details.row.last_update

    def _by_time(self) -> bool:
        return self.panel.view.x is not X.ITERATION

    def show(self, scalars: Scalars | None) -> None:
        """Show these scalars; only plots that differ are drawn. None: they are as they were."""
        if scalars is None and self._drawn_of != self._moved():
            self._draw()
        if scalars is not None and scalars.by_time == self._by_time():
            self._scalars = scalars
            self._draw()
            run = Run("", self.page.task_id, self._started(), reached=self._reached())
            self.panel.show_runs([run])
            self.page.tab_changed()

    def show_facts(self, facts: Facts) -> None:
        """Name the task's last values in the legends.

        Where a curve's end is an average of the server's, which a legend must not pass off as the
        last value. Other curves' own ends are newer than the task's details.
        """
        self._facts = facts
        self.panel.known = {(last.metric, last.variant): last for last in facts.details.metrics}
        self.panel.single = tuple(
            (f"{last.metric} {last.variant}", last.value)
            for last in facts.details.metrics
            if last.metric == SINGLE
        )
        project = facts.details.row.project
        if project and project != self._project:
            self._project = project
            self.panel.remember_in(self.page.host.preferences, f"scalars of {project}")
        if self._scalars is None or self._drawn_of == self._moved():
            # Else the task went on: its scalars are asked for this moment, and all is drawn then.
            self._draw()

    def task_was_reset(self) -> None:
        """Forget the raw points of the run before."""
        self.panel.forget()

    def filter_changed(self, pattern: str) -> None:
        """Show only the metrics with this text in their name."""
        self.panel.filter(pattern)
        self.page.tab_changed()

    @property
    def filters(self) -> str:
        """Metrics, where there are any."""
        return self.FILTERS if self.panel.waits or self.panel.lines else ""

    @property
    def plot_columns(self) -> int:
        """How many cells wide a plot is."""
        return self.panel.plot_columns

    @property
    def metrics(self) -> list[str]:
        """The metrics there are plots of, in order."""
        return list(dict.fromkeys(plot.metric for plot in self.panel.plots))

    def counts(self) -> str:
        """Return how the plots are drawn, for the page's second line."""
        return "  ".join(self.panel.words())

    def first_focus(self) -> Widget:
        """The plots take the keyboard."""
        return self.panel

    def stop(self) -> bool:
        """Give up fetching."""
        return self.panel.stop()

    def step_back(self) -> bool:
        """Take the cursor away, or go back to the grid."""
        return self.panel.step_back()

    # Drawing

    def _draw(self) -> None:
        scalars = self._scalars
        if not self.is_mounted:
            return
        nothing = "this task has reported no scalars yet"
        averages = f"average of {scalars.samples}" if scalars is not None else ""
        lines = None if scalars is None else self._lines(scalars)
        self._drawn_of = self._moved()
        self.panel.show(lines, averages=averages, nothing=nothing)

    def _lines(self, scalars: Scalars) -> list[Line]:
        started = self._started()
        return [
            self._line(metric, curve, averaged=scalars.averaged(curve), started=started)
            for metric, curves in scalars.metrics.items()
            if metric != SINGLE
            for curve in curves
        ]

    def _line(self, metric: str, curve: Curve, *, averaged: bool, started: float | None) -> Line:
        return Line(
            metric,
            curve.variant,
            curve.xs,
            curve.ys,
            last=self._last(metric, curve, exact=not averaged),
            averaged=averaged,
            started=started,
        )

    def _last(self, metric: str, curve: Curve, *, exact: bool) -> float | None:
        """Return what was reported last; None where the curve's end may be newer than that.

        A resumed run that counts the same iterations again has not come to its curve's end yet.
        """
        known = self.panel.known.get((metric, curve.variant))
        if known is None:
            return None
        newer = bool(curve.xs) and (curve.xs[-1] > (self._reached() or 0) or self._by_time())
        return None if exact and newer else known.value

    def _reached(self) -> int | None:
        return self._facts.details.row.iteration if self._facts is not None else None

    def _started(self) -> float | None:
        if self._facts is not None and self._facts.details.row.started is not None:
            return self._facts.details.row.started
        scalars = self._scalars
        if scalars is None or not scalars.by_time:
            return None
        curves = [curve for found in scalars.metrics.values() for curve in found if curve.xs]
        return min((curve.xs[0] for curve in curves), default=None)

    @on(CurvePanel.Changed)
    def _plots_changed(self) -> None:
        """Ask for more samples if the plots are wider now than what was asked for can fill."""
        columns = self.panel.plot_columns
        if columns > self._columns:
            self._columns = columns
            self.page.feed("scalars").ask_now()
        self.page.tab_changed()

    @on(CurvePanel.ViewChanged)
    def _view_changed(self, message: CurvePanel.ViewChanged) -> None:
        if (message.view.x is X.ITERATION) != (message.before.x is X.ITERATION):
            # The answers so far are along another axis.
            self._scalars = None
            self._draw()
            self.page.feed("scalars").ask_anew()
        self.page.tab_changed()
