"""The types of what concerns the whole organization: usage, exports."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, Json


class ValueMapping(ApiObject):
    """How a value is exported."""

    key: Json | None = None
    """The value as it is."""
    value: Json | None = None
    """The value as it is exported."""


class FieldMapping(ApiObject):
    """How a field is exported."""

    field: str | None = None
    """The field, as in `only_fields`."""
    name: str | None = None
    """The column's title."""
    values: list[ValueMapping] | None = None
    """Other words for values."""


class UsageSeries(ApiObject):
    """Usage over time of one project, user or queue."""

    cpu_usage: list[float | None] | None = None
    """CPUs times running tasks."""
    cpu_usage_artifical_weights: bool | None = None
    """Whether the number of CPUs was assumed (the reference spells it so)."""
    dates: list[float] | None = None
    """When, ascending: seconds, says the reference; the other series are in milliseconds."""
    duration: list[float | None] | None = None
    """Run time, seconds."""
    gpu_usage: list[float | None] | None = None
    """GPUs times running tasks."""
    gpu_usage_artifical_weights: bool | None = None
    """Whether the number of GPUs was assumed (the reference spells it so)."""
    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""


class UsageTotal(ApiObject):
    """Usage in total of one project, user or queue."""

    cpu_artificial_weights: bool | None = None
    """Whether the number of CPUs was assumed."""
    cpu_usage: float | None = None
    """CPUs times run time."""
    duration: int | None = None
    """Run time, seconds."""
    gpu_artificial_weights: bool | None = None
    """Whether the number of GPUs was assumed."""
    gpu_usage: float | None = None
    """GPUs times run time."""
    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""


class Usages(ApiObject):
    """Usage over time, and in total."""

    series: list[UsageSeries] | None = None
    """Over time, one for each project, user or queue."""
    total: list[UsageTotal] | None = None
    """In total, one for each project, user or queue."""
