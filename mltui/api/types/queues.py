"""The types of queues."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, Reference, UtcDatetime


class Entry(ApiObject):
    """A task in a queue."""

    added: UtcDatetime | None = None
    """When it was put there."""
    task: Reference | None = None
    """The task's id."""


class MetadataItem(ApiObject):
    """A note on something, by key."""

    key: str | None = None
    """The key."""
    type: str | None = None
    """What the value is."""
    value: str | None = None
    """The value, as text."""


class QueueWorker(ApiObject):
    """A worker that serves a queue, as `get_all_ex` adds it; the reference lacks it."""

    name: str | None = None
    """The worker's id."""
    ip: str | None = None
    """The worker's address."""
    key: str | None = None
    """Its entry in the server's store."""
    task: Reference | None = None
    """What it runs; None if it is idle."""


class Queue(ApiObject):
    """A queue, its first task first."""

    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    display_name: str | None = None
    """The name to show in place of its name."""
    entries: list[Entry] | None = None
    """Its tasks, the next one first."""
    id: str | None = None
    """Its id."""
    metadata: dict[str, MetadataItem] | None = None
    """Notes, by key."""
    name: str | None = None
    """Its name."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    user: Reference | None = None
    """Who made it."""
    last_update: UtcDatetime | None = None
    """When its tasks last changed."""
    workers: list[QueueWorker] | None = None
    """The workers that serve it; only `get_all_ex` says so."""


class QueueMetrics(ApiObject):
    """A queue's history. The lists are of equal length."""

    avg_waiting_times: list[float | None] | None = None
    """How long tasks have waited on average, seconds; the greatest within the interval."""
    dates: list[int] | None = None
    """Milliseconds since the epoch, ascending (the reference says seconds)."""
    queue: str | None = None
    """The queue's id."""
    queue_lengths: list[int | None] | None = None
    """How many tasks waited."""
