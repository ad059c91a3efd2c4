"""The page of the machine the monitor runs on: its GPUs every second, and whose processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.this_host import HostTasks, LocalQuestion, LocalReading, ask_host, was_given
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.messages import Answered
from mltui.screens.this_host_cells import COLUMNS, host_facts, host_rows
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.workers import Worker

#: How often the machine itself is read, seconds.
LOCAL_PACE_S = 1.0

#: How often the server is asked what its workers run, seconds.
PACE_S = 10.0


class LocalRead(Answered[LocalReading]):
    """The machine was read."""


class HostAnswered(Answered[HostTasks]):
    """The server said what runs here."""


class ThisHostScreen(MonitorScreen):
    """This machine, opened from the wall."""

    NAME = "This host"
    CSS_PATH = sheets("this_host")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("o", "open_worker", "its worker")]

    def __init__(self, identity: str, title: str) -> None:  # noqa: ARG002
        """Make the page of this machine, by its name; the title is the same."""
        super().__init__()
        self._host_name = identity
        self._local = LocalReading()
        self._tasks: HostTasks | None = None
        self._as_of = 0.0
        self._question = LocalQuestion()
        self._task_of: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Yield facts and GPUs."""
        yield Lines(id="facts")
        yield Listing(COLUMNS, id="gpus")

    def open_feeds(self) -> None:
        """Read the machine, and ask the server what runs on it."""
        # The server's pace is no business of what asks no server.
        self.add_feed("local", self._read_local, LOCAL_PACE_S / self.host.pace, LocalRead)
        self.add_feed("host", self._ask_host, PACE_S, HostAnswered)

    async def _read_local(self, _: Client) -> LocalReading:
        return await self._question()

    async def _ask_host(self, client: Client) -> HostTasks:
        tasks = {origin.task for origin in self._local.origins.values() if origin.task}
        return await ask_host(client, self._host_name, tasks)

    @on(LocalRead)
    def _show_local(self, message: LocalRead) -> None:
        before = {origin.task for origin in self._local.origins.values()}
        self._local = message.answer
        if {origin.task for origin in self._local.origins.values()} - before - {""}:
            self.feed("host").ask_next()
        self._show()

    @on(HostAnswered)
    def _show_host(self, message: HostAnswered) -> None:
        self._tasks = message.answer
        self._as_of = message.freshness.answered_at or self.host.timing.now()
        self._show()

    def _show(self) -> None:
        tasks = self._tasks
        rows, self._task_of = host_rows(self._local, tasks)
        self.query_one(Table).set_rows(rows)
        workers = tasks.workers if tasks is not None else None
        self.query_one("#facts", Lines).show(host_facts(workers, self._as_of))
        self.show_note(self._local.trouble)
        self.refresh_bindings()

    def subject(self) -> str:
        """Return the machine's name."""
        return f"{self._host_name}, this host"

    def counts(self) -> str:
        """Return how many GPUs there are."""
        count = len(self._local.gpus)
        return f"{count} GPUs" if count != 1 else "1 GPU"

    async def on_unmount(self) -> None:
        """Let go of the driver, too."""
        await super().on_unmount()
        await self._question.close()

    @property
    def _workers(self) -> tuple[Worker, ...]:
        return self._tasks.workers if self._tasks is not None else ()

    def action_open_worker(self) -> None:
        """Open the page of the worker that was given the GPU at the cursor, else the first one."""
        workers = self._workers
        if workers:
            gpu = (self.query_one(Table).cursor_key or "").split(":")[1:2]
            given = (one for one in workers if gpu and was_given(one, int(gpu[0])))
            worker = next(given, workers[0]).id
            self.host.open_page("worker", worker, worker)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the worker only where there is one."""
        if action == "open_worker":
            return bool(self._workers)
        return super().check_action(action, parameters)

    @on(Table.Selected)
    def _open_task(self, message: Table.Selected) -> None:
        task = self._task_of.get(message.key)
        if task:
            names = self._tasks.names if self._tasks is not None else {}
            self.host.open_page("task", task, names.get(task, ""))
