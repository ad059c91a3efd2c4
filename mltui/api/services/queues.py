"""Queues: making and changing them, and the order of their tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, queues
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, endpoint
from mltui.api.services.queues_reading import QueueReadingEndpoints
from mltui.api.types import queues as types
from mltui.api.types.json import JsonObject


class QueuesService(QueueReadingEndpoints):
    """The endpoints of `queues`."""

    @endpoint("queues.create", many.Created)
    async def create(
        self,
        *,
        name: str,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        metadata: Mapping[str, types.MetadataItem | JsonObject] | None = None,
        display_name: str | None = None,
    ) -> many.Created:
        """Make a queue."""

    @endpoint("queues.update", many.Updated)
    async def update(
        self,
        *,
        queue: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        metadata: Mapping[str, types.MetadataItem | JsonObject] | None = None,
        display_name: str | NotGiven | None = NOT_GIVEN,
    ) -> many.Updated:
        """Change a queue."""

    @endpoint("queues.delete", many.Deleted)
    async def delete(
        self,
        *,
        queue: str,
        force: bool | None = None,
    ) -> many.Deleted:
        """Delete a queue; `force` if it is not empty."""

    @endpoint("queues.add_task", queues.AddedTask)
    async def add_task(
        self,
        *,
        queue: str,
        task: str,
        update_execution_queue: bool | None = None,
    ) -> queues.AddedTask:
        """Put a task at the end of a queue, without changing its status."""

    @endpoint("queues.remove_task", queues.RemovedTask)
    async def remove_task(
        self,
        *,
        queue: str,
        task: str,
        update_task_status: bool | None = None,
    ) -> queues.RemovedTask:
        """Take a task out of a queue."""

    @endpoint("queues.clear_queue", queues.ClearedQueue)
    async def clear_queue(
        self,
        *,
        queue: str,
    ) -> queues.ClearedQueue:
        """Take all tasks out of a queue."""

    @endpoint("queues.get_next_task", queues.NextTask)
    async def get_next_task(
        self,
        *,
        queue: str,
        get_task_info: bool | None = None,
        task: str | None = None,
    ) -> queues.NextTask:
        """Take the next task out of a queue, as a worker does."""

    @endpoint("queues.move_task_forward", queues.Position)
    async def move_task_forward(
        self,
        *,
        queue: str,
        task: str,
        count: int | None = None,
    ) -> queues.Position:
        """Move a task towards the front, by `count` places."""

    @endpoint("queues.move_task_backward", queues.Position)
    async def move_task_backward(
        self,
        *,
        queue: str,
        task: str,
        count: int | None = None,
    ) -> queues.Position:
        """Move a task towards the back, by `count` places."""

    @endpoint("queues.move_task_to_front", queues.Position)
    async def move_task_to_front(
        self,
        *,
        queue: str,
        task: str,
    ) -> queues.Position:
        """Make a task the first."""

    @endpoint("queues.move_task_to_back", queues.Position)
    async def move_task_to_back(
        self,
        *,
        queue: str,
        task: str,
    ) -> queues.Position:
        """Make a task the last."""

    @endpoint("queues.add_or_update_metadata", many.Updated)
    async def add_or_update_metadata(
        self,
        *,
        queue: str,
        metadata: Sequence[types.MetadataItem | JsonObject],
        replace_metadata: bool | None = None,
    ) -> many.Updated:
        """Add notes to a queue, or replace them."""

    @endpoint("queues.delete_metadata", many.Updated)
    async def delete_metadata(
        self,
        *,
        queue: str,
        keys: Sequence[str],
    ) -> many.Updated:
        """Delete notes of a queue."""
