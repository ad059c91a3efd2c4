"""The types of models."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, JsonObject, Reference, UtcDatetime


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


class MetadataItem(ApiObject):
    """A note on something, by key."""

    key: str | None = None
    """The key."""
    type: str | None = None
    """What the value is."""
    value: str | None = None
    """The value, as text."""


class ModelStats(ApiObject):
    """What is counted of a model."""

    labels_count: int | None = None
    """How many labels it has."""


class Model(ApiObject):
    """A model."""

    comment: str | None = None
    """A free text."""
    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    design: JsonObject | None = None
    """The network's design."""
    framework: str | None = None
    """The framework it was made with."""
    id: str | None = None
    """Its id."""
    labels: dict[str, int] | None = None
    """The ids of labels, by name."""
    last_iteration: int | None = None
    """The last iteration that reported to it."""
    last_metrics: dict[str, LastMetricsVariants] | None = None
    """The last values, by md5 of the metric's name, then of the variant's; the names are inside."""
    last_update: UtcDatetime | None = None
    """When it was last changed or reported to."""
    metadata: dict[str, MetadataItem] | None = None
    """Notes, by key."""
    name: str | None = None
    """Its name."""
    parent: Reference | None = None
    """What it was made from."""
    project: Reference | None = None
    """Its project."""
    ready: bool | None = None
    """Whether it is published."""
    stats: ModelStats | None = None
    """What is counted of it."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    task: Reference | None = None
    """The task that made it."""
    ui_cache: JsonObject | None = None
    """What the web pages remember of it."""
    uri: str | None = None
    """Where the file is."""
    user: Reference | None = None
    """Who made it."""
    last_change: UtcDatetime | None = None
    """When anything of it last changed."""
    last_changed_by: str | None = None
    """The id of the user who last changed it."""


class MultiFieldPatternData(ApiObject):
    """A condition on several fields, of which any or all have to match."""

    datetime: str | None = None
    """A condition on dates, such as `>=2026-01-31`; in place of `pattern`."""
    fields: list[str] | None = None
    """The fields."""
    pattern: str | None = None
    """A regular expression; in place of `datetime`."""
