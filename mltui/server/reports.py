"""Reports: Markdown texts kept as hidden tasks, in a hidden `.reports` project of their project."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import Condition
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.project_tree import ensure_project, get_project
from mltui.server.registry import Call
from mltui.server.store import Store
from mltui.server.task_status import get_task

REPORT_TYPE = "report"
REPORTS = Condition("type = ?", (REPORT_TYPE,))
"""Holds for the tasks that are reports."""

REPORT_TAGS: tuple[str, ...] = ("hidden", "reports")
"""The system tags of a report and of the project it is in."""

FOLDER = ".reports"


def get_report(store: Store, report: str, identity: Identity) -> JsonObject:
    """A report that something is to be done to.

    Raises:
        ServerError: 400/101 there is no such task, 400/150 it is not a report.
    """
    task = get_task(store, report, identity)
    if task.get("type") != REPORT_TYPE:
        raise failure(400, 150, id=report)
    return task


def reports_project(call: Call, project: Json, name: Json) -> str:
    """The id of the hidden project for the reports of a project, which is made if need be.

    Args:
        call: the request.
        project: the project's id, or None.
        name: else the project's name; without either the report belongs to no project.

    Raises:
        ServerError: 400/401, there is no project of this id.
    """
    if project:
        name = get_project(call.store, str(project))["name"]
    above = str(name or "")
    if above != FOLDER and not above.endswith("/" + FOLDER):
        above = f"{above}/{FOLDER}" if above else FOLDER
    return ensure_project(
        call.store,
        above,
        user=call.identity.user,
        company=call.identity.company,
        now=call.now,
        details={"system_tags": [*REPORT_TAGS]},
    )
