"""projects: making, changing, moving, merging and deleting projects."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.batches import ids_of
from mltui.server.collection import Collection
from mltui.server.condition import Condition, all_of, negation
from mltui.server.errors import failure, failure_as
from mltui.server.project_tree import (
    below,
    checked_name,
    ensure_project,
    find_project,
    get_project,
    move_project,
    with_all_below,
)
from mltui.server.query import NOT_ARCHIVED
from mltui.server.registry import Call, endpoint
from mltui.server.removal import give_up_file_of_model, give_up_files, remove_model, remove_task
from mltui.server.times import iso
from mltui.server.validation import check_name

_CHANGEABLE = ("name", "description", "tags", "system_tags", "default_output_destination")
_TYPES: dict[str, type] = {
    "name": str,
    "description": str,
    "tags": list,
    "system_tags": list,
    "default_output_destination": str,
}
_IS_REPORT = Condition("type = 'report'")


@endpoint("projects.create", required_fields=("name",), types=_TYPES)
def create(call: Call) -> JsonObject:
    """A new project, with those above it if they are not there."""
    name = checked_name(str(call.request["name"]))
    check_name(name)
    _check_free(call, name)
    details: JsonObject = {
        field: call.request[field]
        for field in _CHANGEABLE[1:]
        if call.request.get(field) is not None
    }
    project = ensure_project(
        call.store,
        name,
        user=call.identity.user,
        company=call.identity.company,
        now=call.now,
        details=details,
    )
    return {"id": project}


@endpoint("projects.update", required=("project",), types=_TYPES)
def update(call: Call) -> JsonObject:
    """Changes a project; a new name must leave it where it is."""
    project = get_project(call.store, str(call.request["project"]))
    fields: JsonObject = {
        field: call.request[field] for field in _CHANGEABLE if call.request.get(field) is not None
    }
    others = {field: value for field, value in fields.items() if field != "name"}
    call.store.projects.update(str(project["id"]), {**others, "last_update": iso(call.now)})
    if "name" in fields and fields["name"] != project["name"]:
        name = checked_name(str(fields["name"]))
        check_name(name)
        if name.rpartition("/")[0] != str(project["name"]).rpartition("/")[0]:
            raise failure(400, 408, name=name)
        _check_free(call, name)
        project = get_project(call.store, str(project["id"]))
        parent = project.get("parent")
        move_project(call.store, project, name, str(parent) if parent else None)
    return {"fields": fields, "updated": int(bool(fields))}


@endpoint("projects.move", required=("project",), types={"new_location": str})
def move(call: Call) -> JsonObject:
    """Puts a project, with all below it, under another one; the root if none is named."""
    project = get_project(call.store, str(call.request["project"]))
    location = str(call.request.get("new_location") or "")
    basename = str(project["name"]).rpartition("/")[2]
    name = f"{checked_name(location)}/{basename}" if location else basename
    if name == project["name"]:
        raise failure(400, 410, location=location or None)
    if f"{name}/".startswith(f"{project['name']}/"):
        raise failure(400, 411, project=project["id"])
    check_name(name)
    _check_free(call, name)
    parent = _ensure(call, location) if location else None
    return {"moved": move_project(call.store, project, name, parent)}


@endpoint("projects.merge", required=("project",), types={"destination_project": str})
def merge(call: Call) -> JsonObject:
    """Moves everything of a project into another one and deletes it."""
    source = get_project(call.store, str(call.request["project"]))
    wanted = call.request.get("destination_project")
    if not wanted:
        raise failure(400, 11, fields=["destination_project"])
    target = get_project(call.store, str(wanted))
    if source["id"] == target["id"]:
        raise failure(400, 410, source=source["id"])
    if target["id"] in with_all_below(call.store, str(source["id"])):
        raise failure(400, 412, source=source["id"], destination=target["id"])
    moved = 0
    for collection in (call.store.tasks, call.store.models):
        for (one,) in collection.rows(["id"], {"project": source["id"]}):
            moved += collection.update(str(one), {"project": target["id"]})
    children = call.store.projects.find({"parent": source["id"]})
    for child in children:
        name = f"{target['name']}/{str(child['name']).rpartition('/')[2]}"
        _check_free(call, name)
        move_project(call.store, child, name, str(target["id"]))
    call.store.projects.delete(str(source["id"]))
    return {"moved_entities": moved, "moved_projects": len(children)}


@endpoint("projects.validate_delete", required=("project",))
def validate_delete(call: Call) -> JsonObject:
    """What is in a project and below it, and would go with it."""
    project = str(get_project(call.store, str(call.request["project"]))["id"])
    tasks, models = call.store.tasks, call.store.models
    inside: JsonObject = {"project": [*with_all_below(call.store, project)]}
    is_task, is_report = negation(_IS_REPORT), _IS_REPORT
    return {
        "pipelines": 0,
        "datasets": 0,
        "tasks": _count(tasks, inside, is_task),
        "non_archived_tasks": _count(tasks, inside, is_task, NOT_ARCHIVED),
        "models": _count(models, inside),
        "non_archived_models": _count(models, inside, NOT_ARCHIVED),
        "reports": _count(tasks, inside, is_report),
        "non_archived_reports": _count(tasks, inside, is_report, NOT_ARCHIVED),
    }


@endpoint(
    "projects.delete",
    required=("project",),
    types={"force": bool, "delete_contents": bool, "delete_external_artifacts": bool},
)
def delete(call: Call) -> JsonObject:
    """Deletes a project and those below it.

    What is in them is deleted too (`delete_contents`) or stays without a project; if anything there
    is not archived, that takes `force`.
    """
    project = str(get_project(call.store, str(call.request["project"]))["id"])
    inside: JsonObject = {"project": [*with_all_below(call.store, project)]}
    if not call.request.get("force"):
        for collection, subcode in ((call.store.tasks, 402), (call.store.models, 405)):
            if _count(collection, inside, NOT_ARCHIVED):
                raise failure(400, subcode, "use force=true", id=project)
    deleted_tasks = deleted_models = left = 0
    if call.request.get("delete_contents"):
        for model in call.store.models.find(inside, fields=("id", "uri")):
            give_up_file_of_model(call, model)
            deleted_models += remove_model(call.store, str(model["id"]))
        for task in call.store.tasks.find(inside, fields=("id", "execution.artifacts")):
            give_up_files(call, task)
            remove_task(call.store, str(task["id"]), call.now)
            deleted_tasks += 1
    else:
        for collection in (call.store.tasks, call.store.models):
            for (one,) in collection.rows(["id"], inside):
                collection.update(str(one), {}, unset=("project",))
                left += collection is call.store.tasks
    deleted = call.store.projects.delete_many(below([project]))
    call.store.projects.delete(project)
    return {
        "deleted": deleted + 1,
        "disassociated_tasks": left,
        "urls": {"model_urls": [], "artifact_urls": [], "event_urls": []},
        "deleted_models": deleted_models,
        "deleted_tasks": deleted_tasks,
    }


@endpoint("projects.make_public", types={"ids": list}, min_version="2.9")
def make_public(call: Call) -> JsonObject:
    """Shows projects to every company; there is one, so that the flag is all that changes."""
    return _owned(call, "")


@endpoint("projects.make_private", types={"ids": list}, min_version="2.9")
def make_private(call: Call) -> JsonObject:
    """Takes back `make_public`."""
    return _owned(call, call.identity.company)


def _owned(call: Call, company: str) -> JsonObject:
    ids = ids_of(call)
    return {"updated": sum(call.store.projects.update(one, {"company": company}) for one in ids)}


def _count(collection: Collection, inside: JsonObject, *conditions: Condition) -> int:
    return collection.count(all_of([collection.condition(inside), *conditions]))


def _check_free(call: Call, name: str) -> None:
    if find_project(call.store, name) is not None:
        raise failure_as(
            400,
            801,
            "Project with the same name already exists",
            name=name,
            company=call.identity.company,
        )


def _ensure(call: Call, name: str) -> str:
    company, user = call.identity.company, call.identity.user
    return ensure_project(call.store, name, user=user, company=company, now=call.now)
