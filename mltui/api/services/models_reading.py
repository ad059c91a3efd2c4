"""The questions about models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import models
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import models as types
from mltui.api.types.json import Json, JsonObject


class ModelReadingEndpoints(Service):
    """The questions about models."""

    @endpoint("models.get_by_id", models.OneModel)
    async def get_by_id(
        self,
        *,
        model: str,
    ) -> models.OneModel:
        """Read a model."""

    @endpoint("models.get_by_id_ex", models.ModelList)
    async def get_by_id_ex(
        self,
        *,
        name: str | None = None,
        user: Sequence[str] | None = None,
        ready: bool | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        project: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        task: Sequence[str] | None = None,
        id: Sequence[str] | None = None,
        search_text: str | None = None,
        framework: Sequence[str] | None = None,
        uri: Sequence[str] | None = None,
        last_update: Sequence[str] | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        **conditions: Json,
    ) -> models.ModelList:
        """Read models, with what they refer to."""

    @endpoint("models.get_all_ex", models.ModelList)
    async def get_all_ex(
        self,
        *,
        name: str | None = None,
        user: Sequence[str] | None = None,
        ready: bool | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        project: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        task: Sequence[str] | None = None,
        id: Sequence[str] | None = None,
        search_text: str | None = None,
        framework: Sequence[str] | None = None,
        uri: Sequence[str] | None = None,
        last_update: Sequence[str] | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        include_subprojects: bool | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        include_stats: bool | None = None,
        allow_public: bool | None = None,
        filters: Mapping[str, JsonObject] | None = None,
        **conditions: Json,
    ) -> models.ModelList:
        """List models, with what they refer to."""

    @endpoint("models.get_all", models.ModelList)
    async def get_all(
        self,
        *,
        name: str | None = None,
        user: Sequence[str] | None = None,
        ready: bool | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        project: Sequence[str] | None = None,
        order_by: Sequence[str] | None = None,
        task: Sequence[str] | None = None,
        id: Sequence[str] | None = None,
        search_text: str | None = None,
        framework: Sequence[str] | None = None,
        uri: Sequence[str] | None = None,
        last_update: Sequence[str] | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        include_subprojects: bool | None = None,
        **conditions: Json,
    ) -> models.ModelList:
        """List models."""

    @endpoint("models.get_frameworks", models.Frameworks)
    async def get_frameworks(
        self,
        *,
        projects: Sequence[str] | None = None,
    ) -> models.Frameworks:
        """List the frameworks of the models in projects."""
