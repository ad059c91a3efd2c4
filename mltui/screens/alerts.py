"""What happened of what one wanted to be told, and what is watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from mltui.live.alerts import Fired
from mltui.live.watched import ask_states
from mltui.live.watches import Fact, Target
from mltui.screens.alert_cells import (
    FIRED_COLUMNS,
    WATCH_COLUMNS,
    fired_key,
    fired_row,
    watch_row,
)
from mltui.screens.base import sheets
from mltui.screens.messages import Answered
from mltui.screens.two_lists import TwoLists
from mltui.series import numbers
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often it is asked how the watched ones are, seconds.
PACE_S = 10.0

NOTHING = (
    "Nothing is watched. Press ! on a task, on a queue, or on a list with a filter to be told when "
    "something happens."
)


class StatesAnswered(Answered[Mapping[str, str]]):
    """It is known how the watched ones are."""


class AlertsScreen(TwoLists):
    """All alerts, the newest first, above all watches."""

    NAME = "Alerts"
    STAYS = False
    CSS_PATH = sheets("alerts")
    LISTS = ("#fired", "#watched")
    AUTO_FOCUS = "#fired"
    BINDINGS: ClassVar[list[BindingType]] = [
        *TwoLists.LIST_KEYS,
        Binding("d,delete", "remove", "remove", key_display="d"),
    ]

    def __init__(self, identity: str = "", title: str = "") -> None:  # noqa: ARG002
        """Make the page; it shows everything, whatever it is called with."""
        super().__init__()
        self._fired: tuple[Fired, ...] = ()
        self._fresh: frozenset[tuple[float, Fact]] = frozenset()
        self._states: Mapping[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Yield both lists."""
        with Container(id="lists"):
            yield Table(FIRED_COLUMNS, id="fired")
            yield Table(WATCH_COLUMNS, id="watched")

    def open_feeds(self) -> None:
        """Ask how the watched ones are."""
        self.add_feed("states", self._ask, PACE_S, StatesAnswered)
        self._show()
        if not self._fired:
            self.query_one("#watched", Table).focus()

    def on_screen_resume(self) -> None:
        """Show what has happened behind another screen."""
        super().on_screen_resume()
        if self.is_mounted:
            self._show()

    async def _ask(self, client: Client) -> Mapping[str, str]:
        watches = self.host.alerts.watches
        if all(watch.target is Target.FILTER for watch in watches):
            # What the line at the top says of the server must be so where nothing else is asked.
            await client.server.ping()
        return await ask_states(client, watches)

    @on(StatesAnswered)
    def _show_states(self, message: StatesAnswered) -> None:
        self._states = message.answer
        self._show()

    def alerts_changed(self) -> None:
        """Show what has happened meanwhile."""
        self._show()

    def watches_looked_at(self) -> None:
        """Show how many go on now."""
        self._show()

    def _show(self) -> None:
        alerts, now = self.host.alerts, self.host.timing.now()
        self._fresh |= {(one.at, one.fact) for one in alerts.fired if not one.seen}
        alerts.see(now)
        self._fired = alerts.fired
        fired = self.query_one("#fired", Table)
        fired.set_rows(
            fired_row(number, one, now, fresh=(one.at, one.fact) in self._fresh)
            for number, one in enumerate(self._fired)
        )
        fired.styles.max_height = max(len(self._fired), 1) + 1
        self.query_one("#watched", Table).set_rows(
            watch_row(
                watch,
                self._states.get(watch.identity, ""),
                alerts.said_of(watch),
                alerts.failure_of(watch),
            )
            for watch in alerts.watches
        )
        self.show_note(self._note())
        self.refresh_bindings()

    def _note(self) -> str:
        watches = self.host.alerts.watches
        failed = [(one, why) for one in watches if (why := self.host.alerts.failure_of(one))]
        if failed:
            # Beside it there is not always room for the whole sentence.
            (watch, why), more = failed[0], len(failed) - 1
            others = f" So it is with {more:,} more." if more else ""
            return f"“{watch.name}” cannot be looked at. {why}{others}"
        if self._fired:
            return ""
        return "Nothing has happened yet." if watches else NOTHING

    def counts(self) -> str:
        """Return how much happened and is watched."""
        watches = self.host.alerts.watches
        return f"{numbers.counted(len(self._fired), 'alert')}  {len(watches)} watched"

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to remove only where something is listed."""
        if action == "remove":
            return self.is_mounted and bool(self.listed.chosen)
        return super().check_action(action, parameters)

    def action_remove(self) -> None:
        """Take what is marked, or at the cursor, from its list."""
        table, alerts, now = self.listed, self.host.alerts, self.host.timing.now()
        chosen = set(table.chosen)
        if table.id == "watched":
            alerts.forget(chosen, now)
            self.host.alerts_changed()
        else:
            gone = [one for number, one in enumerate(self._fired) if fired_key(number) in chosen]
            alerts.drop(gone, now)
        table.clear_marks()
        self._show()

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        if message.table.id == "fired":
            facts = {fired_key(number): one.fact for number, one in enumerate(self._fired)}
            if fact := facts.get(message.key):
                self._open(fact.target, fact.identity, fact.name)
        else:
            # What has ended this very moment is watched no longer.
            watches = {one.key: one for one in self.host.alerts.watches}
            if watch := watches.get(message.key):
                self._open(watch.target, watch.identity, watch.name)

    def _open(self, target: Target, identity: str, name: str) -> None:
        if target is Target.TASK:
            self.host.open_page("task", identity, name)
        elif target is Target.QUEUE:
            self.host.go("queues", name)
        else:
            self.host.go("tasks", identity)
