"""Scalars in SQLite: a table of series and a table of their points."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice, takewhile
from operator import itemgetter
from typing import Literal, NamedTuple

from mltui.server.events.kinds import SINGLE_VALUE_ITERATION
from mltui.server.events.summaries import LONG, WIDTHS, SummaryTable, width_for

_TABLES = """
CREATE TABLE IF NOT EXISTS event_series (
    id INTEGER PRIMARY KEY,
    task TEXT NOT NULL,
    metric TEXT NOT NULL,
    variant TEXT NOT NULL,
    worker TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL DEFAULT '{}',
    UNIQUE (task, metric, variant)
);
CREATE TABLE IF NOT EXISTS event_points (
    series INTEGER NOT NULL,
    iteration INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    value REAL,
    PRIMARY KEY (series, iteration)
) WITHOUT ROWID;
"""

Axis = Literal["iteration", "timestamp"]

# The nearest float32 of a double, by Dekker's splitting with 2^29 + 1: what is left of the 53 bits
# are 24. The real server averages float32 numbers, but hands out single points as they came.
_FLOAT32 = "(value * 536870913.0 - (value * 536870913.0 - value))"


class Point(NamedTuple):
    """One reported value: iteration, time in ms since 1970, value."""

    iteration: int
    timestamp: int
    value: float


@dataclass(frozen=True, slots=True)
class Series:
    """One curve of one task.

    Attributes:
        number: its id in the database.
        metric: the name of the metric.
        variant: the name of the variant.
        worker: who reported it last.
        extra: JSON of the fields that its events carry besides the ordinary ones.
    """

    number: int
    metric: str
    variant: str
    worker: str
    extra: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How many points a series has, and the least and greatest position of one."""

    count: int
    least: int
    greatest: int


class ScalarTable:
    """The scalars of all tasks.

    A second value for the same iteration of a series replaces the first, as in the ClearML server.
    NaN is kept (SQLite has no NaN: it is a null there).
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        self._summaries = SummaryTable(connection, _FLOAT32)
        # The widest block in which each series was last seen to grow.
        self._grown: dict[int, int] = {}

    def append(
        self,
        task: str,
        metric: str,
        variant: str,
        points: Iterable[tuple[int, int, float]],
        worker: str = "",
        extra: str = "{}",
    ) -> int:
        """Adds points `(iteration, time in ms, value)` to a series, which is made if need be.

        Returns:
            How many were not there yet: whoever lost the answer sends the same points again.
        """
        number = self._series_number(task, metric, variant, worker, extra)
        added = list(points)
        iterations = [row[0] for row in added if row[0] > SINGLE_VALUE_ITERATION]
        new = self._insert("IGNORE", number, added)
        if new < len(added):
            self._insert("REPLACE", number, added)
        if iterations:
            self._summaries.renew(number, min(iterations), max(iterations))
            self._summarise_as_it_grows(number, max(iterations))
        return new

    def _summarise_as_it_grows(self, series: int, iteration: int) -> None:
        block = iteration // WIDTHS[-1]
        if block > self._grown.get(series, block - 1):
            self._grown[series] = block
            self.summarise(series)

    def _insert(self, conflict: str, series: int, points: list[tuple[int, int, float]]) -> int:
        return self._connection.executemany(
            f"INSERT OR {conflict} INTO event_points (series, iteration, timestamp, value)"
            f" VALUES ({series}, ?, ?, ?)",
            points,
        ).rowcount

    def series(self, task: str) -> list[Series]:
        """The series of a task, by metric and variant."""
        rows = self._connection.execute(
            "SELECT id, metric, variant, worker, extra FROM event_series"
            " WHERE task = ? ORDER BY metric, variant",
            (task,),
        )
        return [Series(*row) for row in rows]

    def curves(self, task: str) -> list[Series]:
        """The series of a task that have more than a single value."""
        rows = self._connection.execute(
            "SELECT id, metric, variant, worker, extra FROM event_series WHERE task = ? AND EXISTS"
            " (SELECT 1 FROM event_points WHERE series = event_series.id AND iteration > ?)"
            " ORDER BY metric, variant",
            (task, SINGLE_VALUE_ITERATION),
        )
        return [Series(*row) for row in rows]

    def extent(self, series: int, axis: Axis) -> Extent | None:
        """How far the series reaches along an axis, without single values; None if it is empty."""
        least, greatest = (self._end(series, axis, way) for way in ("min", "max"))
        if least is None or greatest is None:
            return None
        until = self._summaries.until(series)
        count = self._count_from(series, until)
        if until is not None:
            count += self._summaries.count(series)
        return Extent(count, least, greatest)

    def summarise(self, series: int) -> None:
        """Makes the sums of a long series, or brings them up to date."""
        last = self._end(series, "iteration", "max")
        if last is not None and self._count_from(series, self._summaries.until(series)) > LONG:
            self._summaries.extend(series, last)

    def _end(self, series: int, axis: Axis, way: str) -> int | None:
        row = self._connection.execute(
            f"SELECT {way}({axis}) FROM event_points WHERE series = ? AND iteration > ?",
            (series, SINGLE_VALUE_ITERATION),
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def _count_from(self, series: int, iteration: int | None) -> int:
        since = SINGLE_VALUE_ITERATION + 1 if iteration is None else iteration
        row = self._connection.execute(
            "SELECT count(*) FROM event_points WHERE series = ? AND iteration >= ?",
            (series, since),
        ).fetchone()
        return int(row[0])

    def average(self, series: int, axis: Axis, interval: int) -> tuple[list[int], list[float]]:
        """Averages a series over buckets of `interval` along an axis.

        Returns:
            Where each bucket begins (a multiple of the interval), and the averages of the values
            rounded to float32. Buckets without a point are left out.
        """
        width, until = width_for(interval), self._summaries.until(series)
        if axis == "iteration" and width and interval % width == 0 and until is not None:
            return self._average_of_blocks(series, interval, width, until)
        if interval == 1 and axis == "iteration":
            rows = self._connection.execute(
                f"SELECT iteration, {_FLOAT32} FROM event_points"
                " WHERE series = ? AND iteration > ? ORDER BY iteration",
                (series, SINGLE_VALUE_ITERATION),
            )
        else:
            bucket = f"{axis} - (({axis} % {interval}) + {interval}) % {interval}"
            rows = self._connection.execute(
                f"SELECT {bucket} AS bucket, avg({_FLOAT32}) FROM event_points"
                " WHERE series = ? AND iteration > ? GROUP BY bucket ORDER BY bucket",
                (series, SINGLE_VALUE_ITERATION),
            )
        positions: list[int] = []
        values: list[float] = []
        for position, value in rows:
            positions.append(position)
            values.append(_number(value))
        return positions, values

    def _average_of_blocks(
        self, series: int, interval: int, width: int, until: int
    ) -> tuple[list[int], list[float]]:
        """Averages a summarised series: the blocks, and the points behind them."""
        sums = self._summaries.sums(series, width, interval)
        sums += self._connection.execute(
            f"SELECT iteration - ((iteration % {interval}) + {interval}) % {interval} AS bucket,"
            f" count(*), count(value), sum({_FLOAT32}) FROM event_points"
            " WHERE series = ? AND iteration >= ? GROUP BY bucket ORDER BY bucket",
            (series, until),
        ).fetchall()
        together: dict[int, tuple[int, float]] = {}
        for bucket, _, numbers, total in sums:
            known, known_total = together.get(bucket, (0, 0.0))
            together[bucket] = (known + numbers, known_total + (total or 0.0))
        averages = [
            total / numbers if numbers else math.nan for numbers, total in together.values()
        ]
        return list(together), averages

    def points(
        self,
        series: Sequence[int],
        axis: Axis = "iteration",
        after: int | None = None,
        descending: bool = False,
    ) -> Iterator[tuple[int, Point]]:
        """The points of several series with the number of their series, in order along an axis.

        Args:
            series: the series, in the order wanted for points at the same position.
            axis: what to go along.
            after: the position to begin behind, None for the beginning.
            descending: whether to go backwards.
        """
        sign = -1 if descending else 1
        streams = [self._stream(number, axis, after, sign) for number in series]
        for _, number, iteration, timestamp, value in merge(*streams, key=itemgetter(0)):
            yield number, Point(iteration, timestamp, _number(value))

    def page(
        self, series: Sequence[int], axis: Axis, after: int | None, size: int
    ) -> list[tuple[int, int, float]]:
        """A page of the points of several series, in order along an axis.

        Args:
            series: the series, in the order wanted for points at the same position.
            axis: what to go along.
            after: the position to begin behind, None for the beginning.
            size: how many points; those at the position of the last one come along.

        Returns:
            Position, number of the series and value of each.
        """
        streams = [self._stream(number, axis, after, 1) for number in series]
        rows = merge(*streams, key=itemgetter(0)) if len(streams) > 1 else chain(*streams)
        found = list(islice(rows, size))
        if found:
            end = found[-1][0]
            found += takewhile(lambda row: row[0] == end, rows)
        return [
            (place, number, math.nan if value is None else value)
            for place, number, _, _, value in found
        ]

    def last(self, series: int) -> Point | None:
        """The point of the greatest iteration, None for an empty series."""
        row = self._connection.execute(
            f"SELECT iteration, timestamp, {_FLOAT32} FROM event_points"
            " WHERE series = ? ORDER BY iteration DESC LIMIT 1",
            (series,),
        ).fetchone()
        return Point(row[0], row[1], _number(row[2])) if row else None

    def single(self, series: int) -> Point | None:
        """The single value of a series, None if it has none."""
        row = self._connection.execute(
            "SELECT iteration, timestamp, value FROM event_points"
            " WHERE series = ? AND iteration = ?",
            (series, SINGLE_VALUE_ITERATION),
        ).fetchone()
        return Point(row[0], row[1], _number(row[2])) if row else None

    def count(self, series: Iterable[int]) -> int:
        """How many points these series have together."""
        total = 0
        for number in series:
            row = self._connection.execute(
                "SELECT count(*) FROM event_points WHERE series = ?", (number,)
            ).fetchone()
            total += row[0]
        return total

    def delete(self, task: str) -> int:
        """Removes the scalars of a task; answers how many points there were."""
        self._summaries.delete(task)
        done = self._connection.execute(
            "DELETE FROM event_points WHERE series IN (SELECT id FROM event_series WHERE task = ?)",
            (task,),
        ).rowcount
        self._connection.execute("DELETE FROM event_series WHERE task = ?", (task,))
        return done

    def _series_number(self, task: str, metric: str, variant: str, worker: str, extra: str) -> int:
        key = (task, metric, variant)
        found = self._connection.execute(
            "SELECT id, worker, extra FROM event_series"
            " WHERE task = ? AND metric = ? AND variant = ?",
            key,
        ).fetchone()
        if found is None:
            made = self._connection.execute(
                "INSERT INTO event_series (task, metric, variant, worker, extra)"
                " VALUES (?, ?, ?, ?, ?) RETURNING id",
                (*key, worker, extra),
            ).fetchone()
            return int(made[0])
        if (found[1], found[2]) != (worker, extra):
            self._connection.execute(
                "UPDATE event_series SET worker = ?, extra = ? WHERE id = ?",
                (worker, extra, found[0]),
            )
        return int(found[0])

    def _stream(
        self, series: int, axis: Axis, after: int | None, sign: int
    ) -> Iterator[tuple[int, int, int, int, float | None]]:
        compare, order = (">", "ASC") if sign > 0 else ("<", "DESC")
        behind, parameters = (
            ("", (series,))
            if after is None
            else (
                f" AND {axis} {compare} ?",
                (series, after),
            )
        )
        return self._connection.execute(
            f"SELECT {sign} * {axis}, series, iteration, timestamp, value FROM event_points"
            f" WHERE series = ?{behind} ORDER BY {axis} {order}",
            parameters,
        )


def _number(value: float | None) -> float:
    return math.nan if value is None else value
