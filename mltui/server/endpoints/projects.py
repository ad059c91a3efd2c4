"""projects: finding and reading projects."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import EVERYTHING, Condition, all_of
from mltui.server.listing import PROJECTS
from mltui.server.lists import listed, page_of, wanted_documents
from mltui.server.project_statistics import own_statistics, summed
from mltui.server.project_tree import get_project
from mltui.server.query import NOT_ARCHIVED, NOT_HIDDEN
from mltui.server.references import check_fields, extended, only_fields_of
from mltui.server.registry import Call, endpoint
from mltui.server.store import Store


@endpoint("projects.get_by_id", required=("project",))
def get_by_id(call: Call) -> JsonObject:
    """One project."""
    return {"project": get_project(call.store, str(call.request["project"]))}


@endpoint("projects.get_all")
def get_all(call: Call) -> JsonObject:
    """The projects that match, with bare ids."""
    return listed(PROJECTS, call, extend=False, also=_also(call))


@endpoint("projects.get_all_ex", types={"include_stats": bool, "active_users": list})
def get_all_ex(call: Call) -> JsonObject:
    """The projects that match, with what their tasks add up to if that is asked."""
    wanted = only_fields_of(call.request)
    check_fields(PROJECTS, wanted or ())
    condition = wanted_documents(PROJECTS, call, _also(call))
    projects, scroll_id = page_of(PROJECTS, call, condition)
    shown = extended(call.store, PROJECTS, projects, wanted)
    if call.request.get("check_own_contents"):
        _add_own_contents(call.store, shown)
    if call.request.get("include_stats"):
        _add_statistics(call, shown)
    answer: JsonObject = {"projects": [*shown]}
    if scroll_id is not None:
        answer["scroll_id"] = scroll_id
    return answer


def _also(call: Call) -> Condition:
    """What a request for projects asks for beside the usual filters."""
    parts = [EVERYTHING]
    request = call.request
    if request.get("shallow_search") and not any(request.get(n) for n in ("parent", "name")):
        parts.append(Condition("parent IS NULL"))
    users = request.get("active_users")
    if isinstance(users, list) and users:
        places = ", ".join("?" * len(users))
        active = f"SELECT project FROM tasks WHERE user IN ({places})"
        # A project is also active when one below it is.
        parts.append(
            Condition(
                f"(id IN ({active}) OR EXISTS (SELECT 1 FROM projects AS below,"
                " json_each(below.path) AS above"
                f" WHERE above.value = projects.id AND below.id IN ({active})))",
                tuple(str(user) for user in [*users, *users]),
            )
        )
    return all_of(parts)


def _add_statistics(call: Call, shown: list[JsonObject]) -> None:
    # Hidden are, for one, the projects of reports.
    seen = EVERYTHING if call.request.get("search_hidden") else NOT_HIDDEN
    own = own_statistics(call.store, call.now, all_of([NOT_ARCHIVED, seen]))
    descendants = _descendants(call.store, seen)
    with_children = call.request.get("stats_with_children", True)
    for project in shown:
        one = str(project["id"])
        below = descendants.get(one, [])
        counted = [one, *(str(child["id"]) for child in below)] if with_children else [one]
        project["stats"] = {"active": summed(own, counted).told()}
        project["sub_projects"] = [*below]


def _descendants(store: Store, seen: Condition) -> dict[str, list[JsonObject]]:
    """Of each project all those below it that are seen, by name: `{id, name}`."""
    found: dict[str, list[JsonObject]] = {}
    for project in store.projects.find(seen, order_by=["name"], fields=("id", "name", "path")):
        path = project.get("path")
        for above in path if isinstance(path, list) else []:
            found.setdefault(str(above), []).append({"id": project["id"], "name": project["name"]})
    return found


def _add_own_contents(store: Store, shown: list[JsonObject]) -> None:
    for field, collection in (("own_tasks", store.tasks), ("own_models", store.models)):
        rows = collection.rows(["project"], NOT_ARCHIVED, group_by=["project"], extra=["count(*)"])
        counts: dict[str, Json] = {str(project): count for project, count in rows}
        for project in shown:
            project[field] = counts.get(str(project["id"]), 0)
