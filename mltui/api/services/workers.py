"""Workers and their machines."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, workers
from mltui.api.services.endpoint import Service, endpoint
from mltui.api.types import workers as types
from mltui.api.types.json import JsonObject


class WorkersService(Service):
    """The endpoints of `workers`."""

    @endpoint("workers.get_all", workers.WorkerList)
    async def get_all(
        self,
        *,
        last_seen: int | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        worker_pattern: str | None = None,
    ) -> workers.WorkerList:
        """List the workers seen in the last `last_seen` seconds (3600 by default, 0 for all)."""

    @endpoint("workers.get_count", workers.WorkersCount)
    async def get_count(
        self,
        *,
        last_seen: int | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        worker_pattern: str | None = None,
    ) -> workers.WorkersCount:
        """Count workers."""

    @endpoint("workers.get_metric_keys", workers.MetricKeys)
    async def get_metric_keys(
        self,
        *,
        worker_ids: Sequence[str] | None = None,
    ) -> workers.MetricKeys:
        """List the readings that workers' machines have."""

    @endpoint("workers.get_stats", workers.WorkersStats)
    async def get_stats(
        self,
        *,
        from_date: float,
        to_date: float,
        interval: int,
        items: Sequence[types.StatItem | JsonObject],
        worker_ids: Sequence[str] | None = None,
        split_by_variant: bool | None = None,
        split_by_resource: bool | None = None,
    ) -> workers.WorkersStats:
        """Read the readings of workers' machines over time.

        `from_date` and `to_date` are seconds since the epoch, `interval` is seconds (at least 40).
        The answer's dates are milliseconds. Items say how to aggregate with `aggregation`.
        """

    @endpoint("workers.get_activity_report", workers.ActivityReport)
    async def get_activity_report(
        self,
        *,
        from_date: float,
        to_date: float,
        interval: int,
    ) -> workers.ActivityReport:
        """Count workers over time, all and those with a task.

        `from_date` and `to_date` are seconds since the epoch, `interval` is seconds (at least 40).
        The answer's dates are milliseconds.
        """

    @endpoint("workers.register", many.Done)
    async def register(
        self,
        *,
        worker: str,
        timeout: int | None = None,
        queues: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        resources: JsonObject | None = None,
    ) -> many.Done:
        """Register a worker, as an agent does."""

    @endpoint("workers.unregister", many.Done)
    async def unregister(
        self,
        *,
        worker: str,
    ) -> many.Done:
        """Forget a worker."""
