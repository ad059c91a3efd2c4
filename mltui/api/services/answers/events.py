"""The answers of `events`."""

from __future__ import annotations

from typing import Self

from pydantic import Field

from mltui.api.types import events as types
from mltui.api.types.base import ApiObject, JsonObject


class TaskLog(ApiObject):
    """A part of a console."""

    events: list[types.TaskLogEvent] = Field(default_factory=list)
    """The messages, in the order asked for."""
    returned: int | None = None
    """How many these are; may exceed `batch_size`."""
    total: int | None = None
    """How many there are, at most 10,000."""


class Curve(ApiObject):
    """One variant's points."""

    name: str | None = None
    """The variant's name, or the task's."""
    x: list[float | None] = Field(default_factory=list)
    """Iterations, or milliseconds since the epoch, by the `key` asked for."""
    y: list[float | None] = Field(default_factory=list)
    """Values, averages where there are fewer points than were reported."""


class ScalarCurves(ApiObject):
    """The scalars of a task."""

    metrics: dict[str, dict[str, Curve]] = Field(default_factory=dict)
    """By metric, then by variant."""

    @classmethod
    def read(cls, data: JsonObject) -> Self:
        """Return the curves; on the wire they are the answer itself."""
        return super().read({"metrics": data})


class MultiTaskCurves(ApiObject):
    """The scalars of several tasks."""

    metrics: dict[str, dict[str, dict[str, Curve]]] = Field(default_factory=dict)
    """By metric, variant and task id."""


class RawVariant(ApiObject):
    """Raw points of one variant."""

    y: list[float | None] = Field(default_factory=list)
    """Values; as long as the one of the following that was asked for with `key`."""
    iter: list[float | None] = Field(default_factory=list)
    """Iterations."""
    timestamp: list[float | None] = Field(default_factory=list)
    """Milliseconds since the epoch."""
    iso_time: list[str] = Field(default_factory=list)
    """Dates."""


class RawScalars(ApiObject):
    """A page of raw points."""

    variants: dict[str, RawVariant] = Field(default_factory=dict)
    """By variant."""
    total: int | None = None
    """How many points there are, asked for with `count_total`."""
    returned: int | None = None
    """How many points these are."""
    scroll_id: str | None = None
    """Continues from here."""


class TaskEvents(ApiObject):
    """A page of events."""

    events: list[JsonObject] = Field(default_factory=list)
    """The events; their `type` says which of `mltui.api.types.events` they are."""
    returned: int | None = None
    """How many these are."""
    total: int | None = None
    """How many there are."""
    scroll_id: str | None = None
    """Continues from here."""


class VariantNames(ApiObject):
    """The metrics and variants of a task."""

    metrics: dict[str, list[str]] = Field(default_factory=dict)
    """The variants' names, by metric."""


class LatestVariant(ApiObject):
    """The last value of a variant."""

    name: str | None = None
    """The variant's name."""
    last_value: float | None = None
    """Its last value."""
    last_10_value: float | None = None
    """The mean of its last 10 values."""
    last_100_value: float | None = None
    """The mean of its last 100 values (the reference has this, servers the other)."""


class LatestMetric(ApiObject):
    """The last values of a metric."""

    name: str | None = None
    """The metric's name."""
    variants: list[LatestVariant] = Field(default_factory=list)
    """By variant."""


class LatestScalars(ApiObject):
    """The last values of all scalars."""

    metrics: list[LatestMetric] = Field(default_factory=list)
    """By metric."""
    last_iter: int | None = None
    """The last iteration of any of them."""
    last_timestamp: float | None = None
    """When one was last reported, milliseconds since the epoch."""
    name: str | None = None
    """The task's name."""
    status: str | None = None
    """The task's status."""


class Vectors(ApiObject):
    """The vectors of a variant."""

    metric: str | None = None
    """The metric's name."""
    variant: str | None = None
    """The variant's name."""
    vectors: list[list[float | None]] = Field(default_factory=list)
    """The vectors."""
    iterations: list[float | None] = Field(default_factory=list)
    """Their iterations."""


class TaskMetrics(ApiObject):
    """The metrics of one task."""

    task: str | None = None
    """The task's id."""
    metrics: list[str] = Field(default_factory=list)
    """Their names."""


class TasksMetrics(ApiObject):
    """The metrics of tasks."""

    metrics: list[TaskMetrics] = Field(default_factory=list)
    """By task."""


class MetricsOfTasks(ApiObject):
    """The metrics that tasks have together."""

    metrics: list[types.MetricVariants] = Field(default_factory=list)
    """By metric, with the variants' names."""


class Plots(ApiObject):
    """A page of plots."""

    plots: list[types.MetricsPlotEvent] = Field(default_factory=list)
    """The plots."""
    returned: int | None = None
    """How many these are."""
    total: int | None = None
    """How many there are."""
    scroll_id: str | None = None
    """Continues from here."""


class TaskPlots(ApiObject):
    """The plots of one task in one iteration."""

    name: str | None = None
    """The task's name."""
    plots: list[types.MetricsPlotEvent] = Field(default_factory=list)
    """The plots."""


class MultiTaskPlots(ApiObject):
    """The plots of several tasks."""

    plots: dict[str, dict[str, dict[str, dict[str, TaskPlots]]]] = Field(default_factory=dict)
    """By metric, variant, task id and iteration (as text)."""
    returned: int | None = None
    """How many these are."""
    total: int | None = None
    """How many there are."""
    scroll_id: str | None = None
    """Continues from here."""


class Added(ApiObject):
    """How many events were taken."""

    added: int | None = None
    """How many were."""
    errors: int | None = None
    """How many were not."""
    errors_info: JsonObject | None = None
    """Why not, with numbers."""
