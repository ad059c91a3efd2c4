"""Models: making and changing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, models
from mltui.api.services.endpoint import endpoint
from mltui.api.services.models_reading import ModelReadingEndpoints
from mltui.api.types import models as types
from mltui.api.types.json import JsonObject


class ModelsService(ModelReadingEndpoints):
    """The endpoints of `models`."""

    @endpoint("models.create", models.CreatedModel)
    async def create(
        self,
        *,
        uri: str,
        name: str,
        comment: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        framework: str | None = None,
        design: JsonObject | None = None,
        labels: Mapping[str, int] | None = None,
        ready: bool | None = None,
        public: bool | None = None,
        project: str | None = None,
        parent: str | None = None,
        task: str | None = None,
    ) -> models.CreatedModel:
        """Make a model from a file that is stored somewhere."""

    @endpoint("models.edit", many.Updated)
    async def edit(
        self,
        *,
        model: str,
        uri: str | None = None,
        name: str | None = None,
        comment: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        framework: str | None = None,
        design: JsonObject | None = None,
        labels: Mapping[str, int] | None = None,
        ready: bool | None = None,
        project: str | None = None,
        parent: str | None = None,
        task: str | None = None,
        iteration: int | None = None,
    ) -> many.Updated:
        """Change a model that is not published."""

    @endpoint("models.update", many.Updated)
    async def update(
        self,
        *,
        model: str,
        name: str | None = None,
        comment: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        ready: bool | None = None,
        created: str | None = None,
        ui_cache: JsonObject | None = None,
        project: str | None = None,
        task: str | None = None,
        iteration: int | None = None,
    ) -> many.Updated:
        """Change a model's name, comment, tags or project."""

    @endpoint("models.update_for_task", models.ModelForTask)
    async def update_for_task(
        self,
        *,
        task: str,
        uri: str | None = None,
        name: str | None = None,
        comment: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        override_model_id: str | None = None,
        iteration: int | None = None,
    ) -> models.ModelForTask:
        """Make or change the output model of a running task."""

    @endpoint("models.set_ready", models.Published)
    async def set_ready(
        self,
        *,
        model: str,
        force_publish_task: bool | None = None,
        publish_task: bool | None = None,
    ) -> models.Published:
        """Publish a model."""

    @endpoint("models.publish_many", many.ManyAnswer)
    async def publish_many(
        self,
        *,
        ids: Sequence[str],
        force_publish_task: bool | None = None,
        publish_tasks: bool | None = None,
    ) -> many.ManyAnswer:
        """Publish models."""

    @endpoint("models.archive_many", many.ManyAnswer)
    async def archive_many(
        self,
        *,
        ids: Sequence[str],
    ) -> many.ManyAnswer:
        """Archive models."""

    @endpoint("models.unarchive_many", many.ManyAnswer)
    async def unarchive_many(
        self,
        *,
        ids: Sequence[str],
    ) -> many.ManyAnswer:
        """Bring models back from the archive."""

    @endpoint("models.delete", models.DeletedModel)
    async def delete(
        self,
        *,
        model: str,
        force: bool | None = None,
    ) -> models.DeletedModel:
        """Delete a model; its file remains, under `url`."""

    @endpoint("models.delete_many", many.ManyAnswer)
    async def delete_many(
        self,
        *,
        ids: Sequence[str],
        force: bool | None = None,
    ) -> many.ManyAnswer:
        """Delete models; their files remain."""

    @endpoint("models.make_public", many.Updated)
    async def make_public(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make models visible to all companies."""

    @endpoint("models.make_private", many.Updated)
    async def make_private(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make models visible to their company only."""

    @endpoint("models.move", many.Moved)
    async def move(
        self,
        *,
        ids: Sequence[str],
        project: str | None = None,
        project_name: str | None = None,
    ) -> many.Moved:
        """Move models to another project, by id or by name; a new name makes one."""

    @endpoint("models.add_or_update_metadata", many.Updated)
    async def add_or_update_metadata(
        self,
        *,
        model: str,
        metadata: Sequence[types.MetadataItem | JsonObject],
        replace_metadata: bool | None = None,
    ) -> many.Updated:
        """Add notes to a model, or replace them."""

    @endpoint("models.delete_metadata", many.Updated)
    async def delete_metadata(
        self,
        *,
        model: str,
        keys: Sequence[str],
    ) -> many.Updated:
        """Delete notes of a model."""

    @endpoint("models.update_tags", many.Updated)
    async def update_tags(
        self,
        *,
        ids: Sequence[str] | None = None,
        add_tags: Sequence[str] | None = None,
        remove_tags: Sequence[str] | None = None,
    ) -> many.Updated:
        """Add and remove tags of models."""
