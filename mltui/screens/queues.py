"""The queues: what waits in them, how long, and who serves them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mltui.actions.subject import Kind, Subject
from mltui.api.errors import ApiError, Unreachable
from mltui.live.queues import KEEP, Queue, ask_queues
from mltui.live.workers import KEEP_LOST, ask_lost
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.messages import Answered
from mltui.screens.queue import QueueScreen
from mltui.screens.queue_cells import QUEUE_COLUMNS, queue_row
from mltui.series import numbers
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the queues are asked for, and which workers are lost, seconds.
PACE_S, LOST_PACE_S = 5.0, 30.0

_log = logging.getLogger(__name__)


class QueuesAnswered(Answered[list[Queue]]):
    """The queues were listed."""


class LostAnswered(Answered[frozenset[str] | None]):
    """It is known which workers are lost; None where the server does not say."""


class QueuesScreen(ActingScreen):
    """All queues."""

    NAME = "Queues"
    KIND = Kind.QUEUE
    LISTED_BY = "queues"
    PENDING_COLUMN = "next"
    BINDINGS: ClassVar[list[BindingType]] = action_keys(Kind.QUEUE)
    FILTERS = "part of a queue's name"

    def __init__(self) -> None:
        super().__init__()
        self._queues: dict[str, Queue] | None = None
        self._lost: frozenset[str] = frozenset()

    def compose_body(self) -> ComposeResult:
        """Yield the table."""
        yield Table(QUEUE_COLUMNS, id="queues")

    def open_feeds(self) -> None:
        """Ask for the queues, and which of their workers are lost: they do not tell."""
        self.add_feed("queues", self._ask, PACE_S, QueuesAnswered, keep=KEEP)
        self.add_feed("lost", self._ask_lost, LOST_PACE_S, LostAnswered, keep=KEEP_LOST)

    async def _ask(self, client: Client) -> list[Queue]:
        return await ask_queues(client, self.pattern)

    async def _ask_lost(self, client: Client) -> frozenset[str] | None:
        try:
            return await ask_lost(client, self.host.timing.now())
        except Unreachable:
            raise
        except ApiError as error:
            # The queues are there all the same.
            _log.info("It is not known which workers are lost: %s", error)
            return None

    def counts(self) -> str:
        """Return how many tasks wait, and in how many queues."""
        known = self._queues or {}
        lengths = [len(queue.entries) for queue in known.values() if queue.entries]
        queues = numbers.counted(len(lengths) or len(known), "queue")
        waiting = f"{sum(lengths):,} waiting" if lengths else "nothing waits"
        return f"{waiting} in {queues}" if known else ""

    @on(QueuesAnswered)
    def _show(self, message: QueuesAnswered) -> None:
        self._queues = {queue.id: queue for queue in message.answer}
        self._fill()

    @on(LostAnswered)
    def _show_lost(self, message: LostAnswered) -> None:
        if message.answer is not None:
            self._lost = message.answer
            self._fill()

    def _fill(self) -> None:
        if self._queues is None:
            return
        now, lost = self.host.timing.now(), self._lost
        rows = [queue_row(queue.knowing(lost), now) for queue in self._queues.values()]
        self.query_one(Table).set_rows(rows)
        self.show_note("" if rows else self._nothing())

    def _nothing(self) -> str:
        if self.pattern:
            return "No queue fits this filter."
        return f"There are no queues yet.{' + makes one.' if self.may_act else ''}"

    @property
    def has_nothing(self) -> bool:
        """Whether there is no queue."""
        return self._queues == {} and not self.pattern

    def subjects(self) -> list[Subject]:
        """Return the marked queues, or the one under the cursor."""
        return [
            Subject(
                id=queue.id,
                name=queue.name,
                kind=Kind.QUEUE,
                tags=queue.tags,
                waiting=len(queue.entries),
                default=queue.default,
            )
            for queue in map((self._queues or {}).get, self.query_one(Table).chosen)
            if queue is not None
        ]

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        queue = (self._queues or {}).get(message.key)
        if queue is not None:
            self.app.push_screen(QueueScreen(queue))

    def filter_changed(self, pattern: str) -> None:  # noqa: ARG002
        """Ask for the queues that fit."""
        self.feed("queues").ask_anew()
