"""What makes and changes tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, tasks
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import tasks as types
from mltui.api.types.json import JsonObject


class TaskEditingEndpoints(Service):
    """What makes and changes tasks."""

    @endpoint("tasks.create", many.Created)
    async def create(
        self,
        *,
        name: str,
        type: str,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        comment: str | None = None,
        parent: str | None = None,
        project: str | None = None,
        output_dest: str | None = None,
        execution: types.Execution | JsonObject | None = None,
        script: types.Script | JsonObject | None = None,
        hyperparams: Mapping[str, types.SectionParams | JsonObject] | None = None,
        configuration: Mapping[str, types.ConfigurationItem | JsonObject] | None = None,
        models: types.TaskModels | JsonObject | None = None,
        container: Mapping[str, str] | None = None,
    ) -> many.Created:
        """Make a draft."""

    @endpoint("tasks.clone", tasks.ClonedTask)
    async def clone(
        self,
        *,
        task: str,
        new_task_name: str | None = None,
        new_task_comment: str | None = None,
        new_task_tags: Sequence[str] | None = None,
        new_task_system_tags: Sequence[str] | None = None,
        new_task_parent: str | None = None,
        new_task_project: str | None = None,
        new_task_hyperparams: Mapping[str, types.SectionParams | JsonObject] | None = None,
        new_task_configuration: Mapping[str, types.ConfigurationItem | JsonObject] | None = None,
        execution_overrides: types.Execution | JsonObject | None = None,
        validate_references: bool | None = None,
        new_project_name: str | None = None,
        new_task_input_models: Sequence[types.TaskModelItem | JsonObject] | None = None,
        new_task_container: Mapping[str, str] | None = None,
    ) -> tasks.ClonedTask:
        """Make a draft like another task."""

    @endpoint("tasks.edit", many.Updated)
    async def edit(
        self,
        *,
        task: str,
        force: bool | None = None,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        type: str | None = None,
        comment: str | None = None,
        parent: str | NotGiven | None = NOT_GIVEN,
        project: str | NotGiven | None = NOT_GIVEN,
        output_dest: str | NotGiven | None = NOT_GIVEN,
        execution: types.Execution | JsonObject | None = None,
        script: types.Script | JsonObject | None = None,
        hyperparams: Mapping[str, types.SectionParams | JsonObject] | None = None,
        configuration: Mapping[str, types.ConfigurationItem | JsonObject] | None = None,
        models: types.TaskModels | JsonObject | None = None,
        container: Mapping[str, str] | None = None,
        runtime: JsonObject | None = None,
    ) -> many.Updated:
        """Change a draft; `force` changes others too."""

    @endpoint("tasks.update", many.Updated)
    async def update(
        self,
        *,
        task: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        comment: str | None = None,
        project: str | None = None,
        output__error: str | None = None,
        created: str | None = None,
    ) -> many.Updated:
        """Change a task's name, tags, comment or project, in any status."""

    @endpoint("tasks.update_tags", many.Updated)
    async def update_tags(
        self,
        *,
        ids: Sequence[str] | None = None,
        add_tags: Sequence[str] | None = None,
        remove_tags: Sequence[str] | None = None,
    ) -> many.Updated:
        """Add and remove tags of tasks."""

    @endpoint("tasks.edit_runtime", many.Updated)
    async def edit_runtime(
        self,
        *,
        task: str,
        add_or_update: Mapping[str, str] | None = None,
        remove: Sequence[str] | None = None,
        force: bool | None = None,
    ) -> many.Updated:
        """Change what is noted about a task's run."""

    @endpoint("tasks.edit_hyper_params", many.Updated)
    async def edit_hyper_params(
        self,
        *,
        task: str,
        hyperparams: Sequence[types.ParamsItem | JsonObject],
        replace_hyperparams: str | None = None,
        force: bool | None = None,
    ) -> many.Updated:
        """Set hyperparameters of a draft."""

    @endpoint("tasks.delete_hyper_params", many.Deleted)
    async def delete_hyper_params(
        self,
        *,
        task: str,
        hyperparams: Sequence[types.ParamKey | JsonObject],
        force: bool | None = None,
    ) -> many.Deleted:
        """Delete hyperparameters of a draft."""

    @endpoint("tasks.edit_configuration", many.Updated)
    async def edit_configuration(
        self,
        *,
        task: str,
        configuration: Sequence[types.ConfigurationItem | JsonObject],
        replace_configuration: bool | None = None,
        force: bool | None = None,
    ) -> many.Updated:
        """Set configuration objects of a draft."""

    @endpoint("tasks.delete_configuration", many.Deleted)
    async def delete_configuration(
        self,
        *,
        task: str,
        configuration: Sequence[str],
        force: bool | None = None,
    ) -> many.Deleted:
        """Delete configuration objects of a draft."""

    @endpoint("tasks.set_requirements", many.Updated)
    async def set_requirements(
        self,
        *,
        task: str,
        requirements: JsonObject,
    ) -> many.Updated:
        """Set the packages that a draft requires."""

    @endpoint("tasks.add_or_update_artifacts", many.Updated)
    async def add_or_update_artifacts(
        self,
        *,
        task: str,
        artifacts: Sequence[types.Artifact | JsonObject],
        force: bool | None = None,
    ) -> many.Updated:
        """Add artifacts, or replace them."""

    @endpoint("tasks.delete_artifacts", many.Deleted)
    async def delete_artifacts(
        self,
        *,
        task: str,
        artifacts: Sequence[types.ArtifactId | JsonObject],
        force: bool | None = None,
    ) -> many.Deleted:
        """Delete artifacts; their files remain."""

    @endpoint("tasks.add_or_update_model", many.Updated)
    async def add_or_update_model(
        self,
        *,
        task: str,
        name: str,
        model: str,
        type: str,
        iteration: int | None = None,
    ) -> many.Updated:
        """Add an input or output model, or replace it."""

    @endpoint("tasks.delete_models", many.Updated)
    async def delete_models(
        self,
        *,
        task: str,
        models: Sequence[JsonObject],
    ) -> many.Updated:
        """Take models from a task."""

    @endpoint("tasks.move", many.Moved)
    async def move(
        self,
        *,
        ids: Sequence[str],
        project: str | None = None,
        project_name: str | None = None,
    ) -> many.Moved:
        """Move tasks to another project, by id or by name; a new name makes one."""

    @endpoint("tasks.make_public", many.Updated)
    async def make_public(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make tasks visible to all companies."""

    @endpoint("tasks.make_private", many.Updated)
    async def make_private(
        self,
        *,
        ids: Sequence[str] | None = None,
    ) -> many.Updated:
        """Make tasks visible to their company only."""
