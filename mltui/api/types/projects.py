"""The types of projects and of what is counted in them."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, Reference, UtcDatetime


class MetricVariantResult(ApiObject):
    """A variant of a metric that tasks of a project have."""

    metric: str | None = None
    """The metric's name."""
    metric_hash: str | None = None
    """The md5 of the metric's name, its key in `last_metrics`."""
    variant: str | None = None
    """The variant's name."""
    variant_hash: str | None = None
    """The md5 of the variant's name, its key in `last_metrics`."""


class MultiFieldPatternData(ApiObject):
    """A condition on several fields, of which any or all have to match."""

    datetime: str | None = None
    """A condition on dates, such as `>=2026-01-31`; in place of `pattern`."""
    fields: list[str] | None = None
    """The fields."""
    pattern: str | None = None
    """A regular expression; in place of `datetime`."""


class Project(ApiObject):
    """A project."""

    basename: str | None = None
    """The last part of its name."""
    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    default_output_destination: str | None = None
    """Where its tasks upload to."""
    description: str | None = None
    """A free text, in Markdown."""
    id: str | None = None
    """Its id."""
    last_update: UtcDatetime | None = None
    """When it was changed or one of its tasks changed status."""
    name: str | None = None
    """Its whole name, `a/b/c`."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    user: Reference | None = None
    """Who made it."""
    parent: Reference | None = None
    """The project above it."""
    path: list[str] | None = None
    """The ids of all projects above it."""
    featured: int | None = None
    """Its place among the featured projects."""


class DatasetStats(ApiObject):
    """The size of a dataset."""

    file_count: int | None = None
    """How many files it has."""
    total_size: int | None = None
    """Their size, bytes."""


class StatsDatasets(ApiObject):
    """The datasets in a project."""

    count: int | None = None
    """How many there are."""
    tags: list[str] | None = None
    """Their tags."""


class StatusCount(ApiObject):
    """How many tasks there are, by status."""

    closed: int | None = None
    """Closed."""
    completed: int | None = None
    """Completed."""
    created: int | None = None
    """Drafts."""
    failed: int | None = None
    """Failed."""
    in_progress: int | None = None
    """Running."""
    published: int | None = None
    """Published."""
    queued: int | None = None
    """Queued."""
    stopped: int | None = None
    """Stopped."""
    unknown: int | None = None
    """In an unknown status."""
    publishing: int | None = None
    """Being published."""


class StatsStatusCount(ApiObject):
    """The tasks in a project, sub-projects included."""

    completed_tasks_24h: int | None = None
    """How many completed in the last 24 hours."""
    last_task_run: UtcDatetime | None = None
    """When the last of them started (a date, although the reference says a number)."""
    status_count: StatusCount | None = None
    """How many there are, by status."""
    total_runtime: int | None = None
    """Their run time together, seconds."""
    total_tasks: int | None = None
    """How many there are."""


class Stats(ApiObject):
    """What is counted in a project."""

    active: StatsStatusCount | None = None
    """Tasks that are not archived."""
    archived: StatsStatusCount | None = None
    """Archived tasks."""
    datasets: StatsDatasets | None = None
    """Datasets."""


class SubProject(ApiObject):
    """A project below another."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its whole name."""


class ProjectsGetAllResponseSingle(ApiObject):
    """A project as lists give it: with counts, if asked for."""

    basename: str | None = None
    """The last part of its name."""
    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    dataset_stats: DatasetStats | None = None
    """The size of the dataset, asked for with `include_dataset_stats`."""
    default_output_destination: str | None = None
    """Where its tasks upload to."""
    description: str | None = None
    """A free text, in Markdown."""
    hidden: bool | None = None
    """Whether lists leave it out unless asked with `search_hidden`."""
    id: str | None = None
    """Its id."""
    last_update: UtcDatetime | None = None
    """When it was changed or one of its tasks changed status."""
    name: str | None = None
    """Its whole name, `a/b/c`."""
    own_datasets: int | None = None
    """Datasets right in it, asked for with `check_own_contents`."""
    own_models: int | None = None
    """Models right in it, asked for with `check_own_contents`."""
    own_tasks: int | None = None
    """Tasks right in it, asked for with `check_own_contents`."""
    stats: Stats | None = None
    """What is counted in it, asked for with `include_stats`."""
    sub_projects: list[SubProject] | None = None
    """All projects below it."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    user: Reference | None = None
    """Who made it."""
    parent: Reference | None = None
    """The project above it."""
    path: list[str] | None = None
    """The ids of all projects above it."""
    featured: int | None = None
    """Its place among the featured projects."""


class Urls(ApiObject):
    """The files that remain after a project was deleted."""

    artifact_urls: list[str] | None = None
    """Of artifacts."""
    event_urls: list[str] | None = None
    """Of reported plots and images."""
    model_urls: list[str] | None = None
    """Of models."""
