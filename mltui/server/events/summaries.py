"""Sums of a long series over blocks of iterations, so that a picture costs what it shows.

Kept beside the points and made from them while a series grows, so that whoever reads it first
need not wait for them. Blocks have several widths, each a multiple of the one before.
"""

from __future__ import annotations

import itertools
import sqlite3

from mltui.server.events.kinds import SINGLE_VALUE_ITERATION

WIDTHS = (16, 64, 256, 1024, 4096)
"""Iterations in a block."""

BLOCKS_PER_BUCKET = 20
"""A bucket of at least so many blocks may be made as wide as a whole number of them: it becomes
at most a twentieth wider, as much as the ClearML server allows to give curves a common width."""

_SCHEME = ",".join(map(str, WIDTHS))

LONG = 20_000
"""So many points are quicker read as sums."""

_TABLES = """
CREATE TABLE IF NOT EXISTS event_summaries (
    series INTEGER NOT NULL,
    width INTEGER NOT NULL,
    start INTEGER NOT NULL,
    points INTEGER NOT NULL,
    numbers INTEGER NOT NULL,
    total REAL,
    PRIMARY KEY (series, width, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event_summarised (
    series INTEGER PRIMARY KEY,
    until INTEGER NOT NULL,
    widths TEXT NOT NULL
) WITHOUT ROWID;
"""


class SummaryTable:
    """The blocks of all series.

    A series is summarised up to an iteration, a multiple of the greatest width; what lies behind
    it is read from the points.
    """

    def __init__(self, connection: sqlite3.Connection, float32: str) -> None:
        """Makes the tables if need be.

        Args:
            connection: the database with the table `event_points`.
            float32: SQL that rounds its column `value` to float32.
        """
        self._connection = connection
        self._float32 = float32
        for statement in _TABLES.split(";"):
            connection.execute(statement)

    def until(self, series: int) -> int | None:
        """The iteration up to which a series is summarised; None if it is not at all."""
        row = self._connection.execute(
            "SELECT until FROM event_summarised WHERE series = ? AND widths = ?",
            (series, _SCHEME),
        ).fetchone()
        return None if row is None else int(row[0])

    def count(self, series: int) -> int:
        """How many points the blocks of a series hold."""
        row = self._connection.execute(
            "SELECT coalesce(sum(points), 0) FROM event_summaries WHERE series = ? AND width = ?",
            (series, WIDTHS[-1]),
        ).fetchone()
        return int(row[0])

    def sums(self, series: int, width: int, bucket: int) -> list[tuple[int, int, int, float]]:
        """Adds the blocks of a width up to buckets, a multiple of it wide.

        Returns:
            Start, points, numbers (points that are one) and sum of each bucket, in order.
        """
        begins = _start_of("start", bucket)
        return self._connection.execute(
            f"SELECT {begins} AS bucket, sum(points), sum(numbers), sum(total)"
            " FROM event_summaries WHERE series = ? AND width = ?"
            " GROUP BY bucket ORDER BY bucket",
            (series, width),
        ).fetchall()

    def extend(self, series: int, last: int) -> int:
        """Summarises a series as far as its blocks are complete.

        Args:
            series: the series.
            last: its greatest iteration.

        Returns:
            The iteration up to which it is summarised then.
        """
        before = self.until(series)
        since = SINGLE_VALUE_ITERATION + 1 if before is None else before
        until = last - last % WIDTHS[-1]
        if before is not None and until <= before:
            return before
        if before is None:
            # An earlier release may have left blocks of other widths.
            self._connection.execute("DELETE FROM event_summaries WHERE series = ?", (series,))
        self._sum_up(series, since, until)
        self._connection.execute(
            "INSERT OR REPLACE INTO event_summarised VALUES (?, ?, ?)", (series, until, _SCHEME)
        )
        return until

    def renew(self, series: int, first: int, last: int) -> None:
        """Makes blocks anew in which points were added or replaced.

        Args:
            series: the series.
            first: the least iteration of such a point.
            last: the greatest.
        """
        until = self.until(series)
        if until is not None and first < until:
            self._sum_up(series, first, min(last + 1, until))

    def _sum_up(self, series: int, since: int, until: int) -> None:
        """Makes the blocks that hold any of the iterations from `since` to before `until`."""
        finest = WIDTHS[0]
        first, end = _around(since, until, finest)
        self._connection.execute(
            "INSERT OR REPLACE INTO event_summaries"
            f" SELECT series, {finest}, {_start_of('iteration', finest)} AS block, count(*),"
            f" count(value), sum({self._float32})"
            " FROM event_points WHERE series = ? AND iteration >= ? AND iteration < ?"
            " GROUP BY block",
            (series, max(first, SINGLE_VALUE_ITERATION + 1), end),
        )
        for finer, width in itertools.pairwise(WIDTHS):
            self._connection.execute(
                "INSERT OR REPLACE INTO event_summaries"
                f" SELECT series, {width}, {_start_of('start', width)} AS block, sum(points),"
                " sum(numbers), sum(total)"
                " FROM event_summaries WHERE series = ? AND width = ? AND start >= ?"
                " AND start < ? GROUP BY block",
                (series, finer, *_around(since, until, width)),
            )

    def delete(self, task: str) -> None:
        """Forgets the series of a task; call it while they are still known."""
        for table in ("event_summaries", "event_summarised"):
            self._connection.execute(
                f"DELETE FROM {table} WHERE series IN (SELECT id FROM event_series WHERE task = ?)",
                (task,),
            )


def width_for(interval: int) -> int | None:
    """The greatest width of which a bucket of that interval has enough; None if it is too short."""
    fitting = [width for width in WIDTHS if width * BLOCKS_PER_BUCKET <= interval]
    return fitting[-1] if fitting else None


def whole_blocks(interval: int) -> int:
    """An interval made wider, by a twentieth at most, so that it is a whole number of blocks."""
    width = width_for(interval)
    return interval if width is None else -(-interval // width) * width


def _around(since: int, until: int, width: int) -> tuple[int, int]:
    """The least range of whole blocks around a range of iterations."""
    return since // width * width, -(-until // width) * width


def _start_of(column: str, width: int) -> str:
    """SQL for the multiple of a width at or below a column; `%` keeps the sign in SQLite."""
    return f"{column} - (({column} % {width}) + {width}) % {width}"
