"""How long queues were and how long tasks waited, over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mltui.api.types.json import JsonObject
from mltui.server.queue_entries import entries_of
from mltui.server.store import Store
from mltui.server.times import milliseconds, parse

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queue_samples (
    queue TEXT NOT NULL, time INTEGER NOT NULL, length INTEGER NOT NULL, waited REAL NOT NULL,
    PRIMARY KEY (queue, time)
) WITHOUT ROWID
"""

_KEPT_MS = 40 * 24 * 3600 * 1000
"""Samples are kept for a bit more than the month that the monitor can show."""


@dataclass(frozen=True, slots=True)
class QueueSample:
    """A queue at a moment: `time_ms` since 1970, its length, the mean wait of its tasks in s."""

    time_ms: int
    length: int
    waited_s: float


def record_sample(
    store: Store, queue: str, now: datetime, *, taken: JsonObject | None = None
) -> None:
    """Notes how a queue is now.

    Args:
        store: the state.
        queue: the queue's id.
        now: the time.
        taken: the entry that was taken out just now; its wait counts too.
    """
    document = store.queues.get(queue) or {}
    entries = [*entries_of(document), *([taken] if taken else [])]
    added = [entry["added"] for entry in entries if "added" in entry]
    waits = [(now - parse(str(moment))).total_seconds() for moment in added]
    mean = sum(waits) / len(waits) if waits else 0.0
    append_samples(store, queue, [QueueSample(milliseconds(now), len(entries_of(document)), mean)])
    _forget(store, "queue = ? AND time < ?", queue, milliseconds(now) - _KEPT_MS)


def append_samples(store: Store, queue: str, samples: Iterable[QueueSample]) -> None:
    """Adds samples, as of the past of a simulation; one of the same moment is replaced."""
    store.connection.execute(_SCHEMA)
    store.connection.executemany(
        "INSERT OR REPLACE INTO queue_samples VALUES (?, ?, ?, ?)",
        ((queue, sample.time_ms, sample.length, sample.waited_s) for sample in samples),
    )


def forget_old_samples(store: Store, now: datetime) -> None:
    """Removes the samples that no chart can show any more."""
    _forget(store, "time < ?", milliseconds(now) - _KEPT_MS)


def _forget(store: Store, condition: str, *parameters: str | int) -> None:
    store.connection.execute(_SCHEMA)
    store.connection.execute(f"DELETE FROM queue_samples WHERE {condition}", parameters)


def sampled(store: Store, queue: str, from_ms: int, to_ms: int, step_ms: int) -> list[QueueSample]:
    """The mean of the samples in each step that has any, at the beginning of the step."""
    store.connection.execute(_SCHEMA)
    rows = store.connection.execute(
        "SELECT time / :step * :step, avg(length), avg(waited) FROM queue_samples"
        " WHERE queue = :queue AND time >= :from AND time <= :to GROUP BY 1 ORDER BY 1",
        {"queue": queue, "from": from_ms, "to": to_ms, "step": step_ms},
    )
    return [QueueSample(int(time), round(length), float(waited)) for time, length, waited in rows]


def touch_all(store: Store, now: datetime) -> None:
    """Notes how every queue is now."""
    for (queue,) in store.queues.rows(["id"]):
        record_sample(store, str(queue), now)
