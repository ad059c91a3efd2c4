"""The workers: one row each, one cell for every GPU."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.workers import Fleet, Readings, Worker, ask_fleet
from mltui.screens import worker_cells
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the workers are asked for, seconds.
PACE_S = 5.0


class FleetAnswered(Answered[Fleet]):
    """The workers and their readings came."""


class Shown(Enum):
    """What the cells of the GPUs say."""

    USAGE = "usage"
    MEMORY = "memory"
    TEMPERATURE = "temperature"


class WorkersScreen(MonitorScreen):
    """All workers that reported within the hour."""

    NAME = "Workers"
    FILTERS = "worker, queue, task or user; or idle, held, lost"
    CSS_PATH = sheets("workers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "show('USAGE')", "usage"),
        Binding("m", "show('MEMORY')", "memory"),
        Binding("t", "show('TEMPERATURE')", "temperature"),
        Binding("o", "open_task", "its task"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._fleet: Fleet | None = None
        self._shown = Shown.USAGE

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Table(id="workers")

    def open_feeds(self) -> None:
        """Ask for the fleet."""
        self.add_feed("fleet", self._ask_fleet, PACE_S, FleetAnswered)

    async def _ask_fleet(self, client: Client) -> Fleet:
        return await ask_fleet(client, self.host.timing.now())

    @on(FleetAnswered)
    def _show_fleet(self, message: FleetAnswered) -> None:
        self._fleet = message.answer
        self._fill()

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Sift the workers at hand."""
        self._fill()

    def _fill(self) -> None:
        fleet, now = self._fleet, self.host.timing.now()
        if fleet is None:
            return
        workers = [worker for worker in fleet.workers if self._matches(worker, now)]
        table = self.query_one(Table)
        count = max((self._readings(worker).gpu_count for worker in workers), default=0)
        table.set_columns(worker_cells.columns(count))
        table.set_rows(
            worker_cells.row_of(worker, self._readings(worker), self._shown.value, now)
            for worker in workers
        )
        self.show_note(self._note(fleet, workers))
        self.show_frame()

    def _note(self, fleet: Fleet, workers: list[Worker]) -> str:
        if not fleet.workers:
            return (
                "No worker has reported within the hour. An agent started with "
                "“clearml-agent daemon --queue default” appears here."
            )
        if not workers:
            return f"No worker matches “{self.pattern}”. esc shows all of them."
        if not fleet.per_gpu:
            return "This server gives no single GPUs, only the average of each worker's."
        return ""

    def _readings(self, worker: Worker) -> Readings:
        assert self._fleet is not None
        return self._fleet.readings.get(worker.id, Readings())

    def _matches(self, worker: Worker, now: float) -> bool:
        words = self.pattern.casefold().split()
        return all(
            worker_cells.matches(worker, self._readings(worker), word, now) for word in words
        )

    # What the frame says

    def details(self) -> str:
        """Return filter and what the cells show."""
        return f"{super().details()}  {self._shown.value}".strip()

    def counts(self) -> str:
        """Return how busy the fleet is."""
        if self._fleet is None:
            return ""
        now = self.host.timing.now()
        pairs = [(worker, self._readings(worker)) for worker in self._fleet.workers]
        return worker_cells.summary(pairs, now)

    # Keys

    def action_show(self, name: str) -> None:
        """Let the cells say something else."""
        self._shown = Shown[name]
        self._fill()

    def _at_cursor(self) -> Worker | None:
        key = self.query_one(Table).cursor_key
        workers = self._fleet.workers if self._fleet is not None else ()
        return next((worker for worker in workers if worker.id == key), None)

    def action_open_task(self) -> None:
        """Open the page of the worker's task."""
        worker = self._at_cursor()
        if worker is not None and worker.task:
            self.host.open_page("task", worker.task, worker.task_name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the task only where there is one."""
        if action == "open_task":
            worker = self._at_cursor()
            return worker is not None and bool(worker.task)
        return super().check_action(action, parameters)

    @on(Table.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(Table.Selected)
    def _open_worker(self, message: Table.Selected) -> None:
        self.host.open_page("worker", message.key, message.key)
