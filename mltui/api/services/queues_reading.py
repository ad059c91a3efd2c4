"""The questions about queues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import queues
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types.json import Json, JsonObject


class QueueReadingEndpoints(Service):
    """The questions about queues."""

    @endpoint("queues.get_by_id", queues.OneQueue)
    async def get_by_id(
        self,
        *,
        queue: str,
        max_task_entries: int | None = None,
    ) -> queues.OneQueue:
        """Read a queue."""

    @endpoint("queues.get_all_ex", queues.QueueList)
    async def get_all_ex(
        self,
        *,
        name: str | None = None,
        id: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        search_text: str | None = None,
        only_fields: Sequence[str] | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        max_task_entries: int | None = None,
        search_hidden: bool | None = None,
        filters: Mapping[str, JsonObject] | None = None,
        **conditions: Json,
    ) -> queues.QueueList:
        """List queues, with what their entries refer to."""

    @endpoint("queues.get_all", queues.QueueList)
    async def get_all(
        self,
        *,
        name: str | None = None,
        id: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        search_text: str | None = None,
        only_fields: Sequence[str] | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        max_task_entries: int | None = None,
        search_hidden: bool | None = None,
        **conditions: Json,
    ) -> queues.QueueList:
        """List queues."""

    @endpoint("queues.get_default", queues.DefaultQueue)
    async def get_default(self) -> queues.DefaultQueue:
        """Say which queue is the default one."""

    @endpoint("queues.get_queue_metrics", queues.QueuesMetrics)
    async def get_queue_metrics(
        self,
        *,
        from_date: float,
        to_date: float,
        interval: int,
        queue_ids: Sequence[str] | None = None,
        refresh: bool | None = None,
    ) -> queues.QueuesMetrics:
        """Read the length and the waiting times of queues over time.

        `from_date` and `to_date` are seconds since the epoch, `interval` is seconds (at least 40).
        The answer's dates are milliseconds.
        """

    @endpoint("queues.peek_task", queues.PeekedTask)
    async def peek_task(
        self,
        *,
        queue: str,
    ) -> queues.PeekedTask:
        """Say which task is the next."""

    @endpoint("queues.get_num_entries", queues.EntriesCount)
    async def get_num_entries(
        self,
        *,
        queue: str,
    ) -> queues.EntriesCount:
        """Count the tasks in a queue."""
