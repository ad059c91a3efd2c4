"""The event tables of the embedded server under one roof."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from mltui.server.events.documents import DocumentTable
from mltui.server.events.kinds import LOG, SCALAR
from mltui.server.events.logs import LogTable
from mltui.server.events.scalars import ScalarTable
from mltui.server.events.scrolls import Scrolls


class EventStore:
    """Everything that tasks (and models) have reported, by their id.

    Attributes:
        scalars: the curves.
        logs: the console output.
        documents: plots, debug images, vectors.
        scrolls: where readers are in lists that they page through.
        backfill: called with a task's id before its events are first read or counted; it may
            append the task's past events then. None for nothing to add.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.scalars = ScalarTable(connection)
        self.logs = LogTable(connection)
        self.documents = DocumentTable(connection)
        self.scrolls = Scrolls()
        self.backfill: Callable[[str], None] | None = None
        self._connection = connection
        # In the database, so that it is taken back with the events if the call fails after all.
        connection.execute(
            "CREATE TABLE IF NOT EXISTS event_backfills (task TEXT PRIMARY KEY) WITHOUT ROWID"
        )

    def ready(self, task: str) -> None:
        """Makes sure that a task's past events are there. Call it before reading any."""
        if self.backfill is not None and self._is_first(task):
            self.backfill(task)

    def names(self, task: str, kind: str) -> dict[str, list[str]]:
        """The metrics of a task's events of a kind, each with its variants, in order."""
        if kind == LOG:
            return {"": [""]} if self.logs.count(task) else {}
        if kind != SCALAR:
            return self.documents.names(task, kind)
        names: dict[str, list[str]] = {}
        for series in self.scalars.series(task):
            names.setdefault(series.metric, []).append(series.variant)
        return names

    def delete(self, task: str) -> int:
        """Removes all events of a task; answers how many there were."""
        if self.backfill is not None:
            self._is_first(task)
        return self.scalars.delete(task) + self.logs.delete(task) + self.documents.delete(task)

    def _is_first(self, task: str) -> bool:
        """Whether this is the first time that a task is asked about."""
        done = self._connection.execute("INSERT OR IGNORE INTO event_backfills VALUES (?)", (task,))
        return done.rowcount > 0
