"""The types of what tasks report: scalars, plots, images and console lines."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, JsonObject, OpenEnum


class MetricsImageEvent(ApiObject):
    """A debug image or video; the file itself is elsewhere."""

    iter: int | None = None
    """The iteration."""
    key: str | None = None
    """The file's key in its storage."""
    metric: str | None = None
    """The metric's name."""
    task: str | None = None
    """The task's id."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    type: str | None = None
    """The kind of event."""
    url: str | None = None
    """Where the file is."""
    variant: str | None = None
    """The variant's name."""
    worker: str | None = None
    """The machine that reported it."""


class DebugImageSampleResponse(ApiObject):
    """One debug image, for going through a variant's images."""

    event: MetricsImageEvent | None = None
    """The image; None if there is none."""
    max_iteration: int | None = None
    """The variant's last iteration with an image."""
    min_iteration: int | None = None
    """The variant's first iteration with an image."""
    scroll_id: str | None = None
    """Continues from here; give it with the next question."""


class DebugImagesIteration(ApiObject):
    """The debug images of one iteration."""

    events: list[JsonObject] | None = None
    """The images."""
    iter: int | None = None
    """The iteration."""


class DebugImagesResponseTaskMetrics(ApiObject):
    """The debug images of one task."""

    iterations: list[DebugImagesIteration] | None = None
    """The iterations, newest first."""
    task: str | None = None
    """The task's id."""


class DebugImagesResponse(ApiObject):
    """Debug images by task and iteration."""

    metrics: list[DebugImagesResponseTaskMetrics] | None = None
    """The images, by task."""
    scroll_id: str | None = None
    """Continues from here; give it with the next question."""


class EventTypeEnum(OpenEnum):
    """The kinds of reported events."""

    TRAINING_STATS_SCALAR = "training_stats_scalar"
    TRAINING_STATS_VECTOR = "training_stats_vector"
    TRAINING_DEBUG_IMAGE = "training_debug_image"
    PLOT = "plot"
    LOG = "log"


class LogLevelEnum(OpenEnum):
    """The level of a console line."""

    NOTSET = "notset"
    DEBUG = "debug"
    VERBOSE = "verbose"
    INFO = "info"
    WARN = "warn"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"
    CRITICAL = "critical"


class MetricVariants(ApiObject):
    """A metric and some of its variants, to choose by."""

    metric: str | None = None
    """The metric's name."""
    variants: list[str] | None = None
    """The variants' names."""


class MetricsPlotEvent(ApiObject):
    """A plot: one figure of Plotly."""

    iter: int | None = None
    """The iteration."""
    metric: str | None = None
    """The metric's name."""
    plot_str: str | None = None
    """The figure as Plotly's JSON."""
    skip_validation: bool | None = None
    """The server shall not check that the figure is JSON."""
    task: str | None = None
    """The task's id."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    type: str | None = None
    """The kind of event."""
    variant: str | None = None
    """The variant's name."""
    worker: str | None = None
    """The machine that reported it."""
    plot_len: int | None = None
    """How long the figure's text is."""


class MetricsScalarEvent(ApiObject):
    """One reported value."""

    iter: int | None = None
    """The iteration."""
    metric: str | None = None
    """The metric's name."""
    task: str | None = None
    """The task's id."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    type: str | None = None
    """The kind of event."""
    value: float | None = None
    """The value; NaN and infinities occur."""
    variant: str | None = None
    """The variant's name."""
    x_axis_label: str | None = None
    """What the x axis is, if it is not iterations."""


class MetricsVectorEvent(ApiObject):
    """One reported vector."""

    iter: int | None = None
    """The iteration."""
    metric: str | None = None
    """The metric's name."""
    task: str | None = None
    """The task's id."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    type: str | None = None
    """The kind of event."""
    values: list[float] | None = None
    """The values."""
    variant: str | None = None
    """The variant's name."""


class PlotSampleResponse(ApiObject):
    """The plots of one iteration, for going through a metric's plots."""

    events: list[MetricsPlotEvent] | None = None
    """The plots."""
    max_iteration: int | None = None
    """The metric's last iteration with plots."""
    min_iteration: int | None = None
    """The metric's first iteration with plots."""
    scroll_id: str | None = None
    """Continues from here; give it with the next question."""


class PlotsIteration(ApiObject):
    """The plots of one iteration."""

    events: list[JsonObject] | None = None
    """The plots."""
    iter: int | None = None
    """The iteration."""


class PlotsResponseTaskMetrics(ApiObject):
    """The plots of one task."""

    iterations: list[PlotsIteration] | None = None
    """The iterations, newest first."""
    task: str | None = None
    """The task's id."""


class PlotsResponse(ApiObject):
    """Plots by task and iteration."""

    metrics: list[PlotsResponseTaskMetrics] | None = None
    """The plots, by task."""
    scroll_id: str | None = None
    """Continues from here; give it with the next question."""


class ScalarKeyEnum(OpenEnum):
    """What the x axis of scalars is."""

    ITER = "iter"
    TIMESTAMP = "timestamp"
    ISO_TIME = "iso_time"


class SingleValue(ApiObject):
    """A value that was reported without an iteration."""

    metric: str | None = None
    """The metric's name."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    value: float | None = None
    """The value; NaN and infinities occur."""
    variant: str | None = None
    """The variant's name."""


class SingleValueTaskMetrics(ApiObject):
    """The values that one task reported without an iteration."""

    task: str | None = None
    """The task's id."""
    task_name: str | None = None
    """The task's name."""
    values: list[SingleValue] | None = None
    """The values."""


class SingleValueMetricsResponse(ApiObject):
    """Values that were reported once, without an iteration, by task."""

    tasks: list[SingleValueTaskMetrics] | None = None
    """By task."""


class TaskLogEvent(ApiObject):
    """What a task wrote to its console at once: often several lines, with ANSI codes."""

    level: LogLevelEnum | None = None
    """The level."""
    msg: str | None = None
    """The text: may hold several lines, ANSI codes and carriage returns."""
    task: str | None = None
    """The task's id."""
    timestamp: float | None = None
    """When, in milliseconds since the epoch."""
    type: str | None = None
    """The kind of event."""
    worker: str | None = None
    """The machine that ran the task."""


class TaskMetric(ApiObject):
    """A metric of a task, to choose by."""

    metric: str | None = None
    """The metric's name."""
    task: str | None = None
    """The task's id."""


class TaskMetricVariants(ApiObject):
    """A metric of a task and some of its variants, to choose by."""

    metric: str | None = None
    """The metric's name."""
    task: str | None = None
    """The task's id."""
    variants: list[str] | None = None
    """The variants' names."""
