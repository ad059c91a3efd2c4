"""The answers of `tasks`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import tasks as types
from mltui.api.types.base import ApiObject, IdAndName, JsonObject


class OneTask(ApiObject):
    """A task."""

    task: types.Task | None = None
    """The task."""


class TaskList(ApiObject):
    """A page of tasks."""

    tasks: list[types.Task] = Field(default_factory=list)
    """The tasks."""
    scroll_id: str | None = None
    """Continues from here; the end is an empty list."""


class TaskTypes(ApiObject):
    """The types of tasks in use."""

    types: list[str] = Field(default_factory=list)
    """Their names."""


class TaskHyperParams(ApiObject):
    """The hyperparameters of one task."""

    task: str | None = None
    """The task's id."""
    hyperparams: list[types.ParamsItem] = Field(default_factory=list)
    """The hyperparameters."""


class HyperParams(ApiObject):
    """The hyperparameters of tasks."""

    params: list[TaskHyperParams] = Field(default_factory=list)
    """By task."""


class TaskConfiguration(ApiObject):
    """The configuration objects of one task."""

    task: str | None = None
    """The task's id."""
    configuration: list[types.ConfigurationItem] = Field(default_factory=list)
    """The configuration objects."""


class Configurations(ApiObject):
    """The configuration objects of tasks."""

    configurations: list[TaskConfiguration] = Field(default_factory=list)
    """By task."""


class TaskConfigurationNames(ApiObject):
    """The names of one task's configuration objects."""

    task: str | None = None
    """The task's id."""
    names: list[str] = Field(default_factory=list)
    """The names."""


class ConfigurationNames(ApiObject):
    """The names of tasks' configuration objects."""

    configurations: list[TaskConfigurationNames] = Field(default_factory=list)
    """By task (the reference has an object here)."""


class ClonedTask(ApiObject):
    """The new task."""

    id: str | None = None
    """Its id."""
    new_project: IdAndName | None = None
    """The project that was made for it."""


class EnqueuedTask(ApiObject):
    """What enqueueing did."""

    updated: int | None = None
    """How many tasks changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    queued: int | None = None
    """How many tasks were queued."""
    queue_watched: bool | None = None
    """Whether a worker serves the queue, asked for with `verify_watched_queue`."""


class DequeuedTask(ApiObject):
    """What dequeueing did."""

    updated: int | None = None
    """How many tasks changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    dequeued: int | None = None
    """How many tasks left a queue."""


class StartedTask(ApiObject):
    """What starting did."""

    updated: int | None = None
    """How many tasks changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    started: int | None = None
    """How many tasks started."""


class CompletedTask(ApiObject):
    """What completing did."""

    updated: int | None = None
    """How many tasks changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    published: int | None = None
    """How many tasks were published."""


class ResetTask(ApiObject):
    """What resetting did."""

    updated: int | None = None
    """How many tasks changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    dequeued: JsonObject | None = None
    """What leaving its queue did."""
    events: JsonObject | None = None
    """What deleting its events did."""
    deleted_models: int | None = None
    """How many models were deleted."""
    urls: types.TaskUrls | None = None
    """Files that remain, asked for with `return_file_urls`."""


class ArchivedTasks(ApiObject):
    """What archiving did."""

    archived: int | None = None
    """How many tasks were archived."""


class DeletedTask(ApiObject):
    """What deleting did."""

    deleted: bool | None = None
    """Whether it was deleted."""
    updated_children: int | None = None
    """How many tasks lost it as their parent."""
    updated_models: int | None = None
    """How many models lost it as the task that made them."""
    deleted_models: int | None = None
    """How many models were deleted with it."""
    events: JsonObject | None = None
    """What deleting its events did."""
    urls: types.TaskUrls | None = None
    """Files that remain, asked for with `return_file_urls`."""
