"""The questions about projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, projects
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import projects as types
from mltui.api.types.json import Json, JsonObject


class ProjectReadingEndpoints(Service):
    """The questions about projects."""

    @endpoint("projects.get_by_id", projects.OneProject)
    async def get_by_id(
        self,
        *,
        project: str,
    ) -> projects.OneProject:
        """Read a project."""

    @endpoint("projects.get_all_ex", projects.ProjectList)
    async def get_all_ex(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        basename: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        search_text: str | None = None,
        only_fields: Sequence[str] | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        include_stats: bool | None = None,
        stats_for_state: str | None = None,
        non_public: bool | None = None,
        active_users: Sequence[str] | None = None,
        shallow_search: bool | None = None,
        check_own_contents: bool | None = None,
        search_hidden: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        stats_with_children: bool | None = None,
        include_stats_filter: JsonObject | None = None,
        include_dataset_stats: bool | None = None,
        allow_public: bool | None = None,
        children_type: str | None = None,
        children_tags: Sequence[str] | None = None,
        filters: Mapping[str, JsonObject] | None = None,
        children_tags_filter: JsonObject | None = None,
        **conditions: Json,
    ) -> projects.ProjectList:
        """List projects, with counts if asked for."""

    @endpoint("projects.get_all", projects.ProjectList)
    async def get_all(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        basename: str | None = None,
        description: str | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        search_text: str | None = None,
        only_fields: Sequence[str] | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        shallow_search: bool | None = None,
        search_hidden: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        **conditions: Json,
    ) -> projects.ProjectList:
        """List projects."""

    @endpoint("projects.get_unique_metric_variants", projects.MetricVariants)
    async def get_unique_metric_variants(
        self,
        *,
        project: str | None = None,
        include_subprojects: bool | None = None,
        model_metrics: bool | None = None,
        ids: Sequence[str] | None = None,
    ) -> projects.MetricVariants:
        """List the metrics that tasks or models of a project have."""

    @endpoint("projects.get_hyper_parameters", projects.HyperParameters)
    async def get_hyper_parameters(
        self,
        *,
        project: str | NotGiven | None = NOT_GIVEN,
        page: int | None = None,
        page_size: int | None = None,
        include_subprojects: bool | None = None,
    ) -> projects.HyperParameters:
        """List the names of hyperparameters that tasks of a project have; None for all tasks."""

    @endpoint("projects.get_hyperparam_values", many.Values)
    async def get_hyperparam_values(
        self,
        *,
        section: str,
        name: str,
        projects: Sequence[str] | None = None,
        allow_public: bool | None = None,
        include_subprojects: bool | None = None,
        page: int | None = None,
        page_size: int | None = None,
        pattern: str | None = None,
    ) -> many.Values:
        """List the values of one hyperparameter in projects."""

    @endpoint("projects.get_model_metadata_keys", projects.MetadataKeys)
    async def get_model_metadata_keys(
        self,
        *,
        project: str | NotGiven | None = NOT_GIVEN,
        include_subprojects: bool | None = None,
        page: int | None = None,
        page_size: int | None = None,
    ) -> projects.MetadataKeys:
        """List the keys of notes that models of a project have; None for all models."""

    @endpoint("projects.get_model_metadata_values", many.Values)
    async def get_model_metadata_values(
        self,
        *,
        key: str,
        projects: Sequence[str] | None = None,
        allow_public: bool | None = None,
        include_subprojects: bool | None = None,
        page: int | None = None,
        page_size: int | None = None,
    ) -> many.Values:
        """List the values of one note on models in projects."""

    @endpoint("projects.get_project_tags", many.Tags)
    async def get_project_tags(
        self,
        *,
        include_system: bool | None = None,
        projects: Sequence[str] | None = None,
        filter: JsonObject | None = None,
    ) -> many.Tags:
        """List the tags of projects."""

    @endpoint("projects.get_task_tags", many.Tags)
    async def get_task_tags(
        self,
        *,
        include_system: bool | None = None,
        projects: Sequence[str] | None = None,
        filter: JsonObject | None = None,
    ) -> many.Tags:
        """List the tags of tasks in projects."""

    @endpoint("projects.get_model_tags", many.Tags)
    async def get_model_tags(
        self,
        *,
        include_system: bool | None = None,
        projects: Sequence[str] | None = None,
        filter: JsonObject | None = None,
    ) -> many.Tags:
        """List the tags of models in projects."""

    @endpoint("projects.get_task_parents", projects.TaskParents)
    async def get_task_parents(
        self,
        *,
        projects: Sequence[str] | None = None,
        tasks_state: str | None = None,
        include_subprojects: bool | None = None,
        task_name: str | None = None,
    ) -> projects.TaskParents:
        """List the parents of tasks in projects."""

    @endpoint("projects.get_user_names", projects.UserNames)
    async def get_user_names(
        self,
        *,
        projects: Sequence[str] | None = None,
        include_subprojects: bool | None = None,
        entity: str | None = None,
    ) -> projects.UserNames:
        """List the users who have something in projects."""

    @endpoint("projects.validate_delete", projects.DeletionCheck)
    async def validate_delete(
        self,
        *,
        project: str,
    ) -> projects.DeletionCheck:
        """Count what deleting a project would delete."""
