"""The page of one worker: what it runs, the history of its machine, and what it ran before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, get_args

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.history import Charts, Frame
from mltui.live.names import short_worker
from mltui.live.task_rows import TaskRow
from mltui.live.worker_history import Aggregation, WorkerHistoryQuestion, ask_worker
from mltui.live.worker_tasks import ask_worker_tasks
from mltui.live.workers import Worker
from mltui.screens import task_cells
from mltui.screens.base import sheets
from mltui.screens.history import HistoryScreen
from mltui.screens.messages import Answered
from mltui.screens.time_charts import TimeCharts
from mltui.screens.worker_charts import GPU_PLANS, MACHINE_PLANS
from mltui.screens.worker_facts import facts
from mltui.series import numbers
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.tab_bar import Tab
from mltui.widgets.table import Column, Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the worker and its tasks are asked for, seconds.
PACE_S = 5.0
TASKS_PACE_S = 20.0

AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)
WORDS = {"avg": "average", "min": "minimum", "max": "maximum"}

TASK_COLUMNS = (
    Column("name", "TASK", flex=3, priority=9, minimum=18),
    Column("status", "STATUS", width=11, priority=8),
    Column("project", "PROJECT", flex=2, priority=5, minimum=14),
    Column("iteration", "ITER", width=6, align="right", priority=6),
    Column("run", "RUN", width=6, align="right", priority=7),
    Column("updated", "UPDATED", width=8, align="right", priority=4),
    Column("user", "USER", priority=3, maximum=14),
)


class WorkerAnswered(Answered[Worker]):
    """The worker was described."""


class TasksAnswered(Answered[list[TaskRow]]):
    """The tasks it ran were listed."""


class WorkerScreen(HistoryScreen):
    """One worker, opened from the wall."""

    NAME = "Worker"
    CSS_PATH = sheets("time_charts", "worker")
    TABS = (Tab("gpus", "GPUs"), Tab("machine", "Machine"), Tab("tasks", "Tasks"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "aggregate", "avg/min/max"),
        Binding("o", "open_task", "its task"),
    ]

    def __init__(self, identity: str, title: str) -> None:  # noqa: ARG002
        """Make the page of a worker, by its id; the title is the same."""
        super().__init__()
        self._worker_id = identity
        self._worker: Worker | None = None
        self._aggregation: Aggregation = "avg"
        self._task_names: dict[str, str] = {}
        self._tasks_known = False

    def compose_body(self) -> ComposeResult:
        """Yield facts, and tabs of charts and tasks."""
        yield Lines(id="facts")
        yield from self.compose_tabs(
            TimeCharts(GPU_PLANS, most_columns=2, id="gpus"),
            TimeCharts(MACHINE_PLANS, id="machine"),
            Listing(TASK_COLUMNS, id="tasks"),
        )

    def open_feeds(self) -> None:
        """Ask for the worker, and for its history once a bucket."""
        self.add_feed("worker", self._ask_worker, PACE_S, WorkerAnswered)
        self.add_feed("tasks", self._ask_tasks, TASKS_PACE_S, TasksAnswered)
        self.add_history()

    def wants(self, feed: str) -> bool:
        """Charts and tasks are asked for while they are in sight."""
        if feed == "tasks":
            return self.open_tab == "tasks"
        return feed != "history" or self.open_tab != "tasks"

    async def _ask_worker(self, client: Client) -> Worker:
        return await ask_worker(client, self._worker_id)

    async def _ask_tasks(self, client: Client) -> list[TaskRow]:
        return await ask_worker_tasks(client, self._worker_id)

    def history_question(self, frame: Frame) -> Callable[[Client, float], Awaitable[Charts]]:
        """Ask for all readings of the machine."""
        return WorkerHistoryQuestion(self._worker_id, frame, self._aggregation)

    @on(WorkerAnswered)
    def _show_worker(self, message: WorkerAnswered) -> None:
        self._worker = message.answer
        self.query_one("#facts", Lines).show(facts(message.answer, self.host.timing.now()))
        self.refresh_bindings()

    @on(TasksAnswered)
    def _show_tasks(self, message: TasksAnswered) -> None:
        now = self.host.timing.now()
        self._task_names = {task.id: task.name for task in message.answer}
        self._tasks_known = True
        table = self.query_one("#tasks", Table)
        table.set_rows(task_cells.row_of(task, (), now) for task in message.answer)
        self._note_tasks()

    def _note_tasks(self) -> None:
        nothing = self.open_tab == "tasks" and not self._task_names
        self.show_note("No task ran here last." if nothing else "")

    async def tab_opened(self) -> None:
        """Put the cursor into the table of tasks where that is shown."""
        if self.open_tab == "tasks":
            self.query_one("#tasks", Table).focus()
        else:
            self.show_note("")

    def subject(self) -> str:
        """Return the worker's name."""
        return short_worker(self._worker_id)

    def details(self) -> str:
        """Return what the tab shows."""
        if self.open_tab == "tasks":
            return "tasks that ran here last"
        return f"{self.span_word}  {WORDS[self._aggregation]}"

    def counts(self) -> str:
        """Return how many tasks there are, on their tab."""
        if self.open_tab != "tasks" or not self._tasks_known:
            return ""
        return numbers.counted(len(self._task_names), "task")

    async def action_aggregate(self) -> None:
        """Draw the average of each bucket, its least or its greatest reading."""
        place = AGGREGATIONS.index(self._aggregation)
        self._aggregation = AGGREGATIONS[(place + 1) % len(AGGREGATIONS)]
        await self.ask_history_anew()
        self.show_frame()

    def action_open_task(self) -> None:
        """Open the page of its task."""
        if self._worker is not None and self._worker.task:
            self.host.open_page("task", self._worker.task, self._worker.task_name)

    @on(Table.Selected)
    def _open_past_task(self, message: Table.Selected) -> None:
        self.host.open_page("task", message.key, self._task_names.get(message.key, ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the task only where there is one, and the charts' keys where there are charts."""
        if action == "open_task":
            return self._worker is not None and bool(self._worker.task)
        if action in ("aggregate", "span"):
            return self.open_tab != "tasks"
        return super().check_action(action, parameters)
