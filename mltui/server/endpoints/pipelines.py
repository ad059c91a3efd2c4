"""pipelines: running one, and deleting its runs."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.batches import each, ids_of
from mltui.server.condition import Condition, all_of
from mltui.server.document import write
from mltui.server.errors import failure
from mltui.server.query import has_any
from mltui.server.registry import Call, endpoint

_PIPELINE = "pipeline"


@endpoint("pipelines.start_pipeline", required=("task",), types={"args": list})
def start_pipeline(call: Call) -> JsonObject:
    """Copies a pipeline's task, gives the copy its arguments and puts it into a queue."""
    source = call.store.tasks.get(str(call.request["task"]))
    if source is None:
        raise failure(400, 101, id=call.request["task"])
    cloned = call.engine.call("tasks.clone", {"task": source["id"]}, call.identity)
    pipeline = str(cloned["id"])
    changes: JsonObject = {"hyperparams": source.get("hyperparams") or {}}
    args = call.request.get("args")
    for argument in args if isinstance(args, list) else []:
        if isinstance(argument, dict):
            name, value = str(argument.get("name")), argument.get("value")
            entry: JsonObject = {"section": "Args", "name": name, "value": value}
            write(changes, ("hyperparams", "Args", name), entry)
    call.store.tasks.update(pipeline, changes)
    body: JsonObject = {"task": pipeline}
    for name in ("queue", "verify_watched_queue"):
        if call.request.get(name):
            body[name] = call.request[name]
    queued = call.engine.call("tasks.enqueue", body, call.identity)
    answer: JsonObject = {"pipeline": pipeline, "enqueued": bool(queued.get("queued"))}
    if "queue_watched" in queued:
        answer["queue_watched"] = queued["queue_watched"]
    return answer


@endpoint("pipelines.delete_runs", required=("ids", "project"), types={"ids": list})
def delete_runs(call: Call) -> JsonObject:
    """Deletes runs of a pipeline, but never all of them."""
    ids, project = ids_of(call), str(call.request["project"])
    runs = all_of(
        [
            Condition("project = ?", (project,)),
            has_any(call.store.tasks, "system_tags", [_PIPELINE]),
        ]
    )
    left = {str(row[0]) for row in call.store.tasks.rows(["id"], runs)} - set(ids)
    if not left:
        raise failure(400, 160, project=project)

    def action(task: str) -> JsonObject:
        body: JsonObject = {"task": task, "force": True}
        deleted = call.engine.call("tasks.delete", body, call.identity)
        kept: JsonObject = {"deleted": True}
        for name in ("updated_children", "updated_models", "deleted_models"):
            value: Json = deleted.get(name)
            if value is not None:
                kept[name] = value
        return kept

    return each(call, action)
