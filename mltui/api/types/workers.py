"""The types of workers, their machines and the history of both."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, OpenEnum, UtcDatetime


class ActivitySeries(ApiObject):
    """How many workers there were over time. The lists are of equal length."""

    counts: list[int | None] | None = None
    """How many there were; None where nothing is known."""
    dates: list[int] | None = None
    """Milliseconds since the epoch, ascending (the reference says seconds)."""


class AggregationType(OpenEnum):
    """How the readings within an interval become one."""

    AVG = "avg"
    MIN = "min"
    MAX = "max"


class MetricResourceSeries(ApiObject):
    """A reading over time of one GPU or other part."""

    name: str | None = None
    """The GPU's number, as text."""
    values: list[float | None] | None = None
    """The readings, in the unit of `MachineStats`."""


class AggregationStats(ApiObject):
    """A machine's reading over time."""

    aggregation: AggregationType | None = None
    """How the readings of an interval became one."""
    dates: list[int] | None = None
    """Milliseconds since the epoch, ascending (the reference says seconds)."""
    resource_series: list[MetricResourceSeries] | None = None
    """By GPU, with `split_by_resource`."""
    values: list[float | None] | None = None
    """The readings, in the unit of `MachineStats`."""


class CurrentTaskEntry(ApiObject):
    """The task that a worker runs."""

    id: str | None = None
    """Its id."""
    last_iteration: int | None = None
    """The last iteration that was reported."""
    name: str | None = None
    """Its name."""
    running_time: int | None = None
    """How long it has run, milliseconds."""


class IdNameEntry(ApiObject):
    """Something that a worker refers to."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""


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


class MetricStats(ApiObject):
    """The history of one reading."""

    metric: str | None = None
    """The reading's name, such as `gpu_usage`."""
    stats: list[AggregationStats] | None = None
    """By aggregation."""
    variant: str | None = None
    """The part it was read from, with `split_by_variant`."""


class MetricsCategory(ApiObject):
    """Readings that belong together."""

    metric_keys: list[str] | None = None
    """The readings' names."""
    name: str | None = None
    """Its name."""


class QueueEntry(ApiObject):
    """A queue that a worker serves."""

    display_name: str | None = None
    """The name to show in place of its name."""
    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""
    next_task: IdNameEntry | None = None
    """The next task in it."""
    num_tasks: int | None = None
    """How many tasks wait in it."""


class StatKeyEnum(OpenEnum):
    """The readings of a machine that have a history."""

    CPU_USAGE = "cpu_usage"
    CPU_TEMPERATURE = "cpu_temperature"
    MEMORY_USED = "memory_used"
    MEMORY_FREE = "memory_free"
    GPU_USAGE = "gpu_usage"
    GPU_TEMPERATURE = "gpu_temperature"
    GPU_FRACTION = "gpu_fraction"
    GPU_MEMORY_FREE = "gpu_memory_free"
    GPU_MEMORY_USED = "gpu_memory_used"
    NETWORK_TX = "network_tx"
    NETWORK_RX = "network_rx"
    DISK_FREE_HOME = "disk_free_home"
    DISK_FREE_TEMP = "disk_free_temp"
    DISK_READ = "disk_read"
    DISK_WRITE = "disk_write"


class StatItem(ApiObject):
    """A reading of which the history is asked for."""

    category: AggregationType | None = None
    """How to aggregate; the server reads `aggregation` instead."""
    key: StatKeyEnum | None = None
    """The reading's name."""


class Worker(ApiObject):
    """A worker: an agent that runs tasks on a machine."""

    company: IdNameEntry | None = None
    """The company."""
    id: str | None = None
    """Its id."""
    ip: str | None = None
    """The worker's address."""
    key: str | None = None
    """Its entry in the server's store."""
    last_activity_time: UtcDatetime | None = None
    """When it last did anything."""
    last_report_time: UtcDatetime | None = None
    """When it last reported."""
    project: IdNameEntry | None = None
    """The project of its task."""
    queue: QueueEntry | None = None
    """The queue its task came from."""
    queues: list[QueueEntry] | None = None
    """The queues it serves."""
    register_time: UtcDatetime | None = None
    """When it registered."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    task: CurrentTaskEntry | None = None
    """What it runs; None if it is idle."""
    user: IdNameEntry | None = None
    """Whose keys it uses."""
    register_timeout: int | None = None
    """After how many seconds of silence the server forgets it."""


class WorkerStats(ApiObject):
    """The history of one worker's machine."""

    metrics: list[MetricStats] | None = None
    """The readings."""
    worker: str | None = None
    """The worker's id."""
