"""Plots that can be drawn from every point that was reported, not only from averages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import Worker

from mltui.api.errors import ApiError
from mltui.live.metric_names import spoken
from mltui.live.raw_scalars import RawMetric
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.view import CurveView, X
from mltui.terminal.sanitise import clean

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.screens.curves.ends import AskEnds
    from mltui.screens.curves.plots import Line

#: Points that are kept of metrics that are drawn from averages again, some 20 bytes each.
MOST_IDLE = 2_000_000

#: Points that are fetched of all metrics that are drawn from them; of more there are averages.
MOST_POINTS = 3_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A task whose curves are shown.

    Attributes:
        owner: What its curves have as their owner.
        task: Its id.
        started: When it was started, epoch seconds.
        name: Its name, where curves of several are told apart by a number.
        reached: The iteration that it had reached when its last values were told.
    """

    owner: str
    task: str
    started: float | None = None
    name: str = field(default="", compare=False)
    reached: int | None = field(default=None, compare=False)


@dataclass(slots=True)
class _Fetch:
    """What is being fetched for one metric: the points of each run, one run after another."""

    points: list[RawMetric]
    worker: Worker[None] | None = None


class ExactPanel(CurvePanel):
    """Fetches the raw points of a metric when they are asked for, or looked at closely enough.

    They are kept compactly and continued when more was reported. One question is under way at a
    time, however many runs and metrics there are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "exact", "exact"),
    ]

    class Progressed(Message):
        """A page of points came."""

        def can_replace(self, message: Message) -> bool:
            """One of several is enough."""
            return isinstance(message, ExactPanel.Progressed)

    class TooMany(Message):
        """A metric has more points than are fetched."""

        def __init__(self, metric: str, points: list[RawMetric], count: int) -> None:
            super().__init__()
            self.metric = metric
            self.points = points
            self.count = count

    class Fetched(Message):
        """All points of a metric are here, or nothing more will come."""

        def __init__(self, metric: str, points: list[RawMetric], trouble: str) -> None:
            super().__init__()
            self.metric = metric
            self.points = points
            self.trouble = trouble

    def __init__(self, view: CurveView | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(view, id=id)
        self._client: Callable[[], Client | None] = lambda: None
        self._runs: tuple[Run, ...] = ()
        self._points: dict[tuple[Run, str], RawMetric] = {}
        self._exact: set[str] = set()
        self._fetches: dict[str, _Fetch] = {}
        self._too_many: set[str] = set()
        self._turn = asyncio.Lock()

    # What a screen gives

    def ask_through(self, client: Callable[[], Client | None]) -> None:
        """Ask the client that this returns for raw points."""
        self._client = client

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Say whose curves are shown, after each answer: what is exact is continued.

        The points of a run that began anew are forgotten.
        """
        self._runs = tuple(runs)
        self._points = {key: raw for key, raw in self._points.items() if key[0] in self._runs}
        for metric in self._exact:
            self._fetch(metric)
        self._show_points()

    def owners(self) -> Mapping[str, str]:
        """Return the names of the tasks by the number of their curves."""
        return {run.owner: run.name for run in self._runs if run.name}

    def ask_ends(self, lines: Mapping[str, Line]) -> AskEnds | None:
        """Return what asks where these curves ended; None where nobody can be asked."""
        from mltui.screens.curves.ends import ask_ends

        client = self._client()
        if client is None or not lines:
            return None
        runs = {run.owner: run for run in self._runs}
        return partial(ask_ends, client, runs, lines, by_time=self.view.x is not X.ITERATION)

    def forget(self) -> None:
        """Forget all points: they are of a run before, or along another axis."""
        self._stop()
        self._points.clear()
        self._too_many.clear()
        self._show_points()

    def set_view(self, view: CurveView) -> None:
        """Show curves another way; along another axis the points are other ones."""
        before = self.view
        super().set_view(view)
        if view.x is not before.x:
            wanted = set(self._exact)
            self.forget()
            self._exact = wanted
        if (view.x, view.x_scalar) != (before.x, before.x_scalar):
            for metric in self._exact:
                self._fetch(metric)
            self._show_points()

    def stop(self) -> bool:
        """Give up fetching; False if nothing is being fetched."""
        if not self._fetches:
            return False
        self._stop()
        self._show_points()
        return True

    # Asking for them

    def action_exact(self) -> None:
        """Draw the current metric from all of its points, or from averages again."""
        plot = self.plot
        if plot is None:
            return
        if self.view.x_scalar:
            self._say(f"Along {self.view.x_name} there are no exact points: X takes another axis.")
            return
        averaged = any(line.averaged for line in self.lines if line.metric == plot.metric)
        if plot.metric not in self._exact and not averaged:
            self._say(f"{plot.name} is drawn from every point already.")
            return
        if plot.metric in self._exact:
            self._exact.discard(plot.metric)
            self._cancel(plot.metric)
            self._keep_few()
        else:
            self._exact.add(plot.metric)
            self._fetch(plot.metric)
        self._show_points()

    def _say(self, sentence: str) -> None:
        self.notify(clean(sentence), markup=False)

    @on(CurvePanel.Looked)
    def _looked(self) -> None:
        """Fetch the points of what is looked at more closely than averages can show."""
        if self.view.x_scalar:
            return
        for metric in self.coarse():
            if metric in self._too_many:
                # It was told; `f` asks again.
                continue
            self._exact.add(metric)
            if not self._complete(metric):
                self._fetch(metric)
        self._show_points()

    def _wanted(self, metric: str) -> list[RawMetric]:
        """Return the points of the metric of all runs that have it, made where there are none."""
        owners = {line.owner for line in self.lines if line.metric == metric}
        found = []
        for run in self._runs:
            if run.owner not in owners:
                continue
            raw = self._points.get((run, metric))
            if raw is None:
                by_time = self.view.x is not X.ITERATION
                since = run.started or 0.0 if self.view.x is X.SINCE_START else 0.0
                raw = RawMetric(run.task, metric, by_time=by_time, since=since)
                self._points[run, metric] = raw
            found.append(raw)
        return found

    def _complete(self, metric: str) -> bool:
        return all(raw.complete for raw in self._wanted(metric))

    def _fetch(self, metric: str) -> None:
        client = self._client()
        if client is None or self.view.x_scalar or metric in self._fetches:
            return
        points = self._wanted(metric)
        if points:
            fetch = self._fetches[metric] = _Fetch(points)
            fetch.worker = self._fetch_all(client, metric, points)

    @work(group="raw")
    async def _fetch_all(self, client: Client, metric: str, points: list[RawMetric]) -> None:
        def progressed() -> None:
            self.post_message(self.Progressed())

        trouble = ""
        try:
            async with self._turn:
                count, begun = 0, [raw for raw in points if raw.total is None]
                for raw in points:
                    count += await raw.count(client)
                    progressed()
                    if count > MOST_POINTS - self._drawn_besides(metric):
                        self.post_message(self.TooMany(metric, points, count))
                        return
                for raw in points:
                    if not (raw in begun and raw.complete):
                        await raw.fetch(client, progressed)
        except ApiError as error:
            trouble = error.sentence
        self.post_message(self.Fetched(metric, points, trouble))

    def _drawn_besides(self, metric: str) -> int:
        others = self._exact - {metric}
        return sum(raw.fetched for (_, name), raw in self._points.items() if name in others)

    @on(TooMany)
    def _leave_averages(self, message: TooMany) -> None:
        fetch, metric = self._fetches.get(message.metric), message.metric
        if fetch is None or fetch.points is not message.points:
            return
        del self._fetches[metric]
        self._exact.discard(metric)
        self._too_many.add(metric)
        self._points = {key: raw for key, raw in self._points.items() if key[1] != metric}
        name = spoken((metric,))[metric]
        self._say(
            f"{name} stays drawn from averages: it has {message.count:,} points"
            f" or more, and at most {MOST_POINTS:,} are fetched for all plots."
        )
        self._show_points()

    @on(Progressed)
    def _progressed(self) -> None:
        self._show_points()

    @on(Fetched)
    def _fetched(self, message: Fetched) -> None:
        fetch = self._fetches.get(message.metric)
        if fetch is None or fetch.points is not message.points:
            return
        del self._fetches[message.metric]
        if message.trouble:
            self._exact.discard(message.metric)
            self.notify(message.trouble, severity="warning", markup=False)
        self._show_points()

    # Giving them up

    def _cancel(self, metric: str) -> None:
        fetch = self._fetches.pop(metric, None)
        if fetch is not None and fetch.worker is not None:
            fetch.worker.cancel()

    def _stop(self) -> None:
        for metric in list(self._fetches):
            self._cancel(metric)
            self._exact.discard(metric)

    def _keep_few(self) -> None:
        """Forget what is not drawn if it is much; a little is kept for the next time."""
        idle = [key for key in self._points if key[1] not in self._exact]
        if sum(self._points[key].fetched for key in idle) > MOST_IDLE:
            for key in idle:
                del self._points[key]

    # Showing them

    def _show_points(self) -> None:
        notes: dict[str, str] = {}
        curves = {}
        for metric in self._exact:
            found = [(run, raw) for (run, name), raw in self._points.items() if name == metric]
            if found and all(raw.complete for _, raw in found):
                # Half of the points would look like the whole run, and one run drawn from its
                # points beside another from averages like two runs that differ.
                for run, raw in found:
                    for variant, envelope in raw.curves.items():
                        curves[run.owner, metric, variant] = envelope
            elif metric in self._fetches:
                share = sum(raw.share for _, raw in found) / max(len(found), 1)
                notes[metric] = f"raw {share:.0%}, esc cancels"
        self.show_raw(curves, notes)
