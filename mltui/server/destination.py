"""The project that a request to move something names."""

from __future__ import annotations

from mltui.server.errors import failure
from mltui.server.project_tree import checked_name, ensure_project, find_project, get_project
from mltui.server.registry import Call
from mltui.server.validation import check_name


def destination(call: Call) -> str:
    """The id of the project given by `project` or by `project_name`, then made if need be."""
    project, name = call.request.get("project"), call.request.get("project_name")
    if not project and not name:
        raise failure(400, 11, "project or project_name is required")
    if project:
        return str(get_project(call.store, str(project))["id"])
    return project_named(call, str(name))


def project_named(call: Call, name: str) -> str:
    """The id of the project of a name; it is made, as the caller's, if it is new."""
    if find_project(call.store, checked_name(name)) is None:
        check_name(name)
    return ensure_project(
        call.store,
        name,
        user=call.identity.user,
        company=call.identity.company,
        now=call.now,
    )
