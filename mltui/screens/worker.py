"""The page of one worker: what it runs, and the history of its machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.history import SPANS
from mltui.live.names import short_worker
from mltui.live.worker_history import WorkerHistory, WorkerHistoryQuestion, ask_worker
from mltui.live.workers import Worker
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.screens.time_charts import ChartPlan, TimeCharts
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.chart import AxisKind
from mltui.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the worker is asked for, seconds.
PACE_S = 5.0

MIB = 1024.0 * 1024.0
PERCENT = (0.0, 100.0)

PLANS = (
    ChartPlan("GPU usage %", (("gpu_usage", "GPUs"),), AxisKind.PERCENT, 1.0, PERCENT, "GPU "),
    ChartPlan("GPU memory", (("gpu_memory_used", "GPUs"),), AxisKind.BYTES, MIB, None, "GPU "),
    ChartPlan("GPU temperature °C", (("gpu_temperature", "GPUs"),), line="GPU "),
    ChartPlan("CPU %", (("cpu_usage", ""),), AxisKind.PERCENT, 1.0, PERCENT),
    ChartPlan("Memory", (("memory_used", ""),), AxisKind.BYTES, MIB),
    ChartPlan("Network / s", (("network_rx", "in"), ("network_tx", "out")), AxisKind.BYTES, MIB),
)


class WorkerAnswered(Answered[Worker]):
    """The worker was described."""


class HistoryAnswered(Answered[WorkerHistory]):
    """The charts came."""


class WorkerScreen(MonitorScreen):
    """One worker, opened from the wall."""

    NAME = "Worker"
    CSS_PATH = sheets("worker")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "span(1)", "longer", key_display="+"),
        Binding("minus", "span(-1)", "shorter", key_display="-"),
        Binding("o,enter", "open_task", "its task", key_display="o"),
    ]

    def __init__(self, identity: str, title: str) -> None:  # noqa: ARG002
        """Make the page of a worker, by its id; the title is the same."""
        super().__init__()
        self._worker_id = identity
        self._worker: Worker | None = None
        self._span = 1
        self._question = WorkerHistoryQuestion(identity, SPANS[self._span])

    def compose_body(self) -> ComposeResult:
        """Yield facts and charts."""
        yield Lines(id="facts")
        yield TimeCharts(PLANS, id="charts")

    def open_feeds(self) -> None:
        """Ask for the worker, and for its history once a bucket."""
        self.add_feed("worker", self._ask_worker, PACE_S, WorkerAnswered)
        self._add_history()

    def _add_history(self) -> None:
        pace_s = SPANS[self._span].pace_s
        self.add_feed("history", self._ask_history, pace_s, HistoryAnswered)

    async def _ask_worker(self, client: Client) -> Worker:
        return await ask_worker(client, self._worker_id)

    async def _ask_history(self, client: Client) -> WorkerHistory:
        return await self._question(client, self.host.timing.now())

    @on(WorkerAnswered)
    def _show_worker(self, message: WorkerAnswered) -> None:
        self._worker = message.answer
        self.query_one("#facts", Lines).show(facts(message.answer, self.host.timing.now()))
        self.refresh_bindings()

    @on(HistoryAnswered)
    def _show_history(self, message: HistoryAnswered) -> None:
        history = message.answer
        if history.span is SPANS[self._span]:
            self.query_one(TimeCharts).show(history.charts, history.span, history.until)

    def subject(self) -> str:
        """Return the worker's name."""
        return short_worker(self._worker_id)

    def details(self) -> str:
        """Return how far back the charts go."""
        return f"last {SPANS[self._span].word}"

    async def action_span(self, by: int) -> None:
        """Go further back, or less far."""
        wanted = min(max(self._span + by, 0), len(SPANS) - 1)
        if wanted != self._span:
            self._span = wanted
            self._question.set_span(SPANS[wanted])
            await self.feeds.remove("history")
            self._add_history()
            self.show_frame()

    def action_open_task(self) -> None:
        """Open the page of its task."""
        if self._worker is not None and self._worker.task:
            self.host.open_page("task", self._worker.task, self._worker.task_name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the task only where there is one."""
        if action == "open_task":
            return self._worker is not None and bool(self._worker.task)
        return super().check_action(action, parameters)


def facts(worker: Worker, now: float) -> list[Line]:
    """Say in three lines what a worker does."""
    if worker.lost(now):
        silent = numbers.age(worker.silent_s(now))
        state: Line = ((f"{glyphs.sign('⚠')} no report for {silent}", "warn strong"),)
    elif worker.task:
        state = (
            ("runs ", "muted"),
            (worker.task_name or worker.task, "strong"),
            (f"  {worker.project}" if worker.project else "", "muted"),
            (f"  {numbers.si(worker.iteration)} it" if worker.iteration else "", ""),
            (f"  for {numbers.duration(worker.running_s)}" if worker.running_s else "", "muted"),
        )
    else:
        state = (("idle", "idle strong"),)
    queues = ", ".join(
        f"{queue.name} ({queue.waiting} waiting)" if queue.waiting else queue.name
        for queue in worker.queues
    )
    about: Line = (
        ("serves ", "muted"),
        (queues or "no queue", ""),
        (f"   user {worker.user}" if worker.user else "", "muted"),
        (f"   {worker.ip}" if worker.ip else "", "muted"),
        (f"   tags {', '.join(worker.tags)}" if worker.tags else "", "muted"),
    )
    return [state, about]
