"""What concerns everything: counts, tags, usage, exports."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, organization
from mltui.api.services.endpoint import Service, endpoint
from mltui.api.types import organization as types
from mltui.api.types.json import Json, JsonObject


class OrganizationService(Service):
    """The endpoints of `organization`."""

    @endpoint("organization.get_tags", many.Tags)
    async def get_tags(
        self,
        *,
        include_system: bool | None = None,
        filter: JsonObject | None = None,
    ) -> many.Tags:
        """List the tags in use."""

    @endpoint("organization.get_user_companies", organization.Companies)
    async def get_user_companies(self) -> organization.Companies:
        """List the companies of the user, with their users."""

    @endpoint("organization.get_entities_count", organization.EntitiesCount)
    async def get_entities_count(
        self,
        *,
        projects: JsonObject | None = None,
        tasks: JsonObject | None = None,
        models: JsonObject | None = None,
        pipelines: JsonObject | None = None,
        pipeline_runs: JsonObject | None = None,
        datasets: JsonObject | None = None,
        dataset_versions: JsonObject | None = None,
        search_hidden: bool | None = None,
        active_users: Sequence[str] | None = None,
        reports: JsonObject | None = None,
        allow_public: bool | None = None,
        limit: int | None = None,
    ) -> organization.EntitiesCount:
        """Count what matches; each kind has the fields of its `get_all_ex`."""

    @endpoint("organization.prepare_download_for_get_all", organization.PreparedDownload)
    async def prepare_download_for_get_all(
        self,
        *,
        only_fields: Sequence[str],
        entity_type: str,
        field_mappings: Sequence[types.FieldMapping | JsonObject],
        allow_public: bool | None = None,
        search_hidden: bool | None = None,
        **conditions: Json,
    ) -> organization.PreparedDownload:
        """Prepare an export as CSV of what a `get_all_ex` lists."""

    @endpoint("organization.get_project_usages", organization.ProjectUsages)
    async def get_project_usages(
        self,
        *,
        projects: Sequence[str],
        from_date: str,
        to_date: str,
        include_development: bool | None = None,
        breakdown_keys: Sequence[str] | None = None,
        usage_fields: Sequence[str] | None = None,
    ) -> organization.ProjectUsages:
        """Read what projects, users and queues used between two dates."""

    async def download_for_get_all(self, *, prepare_id: str) -> str:
        """Return the text of an export, as CSV with a title line."""
        return await self._session.call_text(
            "organization.download_for_get_all", {"prepare_id": prepare_id}
        )
