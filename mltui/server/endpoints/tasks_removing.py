"""tasks: beginning anew and deleting."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.batches import each
from mltui.server.document import read
from mltui.server.errors import failure
from mltui.server.project_tree import touch_project
from mltui.server.queue_entries import remove_everywhere
from mltui.server.registry import Call, endpoint
from mltui.server.removal import (
    DELETED_TASK,
    give_up_file_of_model,
    give_up_files,
    remove_model,
    remove_task,
)
from mltui.server.task_documents import artifacts_of, new_execution, new_script
from mltui.server.task_models import models_of
from mltui.server.task_status import CREATED, PUBLISHED, QUEUED, change_status, get_task

_RESULTS = (
    "started",
    "completed",
    "published",
    "active_duration",
    "last_worker",
    "last_worker_report",
    "execution.queue",
    "enqueue_status",
)
_FLAGS = {
    "force": bool,
    "return_file_urls": bool,
    "delete_output_models": bool,
    "delete_external_artifacts": bool,
    "clear_all": bool,
}


@endpoint("tasks.reset", required=("task",), types=_FLAGS)
def reset(call: Call) -> JsonObject:
    """Makes the task a draft again, without what it gave."""
    answer = _reset(call, str(call.request["task"]))
    return {**answer, "dequeued": answer["dequeued"] or {}, "events": {}}


@endpoint("tasks.reset_many", required=("ids",), types={"ids": list, **_FLAGS})
def reset_many(call: Call) -> JsonObject:
    """Makes tasks drafts again."""

    def action(task: str) -> JsonObject:
        answer = _reset(call, task)
        return {**answer, "dequeued": bool(answer["dequeued"])}

    return each(call, action)


@endpoint("tasks.delete", required=("task",), types=_FLAGS)
def delete(call: Call) -> JsonObject:
    """Deletes a task that is a draft or archived; with force, any."""
    return _delete(call, str(call.request["task"]))


@endpoint("tasks.delete_many", required=("ids",), types={"ids": list, **_FLAGS})
def delete_many(call: Call) -> JsonObject:
    """Deletes tasks."""
    return each(call, lambda task: _delete(call, task))


def _reset(call: Call, one: str) -> JsonObject:
    task = get_task(call.store, one, call.identity)
    if task.get("status") == PUBLISHED and not call.request.get("force"):
        raise failure(400, 110, task_id=one, status=task.get("status"))
    dequeued: JsonObject = {}
    if task.get("status") == QUEUED:
        dequeued = {"updated": remove_everywhere(call.store, one, call.now)}
    urls = _urls(call, task)
    give_up_files(call, task)
    deleted_models, _ = _let_go_of_models(call, task)
    call.store.events.delete(one)
    also: JsonObject = {
        "last_iteration": 0,
        "last_metrics": {},
        "unique_metrics": [],
        "metric_stats": {},
        "runtime": {},
        "models": {"input": read(task, "models.input") or [], "output": []},
        "execution.artifacts": artifacts_of(task, mode="input"),
    }
    if call.request.get("clear_all"):
        also |= {"execution": new_execution(), "script": new_script()}
        del also["execution.artifacts"]
    call.store.tasks.update(one, also, unset=_RESULTS)
    fields = change_status(
        call.store,
        task,
        CREATED,
        call.identity,
        call.now,
        reason="reset",
        message="reset",
        force=True,
    )
    return {
        "deleted_models": deleted_models,
        "dequeued": dequeued,
        "fields": fields,
        "updated": 1,
        "urls": urls or {},
    }


def _delete(call: Call, one: str) -> JsonObject:
    task = get_task(call.store, one, call.identity)
    tags = task.get("system_tags")
    archived = isinstance(tags, list) and "archived" in tags
    if task.get("status") != CREATED and not archived and not call.request.get("force"):
        raise failure(
            400,
            123,
            "due to status, use force=True",
            task=one,
            expected=CREATED,
            current=task.get("status"),
        )
    urls = _urls(call, task)
    give_up_files(call, task)
    deleted_models, updated_models = _let_go_of_models(call, task)
    children = remove_task(call.store, one, call.now)
    touch_project(call.store, task.get("project"), call.now)
    return {
        "deleted": True,
        "updated_children": children,
        "updated_models": updated_models,
        "deleted_models": deleted_models,
        "urls": urls,
    }


def _let_go_of_models(call: Call, task: JsonObject) -> tuple[int, int]:
    """Deletes the unpublished models that a task made, unless someone wants them.

    Answers how many were deleted, and how many only lost their task.
    """
    deleted = updated = 0
    wanted = call.request.get("delete_output_models") is False
    for model in call.store.models.find({"task": task["id"]}):
        one = str(model["id"])
        if model.get("ready") or wanted or _is_used(call, one, str(task["id"])):
            updated += call.store.models.update(one, {"task": DELETED_TASK})
        else:
            give_up_file_of_model(call, model)
            deleted += remove_model(call.store, one)
    return deleted, updated


def _is_used(call: Call, model: str, task: str) -> bool:
    users = call.store.tasks.find(
        call.store.tasks.contains("models.input", "model", model), fields=("id",)
    )
    return any(user["id"] != task for user in users)


def _urls(call: Call, task: JsonObject) -> Json:
    """Where the files of a task are, if that was asked."""
    if not call.request.get("return_file_urls"):
        return None
    models = [call.store.models.get(str(one.get("model"))) for one in models_of(task, "output")]
    artifacts = [one for one in artifacts_of(task, mode="output") if isinstance(one, dict)]
    return {
        "model_urls": [model["uri"] for model in models if model and model.get("uri")],
        "artifact_urls": [one["uri"] for one in artifacts if one.get("uri")],
        "event_urls": [],
    }
