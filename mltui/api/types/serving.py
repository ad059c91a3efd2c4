"""The types of model serving: endpoints and the containers behind them."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, OpenEnum, UtcDatetime


class ContainerInfo(ApiObject):
    """A container that loads a model, not yet serving."""

    age_sec: int | None = None
    """How long ago it registered, seconds."""
    endpoint: str | None = None
    """The endpoint's name."""
    id: str | None = None
    """Its id."""
    input_size: str | None = None
    """The size of its input."""
    input_type: str | None = None
    """The type of its input."""
    last_update: UtcDatetime | None = None
    """When it last reported."""
    model: str | None = None
    """The model's name."""
    model_source: str | None = None
    """Where the model comes from."""
    model_version: str | None = None
    """The model's version."""
    preprocess_artifact: str | None = None
    """The code that prepares its input."""
    uptime_sec: int | None = None
    """How long it has run, seconds."""
    url: str | None = None
    """Where the model is served."""


class ReferenceTypeEnum(OpenEnum):
    """What a container refers to."""

    APP_ID = "app_id"
    APP_INSTANCE = "app_instance"
    MODEL = "model"
    TASK = "task"
    URL = "url"


class InstanceReference(ApiObject):
    """What a container refers to."""

    type: ReferenceTypeEnum | None = None
    """What kind of thing it is."""
    value: str | None = None
    """Its id or address."""


class ContainerInstanceStats(ApiObject):
    """A container that serves a model."""

    cpu_count: int | None = None
    """How many CPUs it has."""
    gpu_count: int | None = None
    """How many GPUs it has."""
    id: str | None = None
    """Its id."""
    last_update: UtcDatetime | None = None
    """When it last reported."""
    latency_ms: float | None = None
    """The mean latency, milliseconds."""
    reference: list[InstanceReference] | None = None
    """What it refers to, such as its task or model."""
    requests: int | None = None
    """How many requests it has answered."""
    requests_min: float | None = None
    """Requests per minute."""
    uptime_sec: int | None = None
    """How long it has run, seconds."""


class EndpointStats(ApiObject):
    """A serving endpoint: what its containers do together."""

    endpoint: str | None = None
    """The endpoint's name."""
    instances: int | None = None
    """How many containers serve it."""
    last_update: UtcDatetime | None = None
    """When one of its containers last reported."""
    latency_ms: float | None = None
    """The mean latency, milliseconds."""
    model: str | None = None
    """The model's name."""
    requests: int | None = None
    """How many requests it has answered."""
    requests_min: float | None = None
    """Requests per minute."""
    uptime_sec: int | None = None
    """How long the oldest of its containers has run, seconds."""
    url: str | None = None
    """Where the model is served; names the endpoint in further questions."""


class MachineStats(ApiObject):
    """The readings of a machine."""

    cpu_temperature: list[float | None] | None = None
    """By core, degrees Celsius."""
    cpu_usage: list[float | None] | None = None
    """By core, percent."""
    disk_free_home: float | None = None
    """Free space of /home, percent."""
    disk_free_temp: float | None = None
    """Free space of /tmp, percent."""
    disk_read: float | None = None
    """MiB/s."""
    disk_write: float | None = None
    """MiB/s."""
    gpu_memory_free: list[float | None] | None = None
    """By GPU, MiB."""
    gpu_memory_used: list[float | None] | None = None
    """By GPU, MiB."""
    gpu_temperature: list[float | None] | None = None
    """By GPU, degrees Celsius."""
    gpu_usage: list[float | None] | None = None
    """By GPU, percent."""
    memory_free: float | None = None
    """MiB."""
    memory_used: float | None = None
    """MiB."""
    network_rx: float | None = None
    """Received, MiB/s."""
    network_tx: float | None = None
    """Sent, MiB/s."""
