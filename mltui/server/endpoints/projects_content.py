"""projects: what there is in projects to choose from: tags, metrics, hyperparameters, people."""

from __future__ import annotations

import json

from mltui.api.types.json import Json, JsonObject
from mltui.server.collection import Collection
from mltui.server.condition import EVERYTHING, Condition, all_of
from mltui.server.errors import failure
from mltui.server.project_tree import with_all_below
from mltui.server.query import ARCHIVED, NOT_ARCHIVED, has_any, matches
from mltui.server.registry import Call, endpoint

_DEFAULT_PAGE = 500


@endpoint("projects.get_unique_metric_variants", types={"project": str, "model_metrics": bool})
def get_unique_metric_variants(call: Call) -> JsonObject:
    """The metrics and variants that tasks (or models) reported."""
    collection = call.store.models if call.request.get("model_metrics") else call.store.tasks
    condition = _inside(call, collection)
    ids = call.request.get("ids")
    if isinstance(ids, list) and ids:
        condition = collection.condition({"id": ids})
    rows = call.store.connection.execute(
        f"SELECT DISTINCT metric.key, variant.key, json_extract(variant.value, '$.metric'),"
        f" json_extract(variant.value, '$.variant') FROM {collection.name},"
        f" json_each({collection.name}.doc, '$.last_metrics') AS metric,"
        f" json_each(metric.value) AS variant WHERE {condition.sql}",
        condition.parameters,
    )
    found = sorted({(m, v, mh, vh) for mh, vh, m, v in rows if m is not None})
    return {
        "metrics": [
            {"metric": metric, "metric_hash": mh, "variant": variant, "variant_hash": vh}
            for metric, variant, mh, vh in found
        ]
    }


@endpoint("projects.get_hyper_parameters", types={"project": str}, min_version="2.9")
def get_hyper_parameters(call: Call) -> JsonObject:
    """The sections and names of the hyperparameters of a project's tasks, or of all."""
    condition = _inside(call, call.store.tasks)
    rows = call.store.connection.execute(
        "SELECT DISTINCT section.key, item.key FROM tasks,"
        " json_each(tasks.doc, '$.hyperparams') AS section,"
        " json_each(iif(section.type = 'object', section.value, '{}')) AS item"
        f" WHERE {condition.sql} ORDER BY 1, 2",
        condition.parameters,
    )
    found: list[Json] = [{"section": section, "name": name} for section, name in rows]
    page, remaining = _page(call, found)
    return {"total": len(page), "remaining": remaining, "parameters": page}


@endpoint("projects.get_hyperparam_values", required=("section", "name"), min_version="2.13")
def get_hyperparam_values(call: Call) -> JsonObject:
    """The values that a hyperparameter has in the tasks of some projects."""
    tasks = call.store.tasks
    path = ("hyperparams", str(call.request["section"]), str(call.request["name"]), "value")
    conditions = [_inside(call, tasks), Condition(f"{tasks.expression(path)} IS NOT NULL")]
    pattern = call.request.get("pattern")
    if isinstance(pattern, str) and pattern:
        conditions.append(matches(tasks, path, pattern))
    rows = tasks.rows([path], all_of(conditions))
    values: list[Json] = list(dict.fromkeys(str(row[0]) for row in rows))
    page, _ = _page(call, values)
    return {"total": len(values), "values": page}


@endpoint("projects.get_model_metadata_keys", types={"project": str})
def get_model_metadata_keys(call: Call) -> JsonObject:
    """The keys of the metadata of a project's models, or of all."""
    condition = _inside(call, call.store.models)
    rows = call.store.connection.execute(
        "SELECT DISTINCT item.key FROM models, json_each(models.doc, '$.metadata') AS item"
        f" WHERE {condition.sql} ORDER BY 1",
        condition.parameters,
    )
    keys: list[Json] = [row[0] for row in rows]
    page, remaining = _page(call, keys)
    return {"total": len(keys), "remaining": remaining, "keys": page}


@endpoint("projects.get_model_metadata_values", required=("key",))
def get_model_metadata_values(call: Call) -> JsonObject:
    """The values that a key has in the metadata of the models of some projects."""
    models = call.store.models
    path = ("metadata", str(call.request["key"]), "value")
    rows = models.rows([path], _inside(call, models))
    values: list[Json] = list(dict.fromkeys(str(row[0]) for row in rows if row[0] is not None))
    page, _ = _page(call, values)
    return {"total": len(values), "values": page}


@endpoint("projects.get_project_tags")
def get_project_tags(call: Call) -> JsonObject:
    """The tags that projects have."""
    return tags_of(call, call.store.projects, EVERYTHING)


@endpoint("projects.get_task_tags", min_version="2.8")
def get_task_tags(call: Call) -> JsonObject:
    """The tags that tasks have."""
    return tags_of(call, call.store.tasks, _inside(call, call.store.tasks))


@endpoint("projects.get_model_tags", min_version="2.8")
def get_model_tags(call: Call) -> JsonObject:
    """The tags that models have."""
    return tags_of(call, call.store.models, _inside(call, call.store.models))


@endpoint("projects.get_task_parents", min_version="2.12")
def get_task_parents(call: Call) -> JsonObject:
    """The tasks that are parents of others."""
    tasks = call.store.tasks
    conditions = [_inside(call, tasks), Condition("parent IS NOT NULL")]
    state = call.request.get("tasks_state")
    if state in ("active", "archived"):
        conditions.append(ARCHIVED if state == "archived" else NOT_ARCHIVED)
    rows = tasks.rows(["parent"], all_of(conditions), group_by=["parent"])
    ids: list[Json] = [str(row[0]) for row in rows]
    parents = tasks.find({"id": ids}, order_by=["name"]) if ids else []
    name = call.request.get("task_name")
    if isinstance(name, str) and name:
        parents = [task for task in parents if name.lower() in str(task.get("name")).lower()]
    return {"parents": [_parent(call, task) for task in parents]}


@endpoint("projects.get_user_names")
def get_user_names(call: Call) -> JsonObject:
    """The people who made the tasks (or models) of some projects."""
    models = call.request.get("entity") == "model"
    collection = call.store.models if models else call.store.tasks
    rows = collection.rows(["user"], _inside(call, collection), group_by=["user"])
    ids: list[Json] = [str(row[0]) for row in rows if row[0]]
    users = call.store.users.find({"id": ids}, order_by=["name"]) if ids else []
    return {"users": [{"id": user["id"], "name": user.get("name")} for user in users]}


def tags_of(call: Call, collection: Collection, condition: Condition) -> JsonObject:
    """The tags that documents have, and with `include_system` their system tags."""
    fields = ["tags", "system_tags"] if call.request.get("include_system") else ["tags"]
    wanted = call.request.get("filter")
    wanted_system = wanted.get("system_tags") if isinstance(wanted, dict) else None
    if isinstance(wanted_system, list) and wanted_system:
        names = [str(tag) for tag in wanted_system]
        condition = all_of([condition, has_any(collection, "system_tags", names)])
    answer: JsonObject = {}
    for field in fields:
        found: set[str] = set()
        for (listed,) in collection.rows([field], condition, group_by=[field]):
            found.update(str(tag) for tag in json.loads(str(listed or "[]")))
        answer[field] = [*sorted(found)]
    return answer


def _inside(call: Call, collection: Collection) -> Condition:
    """Holds for what is in the projects of a request, and below them unless it says not to."""
    wanted = call.request.get("projects")
    projects = wanted if isinstance(wanted, list) else [call.request.get("project")]
    ids = [str(project) for project in projects if project]
    if not ids:
        return EVERYTHING
    if call.request.get("include_subprojects", True):
        ids = [one for project in ids for one in with_all_below(call.store, project)]
    return collection.condition({"project": [*ids]})


def _page(call: Call, found: list[Json]) -> tuple[list[Json], int]:
    """The page of what was found, and how much comes after it."""
    page, size = call.request.get("page") or 0, call.request.get("page_size") or _DEFAULT_PAGE
    if not isinstance(page, int) or not isinstance(size, int) or page < 0 or size < 1:
        raise failure(400, 12, "page must be >=0", field="page")
    begin = page * size
    return found[begin : begin + size], max(0, len(found) - begin - size)


def _parent(call: Call, task: JsonObject) -> JsonObject:
    parent: JsonObject = {"id": task["id"], "name": task.get("name")}
    project = call.store.projects.get(str(task.get("project")))
    if project is not None:
        parent["project"] = {"id": project["id"], "name": project["name"]}
    return parent
