"""The first screen: my tasks, the fleet, the queues that wait, the newest failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from mltui.live.fleet import Fleet, FleetQuestion
from mltui.live.home import Home, HomeQuestion
from mltui.live.idleness import tally
from mltui.live.queues import Queue, ask_queues
from mltui.screens.base import MonitorScreen, sheets
from mltui.screens.home_cells import (
    FAILED_COLUMNS,
    MINE_COLUMNS,
    failed_row,
    fleet_line,
    mine_row,
    queues_line,
)
from mltui.screens.messages import Answered
from mltui.screens.worker_cells import summary
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often tasks are asked for, and how often the fleet and the queues; seconds.
PACE_S, FLEET_PACE_S = 5.0, 10.0


class HomeAnswered(Answered[Home]):
    """The person's tasks and the failures came."""


class HomeFleetAnswered(Answered[Fleet]):
    """The fleet came."""


class HomeQueuesAnswered(Answered[list[Queue]]):
    """The queues came."""


class HomeScreen(MonitorScreen):
    """What a person wants first."""

    NAME = "Home"
    CSS_PATH = sheets("home")
    AUTO_FOCUS = "#mine"

    def __init__(self) -> None:
        super().__init__()
        self._home: Home | None = None
        self._queues: list[Queue] | None = None
        self._fleet_summary = ""
        self._fleet_question = FleetQuestion()

    def compose_body(self) -> ComposeResult:
        """Yield the glance, my tasks and the failures."""
        yield Lines(id="glance")
        yield Table(MINE_COLUMNS, id="mine")
        yield Table(FAILED_COLUMNS, id="failed")

    def open_feeds(self) -> None:
        """Ask for all of it."""
        self.add_feed("home", HomeQuestion(), PACE_S, HomeAnswered)
        self.add_feed("fleet", self._ask_fleet, FLEET_PACE_S, HomeFleetAnswered)
        self.add_feed("queues", ask_queues, FLEET_PACE_S, HomeQueuesAnswered)

    async def _ask_fleet(self, client: Client) -> Fleet:
        return await self._fleet_question(client, self.host.timing.now())

    @on(HomeAnswered)
    def _show_home(self, message: HomeAnswered) -> None:
        home, now = message.answer, self.host.timing.now()
        self._home = home
        self.query_one("#mine", Table).set_rows(mine_row(mine, now) for mine in home.mine)
        self.query_one("#failed", Table).set_rows(failed_row(row, now) for row in home.failed)
        nothing = "You have no tasks on this server yet. 2 shows the tasks of everybody."
        self.show_note("" if home.mine else nothing)
        self.show_frame()

    @on(HomeFleetAnswered)
    def _show_fleet(self, message: HomeFleetAnswered) -> None:
        fleet = message.answer
        pairs = ((worker, fleet.reading(worker)) for worker in fleet.workers)
        found = summary(tally(pairs, self.host.timing.now()))
        self._fleet_summary = found if fleet.workers else "no worker has reported"
        self._show_glance()

    @on(HomeQueuesAnswered)
    def _show_queues(self, message: HomeQueuesAnswered) -> None:
        self._queues = message.answer
        self._show_glance()

    def _show_glance(self) -> None:
        now = self.host.timing.now()
        lines = [fleet_line(self._fleet_summary), queues_line(self._queues, now)]
        self.query_one("#glance", Lines).show(lines)

    def counts(self) -> str:
        """Return how many of my tasks run and wait."""
        if self._home is None:
            return ""
        running = sum(mine.row.running for mine in self._home.mine)
        waiting = sum(mine.row.status == "queued" for mine in self._home.mine)
        return f"{running} running  {waiting} queued"

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        row = message.table.row(message.key)
        name = row.cells.get("name", "") if row is not None else ""
        self.host.open_page("task", message.key, name if isinstance(name, str) else name.text)
