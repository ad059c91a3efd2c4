"""Console output in SQLite: one row per event, which may hold several lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

_TABLES = """
CREATE TABLE IF NOT EXISTS event_log (
    id INTEGER PRIMARY KEY,
    task TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    received INTEGER NOT NULL,
    level TEXT NOT NULL,
    worker TEXT NOT NULL,
    message TEXT NOT NULL,
    extra TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS event_log_by_time ON event_log (task, timestamp);
"""

_COLUMNS = "timestamp, received, level, worker, message, extra"

COUNTED = 10_000
"""Counting stops here, as in the ClearML server."""


class LogEntry(NamedTuple):
    """One piece of console output.

    Attributes:
        timestamp: when it was written, ms since 1970.
        received: when it arrived here, ms since 1970.
        level: `info`, `warning`, ...
        worker: who wrote it.
        message: the text, often several lines, with the escape sequences of the program.
        extra: JSON of the fields that the event carries besides the ordinary ones.
    """

    timestamp: int
    received: int
    level: str
    worker: str
    message: str
    extra: str = "{}"


class LogTable:
    """The console output of all tasks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in _TABLES.split(";"):
            connection.execute(statement)

    def append(self, task: str, entries: Iterable[LogEntry]) -> None:
        """Adds entries; those of the same time keep this order."""
        self._connection.executemany(
            "INSERT INTO event_log (task, timestamp, received, level, worker, message, extra)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((task, *entry) for entry in entries),
        )

    def page(
        self,
        task: str,
        size: int | None,
        after: int | None = None,
        descending: bool = False,
    ) -> list[LogEntry]:
        """A page of entries, by time.

        Args:
            task: whose.
            size: how many. There are more if the last ones are of the same time: a page never
                parts them, since the next one begins behind that time. None for all.
            after: the time to begin behind, in ms; None for the beginning (the end if descending).
            descending: newest first.
        """
        compare, order = ("<", "DESC") if descending else (">", "ASC")
        behind, parameters = (
            ("", (task,))
            if after is None
            else (
                f" AND timestamp {compare} ?",
                (task, after),
            )
        )
        limit = -1 if size is None else size
        entries = self._entries(
            f"task = ?{behind} ORDER BY timestamp {order}, id {order} LIMIT ?", *parameters, limit
        )
        if size is None or not entries or len(entries) < size:
            return entries
        last = entries[-1].timestamp
        there = sum(entry.timestamp == last for entry in entries)
        return entries + self._entries(
            f"task = ? AND timestamp = ? ORDER BY id {order} LIMIT -1 OFFSET ?", task, last, there
        )

    def count(self, task: str) -> int:
        """How many entries a task has, at most `COUNTED`."""
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM event_log WHERE task = ? LIMIT ?)",
            (task, COUNTED),
        ).fetchone()
        return int(row[0])

    def delete(self, task: str, until: int | None = None) -> int:
        """Removes a task's entries up to a time in ms (all if None); answers how many."""
        if until is None:
            done = self._connection.execute("DELETE FROM event_log WHERE task = ?", (task,))
        else:
            done = self._connection.execute(
                "DELETE FROM event_log WHERE task = ? AND timestamp <= ?", (task, until)
            )
        return done.rowcount

    def _entries(self, condition: str, *parameters: str | int) -> list[LogEntry]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM event_log WHERE {condition}", parameters
        )
        return [LogEntry(*row) for row in rows]
