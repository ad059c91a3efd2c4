"""The answers of `projects`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import projects as types
from mltui.api.types.base import ApiObject, IdAndName


class OneProject(ApiObject):
    """A project."""

    project: types.Project | None = None
    """The project."""


class ProjectList(ApiObject):
    """A page of projects."""

    projects: list[types.ProjectsGetAllResponseSingle] = Field(default_factory=list)
    """The projects."""
    scroll_id: str | None = None
    """Continues from here; the end is an empty list."""


class MetricVariants(ApiObject):
    """The metrics of a project's tasks."""

    metrics: list[types.MetricVariantResult] = Field(default_factory=list)
    """One for each variant."""


class ParameterName(ApiObject):
    """The name of a hyperparameter."""

    section: str | None = None
    """Its section."""
    name: str | None = None
    """Its name."""


class HyperParameters(ApiObject):
    """A page of the names of hyperparameters."""

    parameters: list[ParameterName] = Field(default_factory=list)
    """The names."""
    remaining: int | None = None
    """How many come after this page."""
    total: int | None = None
    """How many there are."""


class MetadataKeys(ApiObject):
    """A page of the keys of notes."""

    keys: list[str] = Field(default_factory=list)
    """The keys."""
    remaining: int | None = None
    """How many come after this page."""
    total: int | None = None
    """How many there are."""


class TaskParent(ApiObject):
    """A task that others were made from."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""
    project: IdAndName | None = None
    """Its project."""


class TaskParents(ApiObject):
    """The parents of tasks."""

    parents: list[TaskParent] = Field(default_factory=list)
    """The parents."""


class UserNames(ApiObject):
    """Users who have something in projects."""

    users: list[IdAndName] = Field(default_factory=list)
    """The users."""


class DeletionCheck(ApiObject):
    """What deleting a project would delete."""

    tasks: int | None = None
    """Tasks."""
    non_archived_tasks: int | None = None
    """Tasks that are not archived."""
    models: int | None = None
    """Models."""
    non_archived_models: int | None = None
    """Models that are not archived."""
    reports: int | None = None
    """Reports."""
    non_archived_reports: int | None = None
    """Reports that are not archived."""
    pipelines: int | None = None
    """Pipelines."""
    datasets: int | None = None
    """Datasets."""


class MovedProject(ApiObject):
    """What moving a project did."""

    moved: int | None = None
    """How many projects moved."""


class MergedProject(ApiObject):
    """What merging projects did."""

    moved_entities: int | None = None
    """How many tasks and models moved."""
    moved_projects: int | None = None
    """How many projects moved."""


class DeletedProject(ApiObject):
    """What deleting a project did."""

    deleted: int | None = None
    """How many projects were deleted."""
    disassociated_tasks: int | None = None
    """How many tasks are in no project now."""
    deleted_models: int | None = None
    """How many models were deleted."""
    deleted_tasks: int | None = None
    """How many tasks were deleted."""
    urls: types.Urls | None = None
    """Files that remain."""
