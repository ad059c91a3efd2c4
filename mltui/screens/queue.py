"""One queue: its tasks in the order in which they will be run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from mltui.actions.subject import Kind, Subject
from mltui.live.history import Charts, Frame
from mltui.live.queue_outlook import Outlook, QueueHistoryQuestion, ask_outlook
from mltui.live.queues import Queue, ask_queue
from mltui.screens.acting import ActingScreen, action_keys
from mltui.screens.base import sheets
from mltui.screens.history import HistoryScreen
from mltui.screens.messages import Answered
from mltui.screens.queue_cells import (
    ENTRY_COLUMNS,
    SERVER_COLUMNS,
    entry_rows,
    queue_facts,
    server_rows,
)
from mltui.screens.queue_charts import PLANS
from mltui.screens.task_cells import age
from mltui.screens.time_charts import TimeCharts
from mltui.screens.two_lists import TwoLists
from mltui.series.waits import start_ranges
from mltui.widgets.lines import Lines
from mltui.widgets.listing import Listing
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often the queue is asked for, and what its future is judged by, seconds.
PACE_S = 5.0
OUTLOOK_PACE_S = 30.0

#: From this width on the workers stand beside the entries, cells.
BESIDE = 160

#: Workers in sight below the entries of a long queue: this part of the screen's height.
SERVERS_SHARE = 5


class QueueAnswered(Answered[Queue | None]):
    """The queue was asked for; None if it is gone."""


class OutlookAnswered(Answered[Outlook]):
    """The basis of the estimates came."""


class QueueScreen(TwoLists, ActingScreen, HistoryScreen):
    """The entries of one queue, and the workers that serve it."""

    NAME = "Queue"
    CSS_PATH = sheets("time_charts", "queue")
    KIND = Kind.ENTRY
    LISTED_BY = "queue"
    PENDING_COLUMN = "since"
    LISTS = ("#entries", "#servers")
    AUTO_FOCUS = "#entries"
    BINDINGS: ClassVar[list[BindingType]] = [*action_keys(Kind.ENTRY), *TwoLists.LIST_KEYS]

    def __init__(self, queue: Queue) -> None:
        """Make the screen.

        Args:
            queue: What is known of the queue already; its tasks are asked for.
        """
        super().__init__()
        self._queue = queue
        self._outlook = Outlook()
        self._outlook_at = 0.0

    def compose_body(self) -> ComposeResult:
        """Yield what is noted on the queue, its entries, who serves it, and the charts."""
        yield Lines(id="facts")
        with Container(id="lists"):
            yield Table(ENTRY_COLUMNS, id="entries")
            yield Listing(SERVER_COLUMNS, id="servers")
        yield TimeCharts(PLANS, id="charts")

    def open_feeds(self) -> None:
        """Ask for the queue, and show meanwhile what is known."""
        self.add_feed("queue", self._ask, PACE_S, QueueAnswered)
        self.add_feed("outlook", self._ask_outlook, OUTLOOK_PACE_S, OutlookAnswered)
        self.add_history()
        self._show_entries()

    async def _ask(self, client: Client) -> Queue | None:
        return await ask_queue(client, self._queue.id)

    async def _ask_outlook(self, client: Client) -> Outlook:
        return await ask_outlook(client, self._queue.id, self.host.timing.now())

    def history_question(self, frame: Frame) -> Callable[[Client, float], Awaitable[Charts]]:
        """Ask how long the queue was, and how long its tasks waited."""
        return QueueHistoryQuestion(self._queue.id, frame)

    def subject(self) -> str:
        """Return the queue's name."""
        return self._queue.name

    def details(self) -> str:
        """Return how far back the charts go."""
        return self.span_word

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

    @on(OutlookAnswered)
    def _show_outlook(self, message: OutlookAnswered) -> None:
        self._outlook = message.answer
        self._outlook_at = message.freshness.answered_at or self.host.timing.now()
        self._show_entries()

    def _show_entries(self) -> None:
        now, outlook, as_of = self.host.timing.now(), self._outlook, self._outlook_at
        living = [worker for worker in outlook.workers if not worker.lost(as_of)]
        queue = self._queue.knowing({one.id for one in outlook.workers if one.lost(as_of)})
        running = [worker.running_s if worker.task else None for worker in living]
        starts = start_ranges(
            len(queue.entries),
            running,
            outlook.run_times_s,
            outlook.ahead,
            [max(now - (entry.since or now), 0.0) for entry in queue.entries],
            outlook.recent_wait_s,
        )
        self.query_one("#entries", Table).set_rows(entry_rows(queue, now, starts))
        servers = self.query_one("#servers", Table)
        servers.set_rows(server_rows(queue, outlook.workers, as_of))
        servers.display = bool(queue.servers)
        self._fit_servers()
        facts, about = self.query_one("#facts", Lines), queue_facts(queue)
        facts.display = bool(about)
        facts.show(about)
        self.show_note("" if queue.entries else "Nothing waits here.")

    def on_resize(self) -> None:
        """Give the workers the room that they need, or all that is beside the entries."""
        super().on_resize()
        # Until all is laid out anew, the room is still the one that was.
        self.call_after_refresh(self._fit_servers)

    def _fit_servers(self) -> None:
        """Give the workers the lines that no entry needs, and some in any case."""
        servers = self.query_one("#servers", Table)
        if self.size.width >= BESIDE:
            servers.styles.height = "1fr"
            return
        titles = 2
        spare = self.query_one("#lists").size.height - len(self._queue.entries) - titles
        least = self.size.height // SERVERS_SHARE
        servers.styles.height = min(len(self._queue.servers), max(spare, least)) + 1

    def subjects(self) -> list[Subject]:
        """Return the marked entries, or the one under the cursor; none while among the workers."""
        if self.listed.id == "servers":
            return []
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
            for key in self.query_one("#entries", Table).chosen
            if key in places
        ]

    @on(Table.Selected)
    def _opened(self, message: Table.Selected) -> None:
        if message.table.id == "servers":
            self.host.open_page("worker", message.key, message.key)
            return
        entry = next((e for e in self._queue.entries if e.task == message.key), None)
        if entry is not None:
            self.host.open_page("task", entry.task, entry.name)
