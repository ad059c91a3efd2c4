"""Where a waiting task stands in its queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.task import TaskDetails

QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A task's place, 1 for the next to run, and how many wait in all."""

    place: int
    waiting: int


class QueuePlaceQuestion:
    """A feed's question: a task's place, None if it does not wait."""

    def __init__(self, details: Callable[[], TaskDetails | None]) -> None:
        self._details = details

    async def __call__(self, client: Client) -> QueuePlace | None:
        """Put the question; nothing is asked for a task that does not wait."""
        details = self._details()
        if details is None or details.row.status != QUEUED or not details.queue_id:
            return None
        answer = await client.queues.get_by_id(queue=details.queue_id)
        entries = (answer.queue.entries if answer.queue is not None else None) or []
        ids = [
            entry.task if isinstance(entry.task, str) else entry.task.id if entry.task else None
            for entry in entries
        ]
        task = details.row.id
        return QueuePlace(ids.index(task) + 1, len(ids)) if task in ids else None
