"""tasks: creating, copying and changing tasks."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.batches import ids_of
from mltui.server.destination import destination, project_named
from mltui.server.errors import failure
from mltui.server.project_tree import touch_project
from mltui.server.registry import Call, endpoint
from mltui.server.task_documents import (
    check_references,
    copied_task,
    new_script,
    new_task,
)
from mltui.server.task_shapes import check_fields
from mltui.server.task_status import CREATED, get_task, progress_fields
from mltui.server.times import iso
from mltui.server.validation import check_name

# What a person writes on a task: changing it does not count as progress of the task.
_LABELS = ("name", "tags", "system_tags", "comment", "parent", "project")
_CONTENT = (
    "type",
    "execution",
    "hyperparams",
    "configuration",
    "script",
    "container",
    "runtime",
    "models",
    "report",
    "report_assets",
)


@endpoint("tasks.create", required=("name", "type"), types={"tags": list, "system_tags": list})
def create(call: Call) -> JsonObject:
    """A new task, a draft."""
    task = new_task(call.store, call.request, call.identity, call.now)
    call.store.tasks.insert(task)
    touch_project(call.store, task.get("project"), call.now)
    return {"id": task["id"]}


@endpoint("tasks.clone", required=("task",), types={"new_task_tags": list})
def clone(call: Call) -> JsonObject:
    """A draft with everything that the task was given."""
    request = call.request
    source = call.store.tasks.get(str(request["task"]))
    if source is None:
        raise failure(400, 101, id=request["task"])
    task = copied_task(source, call.identity, call.now)
    answer: JsonObject = {"id": task["id"]}
    if request.get("new_project_name"):
        name = str(request["new_project_name"])
        project = project_named(call, name)
        task["project"] = project
        answer["new_project"] = {"id": project, "name": name}
    for field, given in (
        ("name", "new_task_name"),
        ("comment", "new_task_comment"),
        ("tags", "new_task_tags"),
        ("system_tags", "new_task_system_tags"),
        ("parent", "new_task_parent"),
        ("project", "new_task_project"),
        ("hyperparams", "new_task_hyperparams"),
        ("configuration", "new_task_configuration"),
        ("container", "new_task_container"),
    ):
        if request.get(given):
            task[field] = request[given]
    models = request.get("new_task_input_models")
    check_fields(request, prefix="new_task_")
    check_fields({"models": {"input": models}, "execution": request.get("execution_overrides")})
    if isinstance(models, list):
        task["models"] = {"input": models, "output": []}
    overrides = request.get("execution_overrides")
    execution = task.get("execution")
    if isinstance(overrides, dict) and isinstance(execution, dict):
        task["execution"] = {**execution, **overrides}
    check_name(task.get("name"))
    check_references(call.store, {"project": task.get("project"), "parent": task.get("parent")})
    call.store.tasks.insert(task)
    touch_project(call.store, task.get("project"), call.now)
    return answer


@endpoint("tasks.update", required=("task",), types={"tags": list, "system_tags": list})
def update(call: Call) -> JsonObject:
    """Changes what a person writes on a task, whatever its status."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    fields = _written(call, task, _labels(call, call.request), progress=False)
    return {"fields": fields, "updated": int(bool(fields))}


@endpoint("tasks.update_batch")
def update_batch(call: Call) -> JsonObject:
    """`tasks.update`, once for each line of a body of JSON lines."""
    if not call.batch:
        raise failure(400, 17)
    updated = 0
    for line in call.batch:
        if not isinstance(line, dict) or "task" not in line:
            raise failure(400, 18, "missing field: task")
        task = get_task(call.store, str(line["task"]), call.identity)
        updated += bool(_written(call, task, _labels(call, line), progress=False))
    return {"updated": updated}


@endpoint("tasks.edit", required=("task",), types={"force": bool, "tags": list})
def edit(call: Call) -> JsonObject:
    """Changes anything of a draft, or, with force, of any task."""
    request = call.request
    task = get_task(call.store, str(request["task"]), call.identity)
    if task.get("status") != CREATED and not request.get("force"):
        raise failure(400, 110, expected=CREATED, status=task.get("status"))
    fields = _labels(call, request)
    content: JsonObject = {
        name: request[name] for name in _CONTENT if request.get(name) is not None
    }
    check_fields(request)
    script, execution = content.get("script"), content.get("execution")
    if isinstance(script, dict):
        content["script"] = {**new_script(), **script}
    if isinstance(execution, dict):
        before = task.get("execution")
        content["execution"] = {**(before if isinstance(before, dict) else {}), **execution}
    if request.get("output_dest") is not None:
        content["output"] = {"destination": request["output_dest"]}
    fields = _written(call, task, {**fields, **content}, progress=bool(content))
    return {"fields": fields, "updated": int(bool(fields))}


@endpoint("tasks.set_requirements", required=("task", "requirements"), types={"requirements": dict})
def set_requirements(call: Call) -> JsonObject:
    """Writes the packages a task needs."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    call.store.tasks.update(str(task["id"]), {"script.requirements": call.request["requirements"]})
    return {"fields": {}, "updated": 1}


@endpoint("tasks.edit_runtime", required=("task",), types={"add_or_update": dict, "remove": list})
def edit_runtime(call: Call) -> JsonObject:
    """Changes single runtime properties of a task."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    runtime = task.get("runtime")
    merged: JsonObject = dict(runtime) if isinstance(runtime, dict) else {}
    added, removed = call.request.get("add_or_update"), call.request.get("remove")
    for key, value in (added if isinstance(added, dict) else {}).items():
        merged[_escaped(key)] = value
    for gone in removed if isinstance(removed, list) else []:
        merged.pop(_escaped(gone), None)
    call.store.tasks.update(
        str(task["id"]),
        {"runtime": merged, **progress_fields(call.identity, call.now)},
    )
    return {"updated": 1}


@endpoint(
    "tasks.update_tags",
    required=("ids",),
    types={"ids": list, "add_tags": list, "remove_tags": list},
)
def update_tags(call: Call) -> JsonObject:
    """Adds and removes tags of tasks; the answer counts both for each."""
    updated = 0
    added, removed = call.request.get("add_tags"), call.request.get("remove_tags")
    for one in ids_of(call):
        task = call.store.tasks.get(one)
        if task is None:
            continue
        now = task.get("tags")
        tags = list(now) if isinstance(now, list) else []
        if isinstance(added, list) and added:
            tags += [tag for tag in added if tag not in tags]
            updated += 1
        if isinstance(removed, list) and removed:
            tags = [tag for tag in tags if tag not in removed]
            updated += 1
        _written(call, task, {"tags": tags}, progress=False)
    return {"updated": updated}


@endpoint("tasks.move", required=("ids",), types={"ids": list})
def move(call: Call) -> JsonObject:
    """Moves tasks into a project, by id or by name (then it is made if need be)."""
    target = destination(call)
    for one in ids_of(call):
        task = call.store.tasks.get(one)
        if task is not None:
            touch_project(call.store, task.get("project"), call.now)
            _written(call, task, {"project": target}, progress=False)
    return {"project_id": target}


@endpoint("tasks.make_public", required=("ids",), types={"ids": list}, min_version="2.9")
def make_public(call: Call) -> JsonObject:
    """Shows tasks to every company; there is one, so that the flag is all that changes."""
    return _owned(call, company="")


@endpoint("tasks.make_private", required=("ids",), types={"ids": list}, min_version="2.9")
def make_private(call: Call) -> JsonObject:
    """Takes back `make_public`."""
    return _owned(call, company=call.identity.company)


def _owned(call: Call, company: str) -> JsonObject:
    updated = 0
    for one in ids_of(call):
        updated += call.store.tasks.update(one, {"company": company})
    return {"updated": updated}


def _labels(call: Call, given: JsonObject) -> JsonObject:
    fields: JsonObject = {
        name: given[name] for name in _LABELS if name in given and given[name] is not None
    }
    check_fields(fields)
    check_name(fields.get("name"))
    check_references(call.store, fields)
    return fields


def _written(call: Call, task: JsonObject, fields: JsonObject, *, progress: bool) -> JsonObject:
    """Writes fields of a task and who changed it when; answers all that was written."""
    if not fields:
        return {}
    written: JsonObject = {
        **fields,
        "last_change": iso(call.now),
        "last_changed_by": call.identity.user,
    }
    if progress:
        written["last_update"] = iso(call.now)
    call.store.tasks.update(str(task["id"]), written)
    touch_project(call.store, fields.get("project") or task.get("project"), call.now)
    return written


def _escaped(key: Json) -> str:
    # The ClearML server answers such keys with this mark too.
    text = str(key)
    return f"%{text}" if text.startswith("_") else text
