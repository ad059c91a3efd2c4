"""Curves drawn from all their points: when they are fetched, for whom, and how far that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from mltui.api.errors import ApiError
from mltui.live.raw_scalars import RawMetric
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.view import X

if TYPE_CHECKING:
    from textual.worker import Worker

    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Source:
    """A task whose curves are shown.

    Attributes:
        owner: What its curves are told apart by; empty where there are no others.
        task: Its id.
        started: When it was started, epoch seconds.
    """

    owner: str
    task: str
    started: float | None = None


class RawProgressed(Message):
    """A page of raw points came, or all of them, or nothing more will."""

    def __init__(self, metric: str, raw: list[RawMetric], *, over: bool, trouble: str) -> None:
        super().__init__()
        self.metric = metric
        self.raw = raw
        self.over = over
        self.trouble = trouble


class ExactCurves(Widget):
    """What shows curves averaged by the server, and exact ones where they are wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f", "exact", "exact")]

    _raw: dict[str, dict[str, RawMetric]]
    _exact: set[str]
    _fetching: dict[str, Worker[None]]

    @property
    def panel(self) -> CurvePanel:
        """The plots."""
        raise NotImplementedError

    def curve_client(self) -> Client | None:
        """Return whom to ask, None while there is no connection."""
        raise NotImplementedError

    def curve_sources(self) -> Iterable[Source]:
        """Return the tasks whose curves are shown."""
        raise NotImplementedError

    def begin_exact(self) -> None:
        """Begin with averages everywhere."""
        self._raw, self._exact, self._fetching = {}, set(), {}

    def action_exact(self) -> None:
        """Draw the current metric from all of its points, or from averages again."""
        plot = self.panel.plot
        if plot is None or self.panel.view.x_scalar:
            return
        if plot.metric in self._exact:
            self._exact.discard(plot.metric)
            self._cancel(plot.metric)
        else:
            self._exact.add(plot.metric)
            self._fetch(plot.metric)
        self._show_raw()

    def go_on_exact(self) -> None:
        """Fetch the points that were reported since."""
        for metric in self._exact & set(self._raw):
            self._fetch(metric)

    def forget_exact(self) -> None:
        """Let go of all points: they are along another axis."""
        self.stop_fetching()
        self._raw.clear()
        self._show_raw()

    def stop_fetching(self) -> bool:
        """Give up what is being fetched; return whether anything was."""
        metrics = list(self._fetching)
        for metric in metrics:
            self._cancel(metric)
            self._exact.discard(metric)
        self._show_raw()
        return bool(metrics)

    @on(CurvePanel.Looked)
    def _looked(self) -> None:
        """Fetch the raw points of what is looked at more closely than averages can show."""
        if self.panel.view.x_scalar:
            return
        for metric in self.panel.coarse():
            self._exact.add(metric)
            known = self._raw.get(metric)
            if known is None or not all(raw.complete for raw in known.values()):
                self._fetch(metric)
        self._show_raw()

    def _fetch(self, metric: str) -> None:
        client = self.curve_client()
        if client is None or metric in self._fetching:
            return
        known = self._raw.setdefault(metric, {})
        view = self.panel.view
        for source in self.curve_sources():
            if source.owner not in known:
                since = source.started or 0.0 if view.x is X.SINCE_START else 0.0
                by_time = view.x is not X.ITERATION
                raw = RawMetric(source.task, metric, by_time=by_time, since=since)
                known[source.owner] = raw
        self._fetching[metric] = self._fetch_all(client, metric, list(known.values()))

    @work(group="raw")
    async def _fetch_all(self, client: Client, metric: str, raw: list[RawMetric]) -> None:
        trouble = ""
        try:
            for each in raw:
                await each.fetch(client, lambda: self._tell(metric, raw))
        except ApiError as error:
            trouble = error.sentence
        self._tell(metric, raw, over=True, trouble=trouble)

    def _tell(
        self, metric: str, raw: list[RawMetric], *, over: bool = False, trouble: str = ""
    ) -> None:
        self.post_message(RawProgressed(metric, raw, over=over, trouble=trouble))

    @on(RawProgressed)
    def _raw_progressed(self, message: RawProgressed) -> None:
        if list(self._raw.get(message.metric, {}).values()) != message.raw:
            return
        if message.over:
            self._fetching.pop(message.metric, None)
        if message.trouble:
            self._exact.discard(message.metric)
            self.notify(message.trouble, severity="warning", markup=False)
        self._show_raw()

    def _show_raw(self) -> None:
        notes: dict[str, str] = {}
        curves = {}
        for metric in self._exact:
            known = self._raw.get(metric, {})
            if metric in self._fetching and not all(raw.complete for raw in known.values()):
                share = sum(raw.share for raw in known.values()) / max(len(known), 1)
                notes[metric] = f"raw {share:.0%}, esc cancels"
            for owner, raw in known.items():
                # Half of the points would look like the whole run.
                if raw.complete:
                    for variant, envelope in raw.curves.items():
                        curves[owner, metric, variant] = envelope
        self.panel.show_raw(curves, notes)

    def _cancel(self, metric: str) -> None:
        worker = self._fetching.pop(metric, None)
        if worker is not None:
            worker.cancel()
