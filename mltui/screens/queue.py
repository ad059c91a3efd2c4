"""One queue: its tasks in the order in which they will be run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mltui.actions.subject import Kind, Subject
from mltui.live.queues import Queue, ask_queue
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.messages import Answered
from mltui.screens.queue_cells import ENTRY_COLUMNS, entry_rows, served_by
from mltui.screens.task_cells import age
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the queue is asked for, seconds.
PACE_S = 5.0


class QueueAnswered(Answered[Queue | None]):
    """The queue was asked for; None if it is gone."""


class QueueScreen(ActingScreen):
    """The entries of one queue."""

    NAME = "Queue"
    KIND = Kind.ENTRY
    LISTED_BY = "queue"
    PENDING_COLUMN = "since"
    BINDINGS: ClassVar[list[BindingType]] = action_keys(Kind.ENTRY)

    def __init__(self, queue: Queue) -> None:
        """Make the screen.

        Args:
            queue: What is known of the queue already; its tasks are asked for.
        """
        super().__init__()
        self._queue = queue

    def compose_body(self) -> ComposeResult:
        """Yield the table of entries."""
        yield Table(ENTRY_COLUMNS, id="entries")

    def open_feeds(self) -> None:
        """Ask for the queue, and show meanwhile what is known."""
        self.add_feed("queue", self._ask, PACE_S, QueueAnswered)
        self._show_entries()

    async def _ask(self, client: Client) -> Queue | None:
        return await ask_queue(client, self._queue.id)

    def subject(self) -> str:
        """Return the queue's name."""
        return self._queue.name

    def details(self) -> str:
        """Return who serves it."""
        return f"served by {served_by(self._queue)}" if self._queue.servers else "served by nobody"

    def counts(self) -> str:
        """Return how many wait and for how long at most."""
        oldest = self._queue.oldest
        longest = f", longest {age(oldest, self.host.timing.now())}" if oldest is not None else ""
        return f"{len(self._queue.entries)} waiting{longest}"

    @on(QueueAnswered)
    def _show(self, message: QueueAnswered) -> None:
        if message.answer is None:
            self.show_note("This queue is gone.")
            return
        self._queue = message.answer
        self._show_entries()

    def _show_entries(self) -> None:
        now = self.host.timing.now()
        self.query_one(Table).set_rows(entry_rows(self._queue, now))
        self.show_note("" if self._queue.entries else "Nothing waits here.")

    def subjects(self) -> list[Subject]:
        """Return the marked entries, or the one under the cursor."""
        places = {entry.task: place for place, entry in enumerate(self._queue.entries)}
        return [
            Subject(
                id=key,
                name=self._queue.entries[places[key]].name,
                status="queued",
                kind=Kind.ENTRY,
                queue=self._queue.id,
                place=places[key],
                waiting=len(places),
            )
            for key in self.query_one(Table).chosen
            if key in places
        ]

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        entry = next((e for e in self._queue.entries if e.task == message.key), None)
        if entry is not None:
            self.host.open_page("task", entry.task, entry.name)
