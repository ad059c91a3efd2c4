"""The Scalars tab: the live plots of a task, averaged by the server or exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import Worker

from mltui.api.errors import ApiError
from mltui.live.raw_scalars import RawMetric
from mltui.live.scalars import Scalars, ScalarsQuestion, samples_for
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.plots import Line
from mltui.screens.curves.view import X
from mltui.screens.task.facts import Facts
from mltui.screens.task.tab import TaskTab

if TYPE_CHECKING:
    from textual.widget import Widget

    from mltui.api.client import Client

#: How often it is asked whether there are new scalars, seconds.
PACE_S = 5.0

#: What a plot's width is taken for before it is known, cells.
FIRST_COLUMNS = 80

#: The metric under which values without an iteration are reported.
SINGLE = "Summary"


class RawProgressed(Message):
    """A page of raw points came, or all of them, or nothing more will."""

    def __init__(self, raw: RawMetric, metric: str, trouble: str = "") -> None:
        super().__init__()
        self.raw = raw
        self.metric = metric
        self.trouble = trouble


class TaskCurves(CurvePanel):
    """The plots of one task."""

    single: tuple[tuple[str, float | None], ...] = ()

    def singles(self) -> list[tuple[str, float | None]]:
        """Return the single values of the task."""
        return list(self.single)


class ScalarGrid(TaskTab):
    """The scalars of a task, with what is asked for them."""

    FILTERS = "metric"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "exact", "exact"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._scalars: Scalars | None = None
        self._facts: Facts | None = None
        self._last: Mapping[tuple[str, str], float | None] = {}
        self._columns = FIRST_COLUMNS
        self._raw: dict[str, RawMetric] = {}
        self._exact: set[str] = set()
        self._fetching: dict[str, Worker[None]] = {}
        self._project = ""

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
        if scalars is not None and scalars.by_time == self._by_time():
            self._scalars = scalars
            self._draw()
            for metric in self._exact & set(self._raw):
                self._fetch(metric)
            self.page.tab_changed()

    def show_facts(self, facts: Facts) -> None:
        """Name the task's last values in the legends.

        Where a curve's end is an average of the server's, which a legend must not pass off as the
        last value. Other curves' own ends are newer than the task's details.
        """
        self._facts = facts
        self._last = {(last.metric, last.variant): last.value for last in facts.details.metrics}
        self.panel.single = tuple(
            (f"{last.metric} {last.variant}", last.value)
            for last in facts.details.metrics
            if last.metric == SINGLE
        )
        project = facts.details.row.project
        if project and project != self._project:
            self._project = project
            self.panel.remember_in(self.page.host.preferences, f"scalars of {project}")
        self._draw()

    def task_was_reset(self) -> None:
        """Forget the raw points of the run before."""
        self._stop_fetching()
        self._raw.clear()

    def filter_changed(self, pattern: str) -> None:
        """Show only the metrics with this text in their name."""
        self.panel.filter(pattern)

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

    def step_back(self) -> bool:
        """Give up fetching, take the cursor away, or go back to the grid."""
        if self._fetching:
            self._stop_fetching()
            return True
        return self.panel.step_back()

    # Drawing

    def _draw(self) -> None:
        scalars = self._scalars
        if not self.is_mounted:
            return
        nothing = "this task has reported no scalars yet"
        averages = f"average of {scalars.samples}" if scalars is not None else ""
        lines = None if scalars is None else self._lines(scalars)
        self.panel.show(lines, averages=averages, nothing=nothing)

    def _lines(self, scalars: Scalars) -> list[Line]:
        started = self._started()
        return [
            Line(
                metric,
                curve.variant,
                curve.xs,
                curve.ys,
                last=self._last.get((metric, curve.variant)) if scalars.averaged(curve) else None,
                averaged=scalars.averaged(curve),
                started=started,
            )
            for metric, curves in scalars.metrics.items()
            if metric != SINGLE
            for curve in curves
        ]

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
        if message.view.x is not message.before.x:
            # The answers so far are along another axis.
            self._stop_fetching()
            self._raw.clear()
            if (message.view.x is X.ITERATION) != (message.before.x is X.ITERATION):
                self._scalars = None
                self._draw()
                self.page.feed("scalars").ask_anew()
        self._show_raw()
        self.page.tab_changed()

    # Raw points

    def action_exact(self) -> None:
        """Draw the current metric from all of its points, or from averages again."""
        plot = self.panel.plot
        if plot is None or self.panel.view.x_scalar:
            return
        if plot.metric in self._exact:
            self._exact.discard(plot.metric)
            self._cancel(plot.metric)
            self._show_raw()
        else:
            self._exact.add(plot.metric)
            self._fetch(plot.metric)
            self._show_raw()

    @on(CurvePanel.Looked)
    def _looked(self) -> None:
        """Fetch the raw points of what is looked at more closely than averages can show."""
        if self.panel.view.x_scalar:
            return
        for metric in self.panel.coarse():
            self._exact.add(metric)
            raw = self._raw.get(metric)
            if raw is None or not raw.complete:
                self._fetch(metric)
        self._show_raw()

    def _fetch(self, metric: str) -> None:
        client = self.page.host.client
        if client is None or metric in self._fetching:
            return
        raw = self._raw.get(metric)
        if raw is None:
            by_time = self._by_time()
            since = self._started() or 0.0 if self.panel.view.x is X.SINCE_START else 0.0
            raw = RawMetric(self.page.task_id, metric, by_time=by_time, since=since)
            self._raw[metric] = raw
        self._fetching[metric] = self._fetch_raw(client, metric, raw)

    @work(group="raw")
    async def _fetch_raw(self, client: Client, metric: str, raw: RawMetric) -> None:
        def progressed() -> None:
            self.post_message(RawProgressed(raw, metric))

        trouble = ""
        try:
            await raw.fetch(client, progressed)
        except ApiError as error:
            trouble = error.sentence
        self.post_message(RawProgressed(raw, metric, trouble))

    @on(RawProgressed)
    def _raw_progressed(self, message: RawProgressed) -> None:
        if self._raw.get(message.metric) is not message.raw:
            return
        if message.raw.complete or message.trouble:
            self._fetching.pop(message.metric, None)
        if message.trouble:
            self._exact.discard(message.metric)
            self.notify(message.trouble, severity="warning", markup=False)
        self._show_raw()

    def _show_raw(self) -> None:
        notes: dict[str, str] = {}
        curves = {}
        for metric in self._exact:
            raw = self._raw.get(metric)
            if raw is None:
                continue
            if raw.complete:
                # Half of the points would look like the whole run.
                for variant, envelope in raw.curves.items():
                    curves["", metric, variant] = envelope
            elif metric in self._fetching:
                notes[metric] = f"raw {raw.share:.0%}, esc cancels"
        self.panel.show_raw(curves, notes)

    def _cancel(self, metric: str) -> None:
        worker = self._fetching.pop(metric, None)
        if worker is not None:
            worker.cancel()

    def _stop_fetching(self) -> None:
        for metric in list(self._fetching):
            self._cancel(metric)
            self._exact.discard(metric)
        self._show_raw()
