"""Looks after what is watched, on whatever screen one is, and tells what happens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from mltui.screens.base import MonitorScreen
from mltui.screens.traffic import TrafficApp
from mltui.terminal.notification import notification

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.errors import ApiError
    from mltui.live.alerts import Alerts, Fired
    from mltui.live.feed import Feed
    from mltui.live.freshness import Freshness
    from mltui.live.store import Store
    from mltui.live.timing import Timing

#: At most so many are told one by one; of more, only how many there are.
MOST_TOLD = 3


class Happened(Message):
    """Something happened that the person wanted to be told of."""

    def __init__(self, fired: Sequence[Fired]) -> None:
        super().__init__()
        self.fired = tuple(fired)


class LookedAt(Message):
    """What is watched was looked at, or could not be, and there is nothing to tell."""


class AlertingApp(TrafficApp):
    """An application that tells what happens to what is watched.

    Attributes:
        notify_by: How the terminal is told: `auto`, `osc9`, `osc777` or `off`.
        rings: Whether it rings the terminal's bell.
    """

    notify_by = "auto"
    rings = True

    lasting: Store
    timing: Timing
    pace: float

    _alerts: Alerts | None = None
    _looking: Feed[tuple[Fired, ...]] | None = None

    @property
    def alerts(self) -> Alerts:
        """What is watched and what came of it."""
        if self._alerts is None:
            # Not needed for the first frame.
            from mltui.live.alerts import Alerts

            self._alerts = Alerts(self.lasting)
        return self._alerts

    @property
    def known_alerts(self) -> Alerts | None:
        """The alerts, None as long as there is no reason to import what makes them."""
        if self._alerts is None and self._looking is None:
            kept = self.lasting.get("alerts")
            if kept is None or not (kept.value.get("fired") or kept.value.get("watches")):
                return None
        return self.alerts

    @property
    def unseen_alerts(self) -> int:
        """How many alerts nobody has looked at."""
        alerts = self.known_alerts
        return 0 if alerts is None else alerts.unseen

    @property
    def watched_tasks(self) -> frozenset[str]:
        """The ids of all tasks that are watched themselves."""
        watches = () if self._alerts is None else self._alerts.watches
        return frozenset(one.identity for one in watches if one.target == "task")

    def look_after_alerts(self, client: Client) -> None:
        """Begin to ask for what is watched; nothing is asked as long as nothing is."""
        from mltui.live.alerts import PACE_S
        from mltui.live.feed import Feed

        async def ask() -> tuple[Fired, ...]:
            return await self.alerts.ask(client, self.timing.now())

        self._looking = Feed(
            "alerts",
            ask,
            PACE_S * self.pace,
            self._tell_later,
            self._failed_later,
            timing=self.timing,
        )
        self._looking.start()
        self.alerts_changed()

    def alerts_changed(self) -> None:
        """Ask at once, or no more, after something was watched or is no longer."""
        feed = self._looking
        if feed is not None and self.alerts.watches:
            feed.resume()
            feed.ask_next(wanted=True)
        elif feed is not None:
            feed.rest()
        self._show_unseen()

    async def end_alerts(self) -> None:
        """Ask no more."""
        if self._looking is not None:
            await self._looking.close()
            if self.alerts.watches:
                self.alerts.keep(self.timing.now())

    def _tell_later(self, fired: tuple[Fired, ...], _: Freshness) -> None:
        self.post_message(Happened(fired) if fired else LookedAt())
        if self._looking is not None and not self.alerts.watches:
            self._looking.rest()

    def _failed_later(self, _error: ApiError, _: Freshness) -> None:
        # The list says it beside what is watched; what is wrong with the server is said by the
        # screen in sight, which asks the same one.
        self.post_message(LookedAt())

    @on(Happened)
    def _tell(self, message: Happened) -> None:
        fired = message.fired
        told = [f"{one.fact.name} {one.fact.sentence}" for one in fired[:MOST_TOLD]]
        if len(fired) > MOST_TOLD:
            told = [*told[:-1], f"{len(fired) - MOST_TOLD + 1} more alerts; :alerts lists them"]
        for text, one in zip(told, fired, strict=False):
            bad = one.fact.word != "ends"
            self.notify(text, severity="warning" if bad else "information", timeout=15.0)
            self._tell_terminal(text)
        if self.rings:
            self.bell()
        self._show_unseen()

    @on(LookedAt)
    def _show_looks(self) -> None:
        if self.screen_stack and isinstance(self.screen, MonitorScreen):
            self.screen.watches_looked_at()

    def _tell_terminal(self, text: str) -> None:
        sequence = notification(text, self.notify_by, os.environ)
        if sequence and self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def _show_unseen(self) -> None:
        if self.screen_stack and isinstance(self.screen, MonitorScreen):
            self.screen.alerts_changed()
