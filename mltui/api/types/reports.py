"""The types of reports. A report is a task underneath, so most are those of tasks or events."""

from __future__ import annotations

from mltui.api.types import events, tasks
from mltui.api.types.base import ApiObject, OpenEnum, Reference, UtcDatetime

Artifact = tasks.Artifact
ArtifactModeEnum = tasks.ArtifactModeEnum
ArtifactTypeData = tasks.ArtifactTypeData
ConfigurationItem = tasks.ConfigurationItem
DebugImagesResponseTaskMetrics = events.DebugImagesResponseTaskMetrics
Execution = tasks.Execution
LastMetricsEvent = tasks.LastMetricsEvent
LastMetricsVariants = tasks.LastMetricsVariants
MetricVariants = events.MetricVariants
MultiFieldPatternData = tasks.MultiFieldPatternData
Output = tasks.Output
ParamsItem = tasks.ParamsItem


class ReportStatusEnum(OpenEnum):
    """The status of a report."""

    CREATED = "created"
    PUBLISHED = "published"


class Report(ApiObject):
    """A report: a text in Markdown with live plots in it."""

    comment: str | None = None
    """A free text."""
    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    id: str | None = None
    """Its id."""
    last_update: UtcDatetime | None = None
    """When it was last changed or reported to."""
    name: str | None = None
    """Its name."""
    project: Reference | None = None
    """Its project."""
    published: UtcDatetime | None = None
    """When it was published."""
    report: str | None = None
    """The text, in Markdown."""
    report_assets: list[str] | None = None
    """Files that the text shows."""
    status: ReportStatusEnum | None = None
    """The status."""
    status_changed: UtcDatetime | None = None
    """When the status last changed."""
    status_message: str | None = None
    """What is going on; "stopping" while a worker is asked to stop."""
    status_reason: str | None = None
    """Why the status changed."""
    system_tags: list[str] | None = None
    """The tags that ClearML gave; `archived` is one."""
    tags: list[str] | None = None
    """The tags that people gave."""
    user: Reference | None = None
    """Who made it."""
    last_change: UtcDatetime | None = None
    """When anything of it last changed."""
    last_changed_by: str | None = None
    """The id of the user who last changed it."""


ScalarKeyEnum = events.ScalarKeyEnum
Script = tasks.Script
SectionParams = tasks.SectionParams
SingleValueTaskMetrics = events.SingleValueTaskMetrics
Task = tasks.Task
TaskModelItem = tasks.TaskModelItem
TaskModels = tasks.TaskModels
TaskStatusEnum = tasks.TaskStatusEnum
TaskTypeEnum = tasks.TaskTypeEnum
