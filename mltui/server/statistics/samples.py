"""Samples in SQLite, with coarser copies: a chart over a month reads no more than one over hours.

Level 0 holds the samples as reported, the next ones a row per minute, ten minutes and hour. A row
of a coarser level is written when its span is over, from the rows of the level below, so that a
report costs one insert. A query picks the coarsest level that is still fine enough for its chart,
and takes what that level does not have (yet, or any more) from the others.

Once a day (`thin_out`) all sources are thinned out, also those that report no more; `_SILENT_MS`
after its last sample a source is forgotten.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from mltui.server.statistics.series import Row, Values, merged, pack, unpack

SPANS_MS = (1, 60_000, 600_000, 3_600_000)
"""The length of a row of each level; 1 stands for "as reported"."""

_DAY_MS = 86_400_000
_KEEP_MS = (_DAY_MS, 8 * _DAY_MS, 62 * _DAY_MS, 400 * _DAY_MS)
"""How long the rows of each level are kept."""

_SILENT_MS = 62 * _DAY_MS
"""A source that has been silent for so long is forgotten: no chart begins as long ago."""

_REPORT_MS = 10_000
"""History weighs as much as reports at this distance, so that it averages well with live ones."""

_LATEST_MS = 2**63 - 1
"""The largest number that SQLite knows."""

_ROWS_PER_BUCKET = 4
"""A level is fine enough for a chart if a bucket has so many rows of it."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sample_sources (
    number INTEGER PRIMARY KEY, kind TEXT, source TEXT, grouping TEXT, names TEXT,
    UNIQUE (kind, source, grouping));
CREATE TABLE IF NOT EXISTS samples (
    source INTEGER, level INTEGER, time INTEGER, count INTEGER, busy INTEGER,
    mean BLOB, low BLOB, high BLOB, PRIMARY KEY (source, level, time)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that reports samples.

    Attributes:
        number: its key in the file.
        name: the worker's or container's id.
        group: what it belongs to: the url of its endpoint, "" for a worker.
        places: where each value is in its rows, by name.
    """

    number: int
    name: str
    group: str
    places: dict[str, int]


class SampleStore:
    """The samples of all sources of one kind; see the package for how to load history.

    Attributes:
        backfill: called with a source's name and a time in milliseconds before its samples from
            then on are first read; it may add older ones with `append_many`.
    """

    def __init__(self, connection: sqlite3.Connection, kind: str) -> None:
        """Opens the samples of a kind, making their tables if there are none.

        Args:
            connection: the store's.
            kind: "worker" or "container".
        """
        self.backfill: Callable[[str, int], None] | None = None
        self._connection = connection
        self._kind = kind
        self._filled: dict[str, int] = {}
        self._thinned_day = 0
        # One by one: executescript would end the transaction that the call runs in.
        for statement in _SCHEMA.split(";")[:-1]:
            connection.execute(statement)

    def declare(self, source: str, group: str = "") -> None:
        """Makes a source known that has not reported yet."""
        self._source(source, group)

    def append(
        self,
        source: str,
        time_ms: int,
        values: Values,
        *,
        now_ms: int,
        busy: bool = False,
        group: str = "",
    ) -> None:
        """Adds one sample.

        Args:
            source: who reports.
            time_ms: when it was taken; a second one at the same time replaces the first.
            values: what was measured.
            now_ms: the time by the server's own clock; the source's may be wrong.
            busy: whether a task was running.
            group: see `Source`.
        """
        found = self._source(source, group)
        # One sample from a far future is not the newest for ever.
        newest = self._newest(found.number, until=max(now_ms, time_ms))
        self._place(found, values)
        self._write(found, 0, Row(time_ms, 1, busy, (), (), ()), pack(values, found.places))
        if newest is not None:
            self._condense(found, min(newest, time_ms), max(newest, time_ms), now_ms)

    def append_many(
        self,
        source: str,
        samples: Iterable[tuple[int, Values, bool]],
        *,
        span_s: float,
        group: str = "",
    ) -> None:
        """Adds history in one go, at the level that fits its density.

        Args:
            source: who reported.
            samples: time in milliseconds, values, and whether a task was running; ascending.
            span_s: the seconds between two samples. From 60 s on they are kept as averages of
                a minute, ten minutes or an hour, whichever fits, and nothing finer.
            group: see `Source`.
        """
        found = self._source(source, group)
        level = max(n for n, span in enumerate(SPANS_MS) if span <= max(1, span_s * 1000))
        span = SPANS_MS[level]
        weight = max(1, round(span / _REPORT_MS))
        rows: list[tuple[int, int, int, int, int, bytes]] = []
        for time, values, busy in samples:
            self._place(found, values)
            start = time - time % span
            rows.append((found.number, level, start, weight, busy, pack(values, found.places)))
        # What was reported live is better than history.
        self._connection.executemany(
            "INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)", rows
        )
        for coarser in range(level + 1, len(SPANS_MS)) if rows else ():
            # A span that is not over is left to its finer rows.
            end = (rows[-1][2] + span) // SPANS_MS[coarser] * SPANS_MS[coarser]
            self._condense_range(found, coarser, rows[0][2], end)

    def sources(
        self,
        names: Iterable[str] | None = None,
        group: str | None = None,
        *,
        start: int = 0,
    ) -> list[Source]:
        """The known sources by name, their history from `start` (milliseconds) on filled in.

        Args:
            names: those asked for; all if None.
            group: those of a group; all if None.
            start: from when on they are going to be read.
        """
        wanted = None if names is None else set(names)
        found = [
            (name, in_group)
            for name, in_group in self._connection.execute(
                "SELECT source, grouping FROM sample_sources WHERE kind = ? ORDER BY source",
                (self._kind,),
            ).fetchall()
            if (wanted is None or name in wanted) and (group is None or in_group == group)
        ]
        for name, _ in found:
            self._fill(name, start)
        return [self._source(name, in_group) for name, in_group in found]

    def rows(self, source: Source, start: int, end: int, step: int) -> Iterator[Row]:
        """What a source measured, in rows fine enough for buckets of a length.

        A row that is longer than a bucket comes once for each bucket it spans.

        Args:
            source: one of `sources`.
            start: from this time, milliseconds.
            end: to before this time, milliseconds.
            step: the length of a bucket, milliseconds.
        """
        level = 0
        for candidate, span in enumerate(SPANS_MS):
            if span * _ROWS_PER_BUCKET <= step or (candidate and step % span == 0):
                level = candidate
        for begins, ends, part in self._parts(source, level, start, end):
            span = SPANS_MS[part]
            if span <= step:
                yield from self._read(source, part, begins, ends)
                continue
            for row in self._read(source, part, begins - span + 1, ends):
                for time in range(max(row.time, begins), min(row.time + span, ends), step):
                    yield replace(row, time=time)

    def thin_out(self, now_ms: int) -> bool:
        """Removes what is too old of every source, and the sources that report no more.

        Args:
            now_ms: the time by the server's own clock; a source's may be wrong.

        Returns:
            whether there was something to do: only the first call of a day has.
        """
        if now_ms // _DAY_MS <= self._thinned_day:
            return False
        self._thinned_day = now_ms // _DAY_MS
        for number, name, group in self._connection.execute(
            "SELECT number, source, grouping FROM sample_sources WHERE kind = ?", (self._kind,)
        ).fetchall():
            ends = [self._newest(number, level) for level in range(len(SPANS_MS))]
            newest = max((end for end in ends if end is not None), default=None)
            if newest is None:
                continue
            if newest < now_ms - _SILENT_MS:
                self._connection.execute("DELETE FROM samples WHERE source = ?", (number,))
                self._connection.execute("DELETE FROM sample_sources WHERE number = ?", (number,))
                self._filled.pop(name, None)
                continue
            if ends[0] is not None and ends[0] < now_ms - _KEEP_MS[0]:
                # Its last spans are over without a sample that would have told.
                for level in range(1, len(SPANS_MS)):
                    self._condense_range(self._source(name, group), level, ends[0], ends[0] + 1)
            self._forget(number, now_ms)
        return True

    def _forget(self, number: int, now_ms: int) -> None:
        for level, keep in enumerate(_KEEP_MS):
            self._connection.execute(
                "DELETE FROM samples WHERE source = ? AND level = ? AND time < ?",
                (number, level, now_ms - keep),
            )

    def _parts(
        self, source: Source, level: int, start: int, end: int
    ) -> list[tuple[int, int, int]]:
        """Which level answers which part of a time range: parts in order that do not overlap."""
        parts: list[tuple[int, int, int]] = []
        gaps = [(start, end)]
        # Before the first row of the level wanted, coarser ones know; after its last, finer ones.
        for candidate in (*range(level, len(SPANS_MS)), *range(level - 1, -1, -1)):
            extent = self._extent(source, candidate) if gaps else None
            if extent is None:
                continue
            left: list[tuple[int, int]] = []
            for begins, ends in gaps:
                first, last = max(begins, extent[0]), min(ends, extent[1])
                if first >= last:
                    left.append((begins, ends))
                    continue
                parts.append((first, last, candidate))
                left += [gap for gap in ((begins, first), (last, ends)) if gap[0] < gap[1]]
            gaps = left
        return sorted(parts)

    def _extent(self, source: Source, level: int) -> tuple[int, int] | None:
        """From when to before when a level has rows."""
        ends = [
            self._connection.execute(
                "SELECT time FROM samples WHERE source = ? AND level = ?"
                f" ORDER BY time {order} LIMIT 1",
                (source.number, level),
            ).fetchone()
            for order in ("ASC", "DESC")
        ]
        if ends[0] is None:
            return None
        return ends[0][0], ends[1][0] + SPANS_MS[level]

    def _read(self, source: Source, level: int, start: int, end: int) -> list[Row]:
        result = []
        for time, count, busy, mean, low, high in self._connection.execute(
            "SELECT time, count, busy, mean, low, high FROM samples"
            " WHERE source = ? AND level = ? AND time >= ? AND time < ? ORDER BY time",
            (source.number, level, start, end),
        ):
            values = unpack(mean)
            result.append(
                Row(
                    time,
                    count,
                    bool(busy),
                    values,
                    values if low is None else unpack(low),
                    values if high is None else unpack(high),
                )
            )
        return result

    def _write(self, source: Source, level: int, row: Row, mean: bytes) -> None:
        low, high = (
            array("f", values).tobytes() if level else None for values in (row.low, row.high)
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (source.number, level, row.time, row.count, int(row.busy), mean, low, high),
        )

    def _condense(self, source: Source, earlier: int, later: int, now_ms: int) -> None:
        """Writes the coarse rows of the spans that hold the earlier time but not the later."""
        for level in range(1, len(SPANS_MS)):
            span = SPANS_MS[level]
            if earlier // span == later // span:
                return
            self._condense_range(source, level, earlier, earlier + 1)
        # An hour is over: time to look for what is too old to be drawn.
        self._forget(source.number, now_ms)

    def _condense_range(self, source: Source, level: int, start: int, end: int) -> None:
        """Writes the rows of a level for the spans that a time range touches."""
        span = SPANS_MS[level]
        start, end = start - start % span, end + -end % span
        pending: list[Row] = []
        for row in [*self._read(source, level - 1, start, end), None]:
            if pending and (row is None or row.time // span != pending[0].time // span):
                time = pending[0].time // span * span
                combined = merged(time, pending)
                if combined is not None:
                    self._write(source, level, combined, array("f", combined.mean).tobytes())
                pending = []
            if row is not None:
                pending.append(row)

    def _source(self, name: str, group: str) -> Source:
        key = (self._kind, name, group)
        query = (
            "SELECT number, names FROM sample_sources"
            " WHERE kind = ? AND source = ? AND grouping = ?"
        )
        found = self._connection.execute(query, key).fetchone()
        if found is None:
            self._connection.execute(
                "INSERT INTO sample_sources (kind, source, grouping, names) VALUES (?, ?, ?, '[]')",
                key,
            )
            found = self._connection.execute(query, key).fetchone()
        places = {value: place for place, value in enumerate(json.loads(found[1]))}
        return Source(found[0], name, group, places)

    def _newest(self, number: int, level: int = 0, *, until: int = _LATEST_MS) -> int | None:
        found = self._connection.execute(
            "SELECT max(time) FROM samples WHERE source = ? AND level = ? AND time <= ?",
            (number, level, until),
        ).fetchone()
        return None if found[0] is None else int(found[0])

    def _place(self, source: Source, values: Values) -> None:
        new = [name for name in values if name not in source.places]
        if not new:
            return
        for name in new:
            source.places[name] = len(source.places)
        self._connection.execute(
            "UPDATE sample_sources SET names = ? WHERE number = ?",
            (json.dumps(list(source.places)), source.number),
        )

    def _fill(self, name: str, start: int) -> None:
        known = self._filled.get(name)
        if self.backfill is not None and (known is None or start < known):
            self._filled[name] = start
            self.backfill(name, start)
