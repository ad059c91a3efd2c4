"""The answers that services have in common."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types.base import ApiObject, JsonObject
from mltui.api.types.tasks import TaskUrls


class Done(ApiObject):
    """An answer without content: it was done."""


class Created(ApiObject):
    """What was made."""

    id: str | None = None
    """Its id."""


class Updated(ApiObject):
    """How much a change changed."""

    updated: int | None = None
    """How many things changed; 0 if all was so already."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""


class Deleted(ApiObject):
    """How much was deleted."""

    deleted: int | None = None
    """How many things were deleted."""


class Tags(ApiObject):
    """The tags in use."""

    tags: list[str] = Field(default_factory=list)
    """The tags that people gave."""
    system_tags: list[str] = Field(default_factory=list)
    """The tags that ClearML gave, asked for with `include_system`."""


class Values(ApiObject):
    """A page of values in use."""

    total: int | None = None
    """How many there are in all."""
    values: list[str] = Field(default_factory=list)
    """The values on this page."""


class PublishedTask(ApiObject):
    """The task that was published with its model."""

    id: str | None = None
    """The task's id."""
    data: JsonObject | None = None
    """What changed in it."""


class ManyItem(ApiObject):
    """One of many that was changed; what is told of it depends on the endpoint."""

    id: str | None = None
    """Its id."""
    updated: int | None = None
    """How many things changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    archived: bool | None = None
    """Whether it was archived."""
    unarchived: bool | None = None
    """Whether it came back from the archive."""
    deleted: bool | None = None
    """Whether it was deleted."""
    queued: bool | None = None
    """Whether it was put in a queue."""
    dequeued: bool | None = None
    """Whether it was taken out of a queue."""
    updated_children: int | None = None
    """How many tasks lost it as their parent."""
    updated_models: int | None = None
    """How many models lost it as the task that made them."""
    deleted_models: int | None = None
    """How many models were deleted with it."""
    urls: TaskUrls | None = None
    """Files that remain."""
    url: str | None = None
    """The file that remains of a model."""
    published_task: PublishedTask | None = None
    """The task that was published with a model."""


class ManyError(ApiObject):
    """Why one of many was not changed."""

    codes: list[int] = Field(default_factory=list)
    """Status and subcode, as in `mltui.api.errors`."""
    msg: str | None = None
    """The server's words."""
    data: JsonObject | None = None
    """What it added."""


class ManyFailure(ApiObject):
    """One of many that was not changed."""

    id: str | None = None
    """Its id."""
    error: ManyError | None = None
    """Why."""


class ManyAnswer(ApiObject):
    """The answer of a `*_many` endpoint, which is no error even if all of it was refused."""

    succeeded: list[ManyItem] = Field(default_factory=list)
    """What was changed."""
    failed: list[ManyFailure] = Field(default_factory=list)
    """What was not, and why."""
    queue_watched: bool | None = None
    """Whether a worker serves the queue, asked for with `verify_watched_queue`."""


class Moved(ApiObject):
    """Where things are after a move."""

    project_id: str | None = None
    """The id of their project; a new one if the request named one by a new name."""
