"""The answers of `serving`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import serving as types
from mltui.api.types.base import ApiObject, UtcDatetime


class EndpointList(ApiObject):
    """What is served."""

    endpoints: list[types.EndpointStats] = Field(default_factory=list)
    """The endpoints."""


class LoadingInstances(ApiObject):
    """Containers that do not serve yet."""

    instances: list[types.ContainerInfo] = Field(default_factory=list)
    """The containers."""


class EndpointDetails(ApiObject):
    """An endpoint and its containers."""

    endpoint: str | None = None
    """The endpoint's name."""
    model: str | None = None
    """The model's name."""
    url: str | None = None
    """Where the model is served."""
    model_source: str | None = None
    """Where the model comes from."""
    model_version: str | None = None
    """The model's version."""
    preprocess_artifact: str | None = None
    """The code that prepares its input."""
    input_type: str | None = None
    """The type of its input."""
    input_size: str | None = None
    """The size of its input."""
    uptime_sec: int | None = None
    """How long the oldest of its containers has run, seconds."""
    last_update: UtcDatetime | None = None
    """When one of its containers last reported."""
    instances: list[types.ContainerInstanceStats] = Field(default_factory=list)
    """Its containers."""


class MetricsSeries(ApiObject):
    """One measure over time."""

    title: str | None = None
    """What is measured, with its unit."""
    dates: list[float] = Field(default_factory=list)
    """Milliseconds since the epoch, ascending."""
    values: list[float | None] = Field(default_factory=list)
    """The measured values."""


class MetricsHistory(ApiObject):
    """A measure of an endpoint over time."""

    computed_interval: int | None = None
    """The time between points, seconds; longer than asked for if that was too short."""
    total: MetricsSeries | None = None
    """All containers together."""
    instances: dict[str, MetricsSeries] = Field(default_factory=dict)
    """By container, asked for with `instance_charts`."""
