"""The answers of `reports`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.services.answers.events import Curve, TaskPlots
from mltui.api.types import reports as types
from mltui.api.types.base import ApiObject


class ReportList(ApiObject):
    """A page of reports."""

    tasks: list[types.Report] = Field(default_factory=list)
    """The reports."""
    scroll_id: str | None = None
    """Continues from here; the end is an empty list."""


class TaskData(ApiObject):
    """What a report shows of tasks; what was not asked for is empty."""

    tasks: list[types.Task] = Field(default_factory=list)
    """The tasks."""
    plots: dict[str, dict[str, dict[str, dict[str, TaskPlots]]]] = Field(default_factory=dict)
    """By metric, variant, task id and iteration (as text)."""
    debug_images: list[types.DebugImagesResponseTaskMetrics] = Field(default_factory=list)
    """By task."""
    scalar_metrics_iter_histogram: dict[str, dict[str, dict[str, Curve]]] = Field(
        default_factory=dict
    )
    """By metric, variant and task id."""
    single_value_metrics: list[types.SingleValueTaskMetrics] = Field(default_factory=list)
    """By task."""


class CreatedReport(ApiObject):
    """What was made."""

    id: str | None = None
    """The report's id."""
    project_id: str | None = None
    """The id of the hidden project it was put in."""


class ArchivedReport(ApiObject):
    """What archiving did."""

    archived: int | None = None
    """How many reports were archived."""


class UnarchivedReport(ApiObject):
    """What bringing back did."""

    unarchived: int | None = None
    """How many reports came back."""
