"""The answers of `models`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.services.answers.many import PublishedTask
from mltui.api.types import models as types
from mltui.api.types.base import ApiObject, JsonObject


class OneModel(ApiObject):
    """A model."""

    model: types.Model | None = None
    """The model."""


class ModelList(ApiObject):
    """A page of models."""

    models: list[types.Model] = Field(default_factory=list)
    """The models."""
    scroll_id: str | None = None
    """Continues from here; the end is an empty list."""


class Frameworks(ApiObject):
    """The frameworks in use."""

    frameworks: list[str] = Field(default_factory=list)
    """Their names."""


class CreatedModel(ApiObject):
    """What was made."""

    id: str | None = None
    """The model's id."""
    created: bool | None = None
    """Whether it is new."""


class ModelForTask(ApiObject):
    """The output model of a task."""

    id: str | None = None
    """The model's id."""
    created: bool | None = None
    """Whether it is new."""
    updated: int | None = None
    """How many models changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""


class Published(ApiObject):
    """What publishing a model did."""

    updated: int | None = None
    """How many models changed."""
    fields: JsonObject | None = None
    """The changed fields with their new values."""
    published_task: PublishedTask | None = None
    """The task that was published with it."""


class DeletedModel(ApiObject):
    """What deleting a model did."""

    deleted: bool | None = None
    """Whether it was deleted."""
    url: str | None = None
    """The file that remains."""
