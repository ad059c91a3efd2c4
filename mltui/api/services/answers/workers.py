"""The answers of `workers`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import workers as types
from mltui.api.types.base import ApiObject


class WorkerList(ApiObject):
    """The workers."""

    workers: list[types.Worker] = Field(default_factory=list)
    """The workers."""


class WorkersCount(ApiObject):
    """How many workers there are."""

    count: int | None = None
    """How many."""


class MetricKeys(ApiObject):
    """The readings of workers' machines."""

    categories: list[types.MetricsCategory] = Field(default_factory=list)
    """By category."""


class WorkersStats(ApiObject):
    """The history of workers' machines."""

    workers: list[types.WorkerStats] = Field(default_factory=list)
    """By worker."""


class ActivityReport(ApiObject):
    """How many workers there were over time."""

    total: types.ActivitySeries | None = None
    """All."""
    active: types.ActivitySeries | None = None
    """Those with a task."""
