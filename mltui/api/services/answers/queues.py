"""The answers of `queues`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import queues as types
from mltui.api.types.base import ApiObject


class OneQueue(ApiObject):
    """A queue."""

    queue: types.Queue | None = None
    """The queue."""


class QueueList(ApiObject):
    """A page of queues."""

    queues: list[types.Queue] = Field(default_factory=list)
    """The queues."""
    scroll_id: str | None = None
    """Continues from here; the end is an empty list."""


class DefaultQueue(ApiObject):
    """The default queue."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""


class QueuesMetrics(ApiObject):
    """The history of queues."""

    queues: list[types.QueueMetrics] = Field(default_factory=list)
    """By queue; without ids, one for all together."""


class PeekedTask(ApiObject):
    """The next task of a queue."""

    task: str | None = None
    """Its id; None if the queue is empty."""


class EntriesCount(ApiObject):
    """The length of a queue."""

    num: int | None = None
    """How many tasks are in it."""


class AddedTask(ApiObject):
    """What adding to a queue did."""

    added: int | None = None
    """How many tasks were added."""


class RemovedTask(ApiObject):
    """What removing from a queue did."""

    removed: int | None = None
    """How many tasks were removed."""


class ClearedQueue(ApiObject):
    """What emptying a queue did."""

    removed_tasks: list[str] = Field(default_factory=list)
    """The ids of the tasks that were in it."""


class TaskInfo(ApiObject):
    """Whose a task is."""

    company: str | None = None
    """The company's id."""
    user: str | None = None
    """The user's id."""


class NextTask(ApiObject):
    """The task that was taken from a queue."""

    entry: types.Entry | None = None
    """The entry; None if the queue is empty."""
    task_info: TaskInfo | None = None
    """Whose it is, asked for with `get_task_info`."""


class Position(ApiObject):
    """Where a task is in its queue now."""

    position: int | None = None
    """Its place, the first is 0."""
