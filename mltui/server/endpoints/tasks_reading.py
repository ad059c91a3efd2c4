"""tasks: finding and reading tasks."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.batches import ids_of
from mltui.server.condition import EVERYTHING
from mltui.server.errors import failure
from mltui.server.listing import TASKS
from mltui.server.lists import listed
from mltui.server.project_tree import with_all_below
from mltui.server.references import check_fields, extended, only_fields_of
from mltui.server.registry import Call, endpoint
from mltui.server.task_documents import new_task


@endpoint("tasks.get_by_id", required=("task",))
def get_by_id(call: Call) -> JsonObject:
    """One task, whole."""
    task = call.store.tasks.get(str(call.request["task"]))
    if task is None:
        raise failure(400, 101, ids=[call.request["task"]])
    task.pop("enqueue_status", None)
    return {"task": task}


@endpoint("tasks.get_by_id_ex", required_fields=("id",))
def get_by_id_ex(call: Call) -> JsonObject:
    """Some tasks, with the names of what they refer to."""
    wanted = only_fields_of(call.request)
    check_fields(TASKS, wanted or ())
    ids: Json = call.request["id"]
    tasks = call.store.tasks.find({"id": ids})
    return {"tasks": [*extended(call.store, TASKS, tasks, wanted)]}


@endpoint("tasks.get_all")
def get_all(call: Call) -> JsonObject:
    """The tasks that match, with bare ids."""
    return listed(TASKS, call, extend=False)


@endpoint("tasks.get_all_ex")
def get_all_ex(call: Call) -> JsonObject:
    """The tasks that match, with the names of what they refer to."""
    return listed(TASKS, call, extend=True)


@endpoint("tasks.get_types", types={"projects": list})
def get_types(call: Call) -> JsonObject:
    """The types that the tasks of some projects (and of those below them) have."""
    projects = call.request.get("projects")
    condition = EVERYTHING
    if isinstance(projects, list) and projects:
        inside: list[Json] = []
        for project in projects:
            inside.extend(with_all_below(call.store, str(project)))
        condition = call.store.tasks.condition({"project": inside})
    rows = call.store.tasks.rows(["type"], condition, group_by=["type"])
    return {"types": [*sorted(str(row[0]) for row in rows if row[0])]}


@endpoint("tasks.get_hyper_params", required=("tasks",), types={"tasks": list})
def get_hyper_params(call: Call) -> JsonObject:
    """The hyperparameters of some tasks, as lists."""
    answers: list[Json] = []
    for task in _tasks(call):
        sections = task.get("hyperparams")
        items = [
            item
            for section in (sections.values() if isinstance(sections, dict) else ())
            for item in (section.values() if isinstance(section, dict) else ())
            if isinstance(item, dict)
        ]
        items.sort(key=lambda item: (str(item.get("section")), str(item.get("name"))))
        answers.append({"task": task["id"], "hyperparams": [*items]})
    return {"params": answers}


@endpoint("tasks.get_configurations", required=("tasks",), types={"tasks": list, "names": list})
def get_configurations(call: Call) -> JsonObject:
    """The configuration objects of some tasks, as lists."""
    names = call.request.get("names")
    answers: list[Json] = []
    for task in _tasks(call):
        items = _configuration(task)
        if isinstance(names, list) and names:
            items = [item for item in items if item.get("name") in names]
        answers.append({"task": task["id"], "configuration": [*items]})
    return {"configurations": answers}


@endpoint(
    "tasks.get_configuration_names",
    required=("tasks",),
    types={"tasks": list, "skip_empty": bool},
)
def get_configuration_names(call: Call) -> JsonObject:
    """The names of the configuration objects of some tasks."""
    skip_empty = call.request.get("skip_empty", True)
    answers: list[Json] = []
    for task in _tasks(call):
        items = _configuration(task)
        names = [item.get("name") for item in items if item.get("value") or not skip_empty]
        answers.append({"task": task["id"], "names": [*names]})
    return {"configurations": answers}


@endpoint("tasks.validate", required=("name", "type"))
def validate(call: Call) -> JsonObject:
    """Whether a task could be created so."""
    new_task(call.store, call.request, call.identity, call.now)
    return {}


def _configuration(task: JsonObject) -> list[JsonObject]:
    configuration = task.get("configuration")
    items = configuration.values() if isinstance(configuration, dict) else ()
    found = [item for item in items if isinstance(item, dict)]
    return sorted(found, key=lambda item: str(item.get("name")))


def _tasks(call: Call) -> list[JsonObject]:
    ids = ids_of(call, "tasks")
    found = {str(task["id"]): task for task in call.store.tasks.find({"id": [*ids]})}
    unknown: list[Json] = [one for one in ids if one not in found]
    if unknown or not ids:
        raise failure(400, 101, ids=unknown)
    return [found[one] for one in ids]
