"""The types of tasks."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, JsonObject, OpenEnum, Reference, UtcDatetime


class ArtifactModeEnum(OpenEnum):
    """Whether a task used or made an artifact."""

    INPUT = "input"
    OUTPUT = "output"


class ArtifactTypeData(ApiObject):
    """What is in an artifact."""

    content_type: str | None = None
    """The MIME type."""
    data_hash: str | None = None
    """The hash of the data without headers."""
    preview: str | None = None
    """A part of it as text."""


class Artifact(ApiObject):
    """A file or table that a task keeps."""

    content_size: int | None = None
    """The size, bytes."""
    display_data: list[list[str]] | None = None
    """Pairs of name and value to show."""
    hash: str | None = None
    """The hash of the content."""
    key: str | None = None
    """Its name in the task."""
    mode: ArtifactModeEnum | None = None
    """Whether the task used or made it."""
    timestamp: int | None = None
    """When it was made, seconds since the epoch."""
    type: str | None = None
    """What it is, such as `pandas` or `string`."""
    type_data: ArtifactTypeData | None = None
    """What is in it."""
    uri: str | None = None
    """Where the file is."""


class ArtifactId(ApiObject):
    """Names an artifact of a task."""

    key: str | None = None
    """Its name in the task."""
    mode: ArtifactModeEnum | None = None
    """Whether the task used or made it."""


class ConfigurationItem(ApiObject):
    """A configuration object: a whole text."""

    description: str | None = None
    """What it is for."""
    name: str | None = None
    """Its name."""
    type: str | None = None
    """The format of the text."""
    value: str | None = None
    """The text."""


class Execution(ApiObject):
    """How a task is run."""

    artifacts: list[Artifact] | None = None
    """Its artifacts."""
    docker_cmd: str | None = None
    """The container to run in (older servers)."""
    framework: str | None = None
    """The framework."""
    model: Reference | None = None
    """The input model (older servers)."""
    model_desc: JsonObject | None = None
    """The design of the model."""
    model_labels: dict[str, int] | None = None
    """The ids of the model's labels, by name."""
    parameters: JsonObject | None = None
    """Hyperparameters (older servers)."""
    queue: Reference | None = None
    """The queue it waits in or came from."""


class LastMetricsEvent(ApiObject):
    """The last value of one variant, with its extremes."""

    count: int | None = None
    """How many values were reported."""
    first_value: float | None = None
    """The first value."""
    first_value_iteration: int | None = None
    """The iteration of the first value."""
    max_value: float | None = None
    """The greatest value."""
    max_value_iteration: int | None = None
    """The iteration of the greatest value."""
    mean_value: float | None = None
    """The mean of all values."""
    metric: str | None = None
    """The metric's name."""
    min_value: float | None = None
    """The least value."""
    min_value_iteration: int | None = None
    """The iteration of the least value."""
    value: float | None = None
    """The last value; NaN and infinities occur."""
    variant: str | None = None
    """The variant's name."""
    x_axis_label: str | None = None
    """What the x axis is, if it is not iterations."""


LastMetricsVariants = dict[str, LastMetricsEvent]
"""The last values of one metric, by md5 of the variant's name."""


class ModelTypeEnum(OpenEnum):
    """Whether a task used or made a model."""

    INPUT = "input"
    OUTPUT = "output"


class MultiFieldPatternData(ApiObject):
    """A condition on several fields, of which any or all have to match."""

    datetime: str | None = None
    """A condition on dates, such as `>=2026-01-31`; in place of `pattern`."""
    fields: list[str] | None = None
    """The fields."""
    pattern: str | None = None
    """A regular expression; in place of `datetime`."""


class Output(ApiObject):
    """Where a task's output goes."""

    destination: str | None = None
    """Where the output goes."""
    error: str | None = None
    """The last error."""
    model: Reference | None = None
    """The output model (older servers)."""
    result: str | None = None
    """`success` or `failure`."""


class ParamKey(ApiObject):
    """Names a hyperparameter, or a whole section of them."""

    name: str | None = None
    """The parameter's name; without it the whole section is meant."""
    section: str | None = None
    """The section it is in."""


class ParamsItem(ApiObject):
    """A hyperparameter."""

    description: str | None = None
    """What it is for."""
    name: str | None = None
    """Its name."""
    section: str | None = None
    """The section it is in."""
    type: str | None = None
    """The type that the value had in the program."""
    value: str | None = None
    """The value, as text."""


class ReplaceHyperparamsEnum(OpenEnum):
    """What becomes of parameters that a change of parameters does not name."""

    NONE = "none"
    SECTION = "section"
    ALL = "all"


class Script(ApiObject):
    """The code of a task."""

    binary: str | None = None
    """The interpreter."""
    branch: str | None = None
    """The branch."""
    diff: str | None = None
    """The changes that were not committed."""
    entry_point: str | None = None
    """The script, in its working folder."""
    repository: str | None = None
    """The repository's address."""
    requirements: JsonObject | None = None
    """The required packages, as texts by package system."""
    tag: str | None = None
    """The tag."""
    version_num: str | None = None
    """The commit."""
    working_dir: str | None = None
    """The folder to run in."""


SectionParams = dict[str, ParamsItem]
"""The parameters of one section, by name."""


class TaskModelItem(ApiObject):
    """A model of a task, under the name it has there."""

    model: Reference | None = None
    """The model."""
    name: str | None = None
    """Its name in the task."""
    updated: UtcDatetime | None = None
    """When it was set."""


class TaskModels(ApiObject):
    """The models of a task."""

    input: list[TaskModelItem] | None = None
    """Models that the task used."""
    output: list[TaskModelItem] | None = None
    """Models that the task made."""


class TaskStatusEnum(OpenEnum):
    """The status of a task."""

    CREATED = "created"
    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    STOPPED = "stopped"
    PUBLISHED = "published"
    PUBLISHING = "publishing"
    CLOSED = "closed"
    FAILED = "failed"
    COMPLETED = "completed"
    UNKNOWN = "unknown"


class TaskTypeEnum(OpenEnum):
    """What a task is for."""

    TRAINING = "training"
    TESTING = "testing"
    INFERENCE = "inference"
    DATA_PROCESSING = "data_processing"
    APPLICATION = "application"
    MONITOR = "monitor"
    CONTROLLER = "controller"
    OPTIMIZER = "optimizer"
    SERVICE = "service"
    QC = "qc"
    CUSTOM = "custom"


class Task(ApiObject):
    """A task: an experiment, a service, a pipeline or a step of one."""

    active_duration: int | None = None
    """Run time, seconds."""
    comment: str | None = None
    """A free text."""
    company: Reference | None = None
    """The company."""
    completed: UtcDatetime | None = None
    """When it ended."""
    configuration: dict[str, ConfigurationItem] | None = None
    """Configuration objects, by name."""
    container: dict[str, str] | None = None
    """The container to run in."""
    created: UtcDatetime | None = None
    """When it was made."""
    execution: Execution | None = None
    """How it is run."""
    hyperparams: dict[str, SectionParams] | None = None
    """Hyperparameters, by section, then by name."""
    id: str | None = None
    """Its id."""
    last_change: UtcDatetime | None = None
    """When anything of it last changed."""
    last_iteration: int | None = None
    """The last iteration that was reported."""
    last_metrics: dict[str, LastMetricsVariants] | None = None
    """The last values, by md5 of the metric's name, then of the variant's; the names are inside."""
    last_update: UtcDatetime | None = None
    """When it was last changed or reported to."""
    last_worker: str | None = None
    """The worker that ran it last."""
    last_worker_report: UtcDatetime | None = None
    """When a worker last reported on it."""
    models: TaskModels | None = None
    """Its models."""
    name: str | None = None
    """Its name."""
    output: Output | None = None
    """Where its output goes."""
    parent: Reference | None = None
    """The task it was cloned from or belongs to."""
    project: Reference | None = None
    """Its project."""
    published: UtcDatetime | None = None
    """When it was published."""
    runtime: JsonObject | None = None
    """What the SDK noted about its run; `progress` is in percent."""
    script: Script | None = None
    """Its code."""
    started: UtcDatetime | None = None
    """When it started."""
    status: TaskStatusEnum | None = None
    """The status."""
    status_changed: UtcDatetime | None = None
    """When the status last changed."""
    status_message: str | None = None
    """What is going on; "stopping" while a worker is asked to stop."""
    status_reason: str | None = None
    """Why the status changed."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    type: TaskTypeEnum | None = None
    """What it is for."""
    user: Reference | None = None
    """Who made it."""
    last_changed_by: str | None = None
    """The id of the user who last changed it."""
    metric_stats: dict[str, JsonObject] | None = None
    """What types of events each metric has, by md5 of the metric's name."""
    report_assets: list[str] | None = None
    """Files that a report shows."""
    unique_metrics: list[str] | None = None
    """The names of its metrics and variants."""


class TaskUrls(ApiObject):
    """The files that remain after a task was deleted or reset."""

    artifact_urls: list[str] | None = None
    """Of artifacts."""
    event_urls: list[str] | None = None
    """Of reported plots and images."""
    model_urls: list[str] | None = None
    """Of models."""
