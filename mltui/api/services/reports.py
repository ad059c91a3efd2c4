"""Reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.api.services.answers import many, reports
from mltui.api.services.endpoint import NOT_GIVEN, NotGiven, Service, endpoint
from mltui.api.types import reports as types
from mltui.api.types.json import Json, JsonObject


class ReportsService(Service):
    """The endpoints of `reports`."""

    @endpoint("reports.get_all_ex", reports.ReportList)
    async def get_all_ex(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        user: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        project: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        status_changed: Sequence[str] | None = None,
        search_text: str | None = None,
        scroll_id: str | NotGiven | None = NOT_GIVEN,
        refresh_scroll: bool | None = None,
        size: int | None = None,
        allow_public: bool | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        include_subprojects: bool | None = None,
        filters: Mapping[str, JsonObject] | None = None,
        **conditions: Json,
    ) -> reports.ReportList:
        """List reports; they are in the answer's `tasks`."""

    @endpoint("reports.get_task_data", reports.TaskData)
    async def get_task_data(
        self,
        *,
        id: Sequence[str] | None = None,
        name: str | None = None,
        user: Sequence[str] | None = None,
        size: int | None = None,
        order_by: Sequence[str] | None = None,
        type: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        system_tags: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        project: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        parent: str | None = None,
        status_changed: Sequence[str] | None = None,
        search_text: str | None = None,
        allow_public: bool | None = None,
        _all_: types.MultiFieldPatternData | JsonObject | None = None,
        _any_: types.MultiFieldPatternData | JsonObject | None = None,
        search_hidden: bool | None = None,
        include_subprojects: bool | None = None,
        plots: JsonObject | None = None,
        debug_images: JsonObject | None = None,
        scalar_metrics_iter_histogram: JsonObject | None = None,
        model_events: bool | None = None,
        single_value_metrics: JsonObject | None = None,
        **conditions: Json,
    ) -> reports.TaskData:
        """Read what a report shows of tasks."""

    @endpoint("reports.get_tags", many.Tags)
    async def get_tags(self) -> many.Tags:
        """List the tags of reports."""

    @endpoint("reports.create", reports.CreatedReport)
    async def create(
        self,
        *,
        name: str,
        tags: Sequence[str] | None = None,
        comment: str | None = None,
        report: str | None = None,
        project: str | None = None,
        report_assets: Sequence[str] | None = None,
    ) -> reports.CreatedReport:
        """Make a report."""

    @endpoint("reports.update", many.Updated)
    async def update(
        self,
        *,
        task: str,
        name: str | None = None,
        tags: Sequence[str] | None = None,
        comment: str | None = None,
        report: str | None = None,
        report_assets: Sequence[str] | None = None,
    ) -> many.Updated:
        """Change a report."""

    @endpoint("reports.move", many.Moved)
    async def move(
        self,
        *,
        task: str,
        project: str | None = None,
        project_name: str | None = None,
    ) -> many.Moved:
        """Move a report to another project, by id or by name."""

    @endpoint("reports.publish", many.Updated)
    async def publish(
        self,
        *,
        task: str,
        comment: str | None = None,
    ) -> many.Updated:
        """Publish a report; it can be changed no more."""

    @endpoint("reports.archive", reports.ArchivedReport)
    async def archive(
        self,
        *,
        task: str,
        comment: str | None = None,
    ) -> reports.ArchivedReport:
        """Archive a report."""

    @endpoint("reports.unarchive", reports.UnarchivedReport)
    async def unarchive(
        self,
        *,
        task: str,
        comment: str | None = None,
    ) -> reports.UnarchivedReport:
        """Bring a report back from the archive."""

    @endpoint("reports.delete", many.Deleted)
    async def delete(
        self,
        *,
        task: str,
        force: bool | None = None,
    ) -> many.Deleted:
        """Delete a report."""
