"""The first screen: my tasks, the fleet, the queues that wait, the newest failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from mltui.actions.action import Action, Outcome
from mltui.actions.subject import Kind, Subject
from mltui.live.fleet import FleetQuestion
from mltui.live.home import (
    KEEP_CURVES,
    KEEP_FAILED,
    KEEP_MINE,
    MOST_MINE,
    Curves,
    CurvesQuestion,
    FailuresQuestion,
    MineQuestion,
    MyTask,
)
from mltui.live.idleness import KEEP_TALLY, Tally, tally
from mltui.live.queues import KEEP as KEEP_QUEUES
from mltui.live.queues import Queue, ask_queues
from mltui.live.task_rows import TaskRow
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import WIDE, sheets
from mltui.screens.frame import first_steps
from mltui.screens.home_cells import (
    FAILED_COLUMNS,
    MINE_COLUMNS,
    NO_FAILURES,
    alerts_line,
    failed_row,
    fleet_line,
    mine_row,
    queues_line,
)
from mltui.screens.messages import Answered
from mltui.screens.two_lists import TwoLists
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often my tasks are asked for, the failures, and the fleet and the queues; seconds.
PACE_S, FAILURES_PACE_S, FLEET_PACE_S = 5.0, 10.0, 20.0

#: Cells beside the lines at the top that belong to nothing.
GLANCE_FRAME = 2


class HomeMineAnswered(Answered[tuple[MyTask, ...] | None]):
    """The person's tasks came; None if none of them moved."""


class HomeCurvesAnswered(Answered[Curves | None]):
    """Their curves came; None if there is nothing new."""


class HomeFailedAnswered(Answered[tuple[TaskRow, ...] | None]):
    """The newest failures came; None if they are the same."""


class HomeFleetAnswered(Answered[Tally | None]):
    """It is known how busy the fleet is; None while that is known of a part of it only."""


class HomeQueuesAnswered(Answered[list[Queue]]):
    """The queues came."""


class HomeScreen(TwoLists, ActingScreen):
    """What a person wants first, and can act on at once."""

    NAME = "Home"
    KIND = Kind.TASK
    LISTED_BY = "mine"
    CSS_PATH = sheets("home")
    LISTS = ("#mine", "#failed")
    AUTO_FOCUS = "#mine"
    BINDINGS: ClassVar[list[BindingType]] = [
        *action_keys(Kind.TASK),
        *TwoLists.LIST_KEYS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._mine: tuple[MyTask, ...] | None = None
        self._curves: Curves = {}
        self._failed: tuple[TaskRow, ...] = ()
        self._queues: list[Queue] | None = None
        self._fleet: Tally | None = None
        self._mine_question = MineQuestion()
        self._curves_question = CurvesQuestion(lambda: self._mine or ())
        self._failures_question = FailuresQuestion()
        self._fleet_question = FleetQuestion()

    def compose_body(self) -> ComposeResult:
        """Yield the glance, my tasks and the failures."""
        yield Lines(id="glance")
        with Container(id="lists"):
            yield Table(MINE_COLUMNS, id="mine")
            yield Table(FAILED_COLUMNS, id="failed")

    def open_feeds(self) -> None:
        """Ask for all of it, each for itself: what is there first is shown first."""
        self.add_feed("mine", self._mine_question, PACE_S, HomeMineAnswered, keep=KEEP_MINE)
        self.add_feed("curves", self._curves_question, PACE_S, HomeCurvesAnswered, keep=KEEP_CURVES)
        self.add_feed(
            "failed",
            self._failures_question,
            FAILURES_PACE_S,
            HomeFailedAnswered,
            keep=KEEP_FAILED,
        )
        self.add_feed("queues", ask_queues, FLEET_PACE_S, HomeQueuesAnswered, keep=KEEP_QUEUES)
        self.add_feed("fleet", self._ask_fleet, FLEET_PACE_S, HomeFleetAnswered, keep=KEEP_TALLY)

    def ask_everything(self) -> None:
        """Ask for the rows whether or not anything moved."""
        self._mine_question.reset()
        self._failures_question.reset()

    def subjects(self) -> list[Subject]:
        """Return what is marked in the list that has the focus, or what is under its cursor."""
        listed = self.listed
        rows = {row.id: row for row in (*(one.row for one in self._mine or ()), *self._failed)}
        return [
            Subject(row.id, row.name, row.status)
            for row in map(rows.get, listed.chosen)
            if row is not None
        ]

    def acted(self, action: Action, outcome: Outcome) -> None:  # noqa: ARG002
        """Have the rows asked for again whatever moved."""
        self.ask_everything()

    async def _ask_fleet(self, client: Client) -> Tally | None:
        now = self.host.timing.now()
        fleet = await self._fleet_question(client, now)
        if fleet.fault is not None:
            # Without readings nothing is known of the GPUs, which is all that is said here.
            raise fleet.fault
        if not self._fleet_question.complete:
            return None
        return tally(((worker, fleet.reading(worker)) for worker in fleet.workers), now)

    @on(HomeMineAnswered)
    def _show_mine(self, message: HomeMineAnswered) -> None:
        if message.answer is not None:
            self._mine = message.answer
            self.feed("curves").ask_next()
        self._draw_mine()
        everybody = "2 shows the tasks of everybody."
        nothing = f"You have no tasks here yet. {first_steps(self.host)} {everybody}"
        self.show_note("" if self._mine else nothing)

    @on(HomeCurvesAnswered)
    def _show_curves(self, message: HomeCurvesAnswered) -> None:
        if message.answer is not None:
            self._curves = message.answer
            self._draw_mine()
        if self._curves_question.more:
            self.feed("curves").ask_next()

    def _draw_mine(self) -> None:
        now = self.host.timing.now()
        table, mine = self.query_one("#mine", Table), self._mine or ()
        table.set_rows(mine_row(one, self._curves.get(one.row.id, ()), now) for one in mine)
        if table.styles.max_height is None or table.styles.max_height.value != len(mine) + 1:
            table.styles.max_height = len(mine) + 1

    @on(HomeFailedAnswered)
    def _show_failed(self, message: HomeFailedAnswered) -> None:
        if message.answer is not None:
            self._failed = message.answer
        now = self.host.timing.now()
        table = self.query_one("#failed", Table)
        table.set_class(not self._failed, "-none")
        table.set_columns(FAILED_COLUMNS if self._failed else NO_FAILURES)
        table.set_rows(failed_row(row, now) for row in self._failed)

    @on(HomeFleetAnswered)
    def _show_fleet(self, message: HomeFleetAnswered) -> None:
        if self._fleet_question.more:
            self.feed("fleet").ask_next()
        if message.answer is not None:
            self._fleet = message.answer
            self._show_glance()

    @on(HomeQueuesAnswered)
    def _show_queues(self, message: HomeQueuesAnswered) -> None:
        self._queues = message.answer
        self._show_glance()

    def _show_glance(self) -> None:
        now = self.host.timing.now()
        wide, room = self.size.width >= WIDE, self.size.width - GLANCE_FRAME
        lost, queues = self._fleet_question.lost, self._queues
        known = [queue.knowing(lost) for queue in queues] if queues is not None else None
        lines = [fleet_line(self._fleet, wide=wide), queues_line(known, now, room)]
        alerts = self.host.known_alerts
        told = alerts is not None and (alerts.fired or alerts.watches)
        if alerts is not None and told:
            lines.append(alerts_line(alerts.fired, len(alerts.watches), now))
        glance = self.query_one("#glance", Lines)
        glance.set_class(bool(told), "-alerts")
        glance.show(lines)

    def on_resize(self) -> None:
        """Say as much as there is room for."""
        super().on_resize()
        self._show_glance()

    def alerts_changed(self) -> None:
        """Show what happened in the glance as well."""
        super().alerts_changed()
        self._show_glance()

    def counts(self) -> str:
        """Return how many of my tasks run and wait."""
        if self._mine is None:
            return ""
        running = sum(one.row.running for one in self._mine)
        waiting = sum(one.row.status == "queued" for one in self._mine)
        if running + waiting >= MOST_MINE:
            return f"{MOST_MINE} or more run or wait"
        return f"{running} running  {waiting} queued"

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        row = message.table.row(message.key)
        name = row.cells.get("name", "") if row is not None else ""
        self.host.open_page("task", message.key, name if isinstance(name, str) else name.text)
