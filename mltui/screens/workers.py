"""The workers: one row each, one cell for every GPU."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.actions.action import Action, Outcome
from mltui.actions.subject import Kind, Subject
from mltui.live.fleet import Fleet, FleetQuestion
from mltui.live.idleness import Tally
from mltui.live.local_gpus import installed
from mltui.live.this_host import local_name, workers_here
from mltui.live.workers import Worker
from mltui.screens import worker_cells, worker_filter
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import HUGE, WIDE, sheets
from mltui.screens.messages import Answered
from mltui.screens.worker_groups import GROUP, Grouping
from mltui.screens.worker_wall import Wall, Wanted, make_wall
from mltui.series import numbers
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the workers are asked for, seconds.
PACE_S = 10.0

#: Cells beside the columns of the table.
TABLE_FRAME = 4

#: What the key for what is wrong goes through.
NARROWED = ("", "held", "lost", "idle")


class FleetAnswered(Answered[Fleet]):
    """The workers and their readings came."""


class Shown(Enum):
    """What the cells of the GPUs say."""

    USAGE = "usage"
    MEMORY = "memory"
    TEMPERATURE = "temperature"


_BRIEF = {Shown.USAGE: "usage", Shown.MEMORY: "memory", Shown.TEMPERATURE: "temp"}


class WorkersScreen(ActingScreen):
    """All workers that reported within the hour."""

    NAME = "Workers"
    FILTERS = "worker, queue, task, project or user; idle, held, lost; host:, queue:, project:"
    CSS_PATH = sheets("workers")
    KIND = Kind.WORKER
    LISTED_BY = "fleet"
    PENDING_COLUMN = "task"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.WORKER),
        Binding("u", "show('USAGE')", "usage"),
        Binding("m", "show('MEMORY')", "memory"),
        Binding("t", "show('TEMPERATURE')", "temperature"),
        Binding("b", "group", "group by"),
        Binding("n", "narrow", "held/lost/idle"),
        Binding("o", "open_task", "its task"),
        Binding("a", "activity", "activity"),
        Binding("H", "this_host", "this host"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._fleet: Fleet | None = None
        self._workers: dict[str, Worker] = {}
        self._as_of = 0.0
        self._shown = Shown.USAGE
        self._grouping = Grouping.HOST
        self._question = FleetQuestion()
        self._tally: Tally | None = None
        self._listed: list[str] = []

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Table(id="workers")

    def open_feeds(self) -> None:
        """Ask for the fleet."""
        self.add_feed("fleet", self._ask_fleet, PACE_S, FleetAnswered)

    async def _ask_fleet(self, client: Client) -> Fleet:
        return await self._question(client, self.host.timing.now())

    @on(FleetAnswered)
    async def _show_fleet(self, message: FleetAnswered) -> None:
        first, self._fleet = self._fleet is None, message.answer
        self._workers = {worker.id: worker for worker in message.answer.workers}
        self._as_of = message.freshness.answered_at or self.host.timing.now()
        if self._question.more:
            self.feed("fleet").ask_next()
        if first or not self._question.more:
            wall = self._made(message.answer)
            # Of thousands that took some ms, and the table takes some more: a key may go between.
            await asyncio.sleep(0)
            self._put(wall if wall.wanted == self._wanted else self._made(message.answer))

    def on_resize(self) -> None:
        """Give the task its share of the new width."""
        super().on_resize()
        self._fill()

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Sift the workers at hand."""
        self._fill()

    def _fill(self) -> None:
        if self._fleet is not None:
            self._put(self._made(self._fleet))
        else:
            self.show_frame()

    @property
    def _wanted(self) -> Wanted:
        return Wanted(self._shown.value, self.pattern, self._grouping)

    def _made(self, fleet: Fleet) -> Wall:
        # As it was then: while the server is away, nobody is lost for what nobody could hear.
        return make_wall(fleet, self._wanted, self._as_of)

    def _put(self, wall: Wall) -> None:
        self._tally = wall.tally
        table, width = self.query_one(Table), self.size.width
        wide, huge = width >= WIDE, width >= HUGE
        room = width - TABLE_FRAME
        table.set_columns(worker_cells.columns(wall.gpus, room, wide=wide, huge=huge))
        table.set_rows(wall.rows)
        self._listed = [row.key for row in wall.rows]
        self._look_at_sight()
        self.show_note(self._note(bool(wall.rows)))

    @on(Table.Highlighted)
    def _look_at_sight(self) -> None:
        first, count = self.query_one(Table).visible_range
        self._question.look_at(self._listed[first : first + count])

    def _note(self, any_fits: bool) -> str:
        fleet = self._fleet or Fleet()
        if not fleet.workers:
            return (
                "No worker has reported within the hour. An agent started with "
                "“clearml-agent daemon --queue default” appears here. A task that was started by "
                "hand tells of its computer on its page, tab Machine."
            )
        if not any_fits:
            wrong = {
                "held": "No task leaves its GPUs idle",
                "lost": "No worker is lost",
                "idle": "No worker is idle",
            }
            nothing = wrong.get(self.pattern, f"No worker matches “{self.pattern}”")
            return f"{nothing}. esc shows all of them."
        if fleet.unread:
            return f"No new readings of the machines. {fleet.unread}"
        if not fleet.per_gpu:
            return "This server gives no single GPUs, only the average of each worker's."
        return ""

    @property
    def has_nothing(self) -> bool:
        """Whether no worker has reported."""
        return self._fleet is not None and not self._fleet.workers

    # What the frame says

    def details(self) -> str:
        """Return filter, grouping and what the cells show."""
        grouping = self._grouping
        groups = grouping.value if grouping is Grouping.NOTHING else f"by {grouping.value}"
        if self.size.width < WIDE:
            # What does not fit goes from the end; who sees few workers has to see why.
            return "  ".join(
                part for part in (super().details(), _BRIEF[self._shown], groups) if part
            )
        return f"{super().details()}  {self._shown.value}  {groups}".strip()

    def counts(self) -> str:
        """Return how busy the fleet is."""
        if self._tally is None:
            return ""
        if not self._question.complete:
            # The readings of very many workers come in parts: the first are not the fleet.
            return f"{numbers.counted(self._tally.hosts, 'host')}  {glyphs.sign('…')}"
        return worker_cells.summary(self._tally, wide=self.size.width >= WIDE)

    # Keys

    def action_show(self, name: str) -> None:
        """Let the cells say something else."""
        self._shown = Shown[name]
        self._fill()

    def action_group(self) -> None:
        """Group by something else."""
        self._grouping = self._grouping.next
        self._fill()

    def action_narrow(self) -> None:
        """Show only workers that hold idle GPUs, then the lost, then the idle ones, then all."""
        place = NARROWED.index(self.pattern) if self.pattern in NARROWED else 0
        self.set_filter(NARROWED[(place + 1) % len(NARROWED)])

    def action_activity(self) -> None:
        """Open the charts of the whole fleet's activity."""
        self.host.open_page("activity", "", "")

    def subjects(self) -> list[Subject]:
        """Return the marked workers, or the one under the cursor."""
        return [
            Subject(
                worker.id,
                worker.id,
                "lost" if worker.lost(self._as_of) else "alive",
                kind=Kind.WORKER,
                reported=worker.reported,
            )
            for worker in map(self._workers.get, self.query_one(Table).chosen)
            if worker is not None
        ]

    def acted(self, action: Action, outcome: Outcome) -> None:
        """Forget who was unregistered, also whom the server had forgotten before."""
        if action.name == "unregister":
            gone = (refusal.id for refusal in outcome.refused if refusal.gone)
            self._question.forget([*outcome.changed, *gone])

    def action_this_host(self) -> None:
        """Open this machine: its GPUs where they can be read, else its worker."""
        host = local_name()
        workers = workers_here(self._workers.values(), host)
        if installed():
            self.host.open_page("host", host, host)
        elif len(workers) == 1:
            self.host.open_page("worker", workers[0].id, workers[0].id)
        elif workers:
            self.set_filter(worker_filter.of_group(Grouping.HOST, workers[0].host))
        else:
            nothing = f"No worker runs on this machine, {clean(host)}."
            self.notify(
                f"{nothing} mltui’s extra nvidia shows its GPUs all the same.", markup=False
            )

    def _at_cursor(self) -> Worker | None:
        return self._workers.get(self.query_one(Table).cursor_key or "")

    def action_open_task(self) -> None:
        """Open the page of the worker's task."""
        worker = self._at_cursor()
        if worker is not None and worker.task:
            self.host.open_page("task", worker.task, worker.task_name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the task only where there is one, and what cells show where there are any."""
        if action in ("show", "group", "narrow") and self.has_nothing:
            return False
        if action == "open_task":
            worker = self._at_cursor()
            return worker is not None and bool(worker.task)
        return super().check_action(action, parameters)

    @on(Table.Selected)
    def _open(self, message: Table.Selected) -> None:
        if message.key.startswith(GROUP):
            name = message.key.removeprefix(GROUP)
            self.set_filter(worker_filter.of_group(self._grouping, name))
        else:
            self.host.open_page("worker", message.key, message.key)
