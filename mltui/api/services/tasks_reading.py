"""The questions about tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, tasks
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import tasks as types
from mltui.api.types.json import Json, JsonObject


class TaskReadingEndpoints(Service):
    """The questions about tasks."""

    @endpoint("tasks.get_by_id", tasks.OneTask)
    async def get_by_id(
        self,
        *,
        task: str,
    ) -> tasks.OneTask:
        """Read a task."""

    @endpoint("tasks.get_by_id_ex", tasks.TaskList)
    async def get_by_id_ex(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        user: Sequence[str] | None = None,
        project: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        type: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        parent: str | None = None,
        status_changed: Sequence[str] | None = None,
        search_text: str | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        **conditions: Json,
    ) -> tasks.TaskList:
        """Read tasks, with what they refer to."""

    @endpoint("tasks.get_all_ex", tasks.TaskList)
    async def get_all_ex(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        user: Sequence[str] | None = None,
        project: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        type: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        parent: str | None = None,
        status_changed: Sequence[str] | None = None,
        search_text: str | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        include_subprojects: bool | None = None,
        search_hidden: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        allow_public: bool | None = None,
        filters: Mapping[str, JsonObject] | None = None,
        **conditions: Json,
    ) -> tasks.TaskList:
        """List tasks, with what they refer to."""

    @endpoint("tasks.get_all", tasks.TaskList)
    async def get_all(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        user: Sequence[str] | None = None,
        project: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        type: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        parent: str | None = None,
        status_changed: Sequence[str] | None = None,
        search_text: str | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        search_hidden: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        include_subprojects: bool | None = None,
        **conditions: Json,
    ) -> tasks.TaskList:
        """List tasks."""

    @endpoint("tasks.get_types", tasks.TaskTypes)
    async def get_types(
        self,
        *,
        projects: Sequence[str] | None = None,
    ) -> tasks.TaskTypes:
        """List the types of tasks in projects."""

    @endpoint("tasks.get_hyper_params", tasks.HyperParams)
    async def get_hyper_params(
        self,
        *,
        tasks: Sequence[str],
    ) -> tasks.HyperParams:
        """Read the hyperparameters of tasks."""

    @endpoint("tasks.get_configurations", tasks.Configurations)
    async def get_configurations(
        self,
        *,
        tasks: Sequence[str],
        names: Sequence[str] | None = None,
    ) -> tasks.Configurations:
        """Read the configuration objects of tasks."""

    @endpoint("tasks.get_configuration_names", tasks.ConfigurationNames)
    async def get_configuration_names(
        self,
        *,
        tasks: Sequence[str],
        skip_empty: bool | None = None,
    ) -> tasks.ConfigurationNames:
        """List the configuration objects of tasks."""

    @endpoint("tasks.validate", many.Done)
    async def validate(
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
    ) -> many.Done:
        """Check a task as `create` would."""
