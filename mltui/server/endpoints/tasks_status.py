"""tasks: starting, stopping, finishing, publishing, archiving."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.batches import each, ids_of
from mltui.server.errors import failure
from mltui.server.project_tree import touch_project
from mltui.server.queue_entries import remove_everywhere
from mltui.server.registry import Call, endpoint
from mltui.server.task_models import publish_models
from mltui.server.task_status import (
    CLOSED,
    COMPLETED,
    CREATED,
    FAILED,
    IN_PROGRESS,
    PUBLISHED,
    QUEUED,
    STOPPED,
    change_status,
    get_task,
    is_run_by_worker,
    progress_fields,
)
from mltui.server.times import iso

_TOLD = {"force": bool, "status_reason": str, "status_message": str}


@endpoint("tasks.started", required=("task",), types=_TOLD)
def started(call: Call) -> JsonObject:
    """The task runs now."""
    task = _task(call)
    begins = task.get("status") != IN_PROGRESS
    also: JsonObject = {"started": iso(call.now)} if begins else {}
    fields = _changed(call, task, IN_PROGRESS, also)
    return {"fields": fields, "started": 1, "updated": 1}


@endpoint("tasks.stop", required=("task",), types=_TOLD)
def stop(call: Call) -> JsonObject:
    """Stops the task, or asks the worker that runs it to."""
    return {"fields": _stop(call, str(call.request["task"])), "updated": 1}


@endpoint("tasks.stop_many", required=("ids",), types={"ids": list, **_TOLD})
def stop_many(call: Call) -> JsonObject:
    """Stops tasks."""
    return each(call, lambda task: {"fields": _stop(call, task), "updated": 1})


@endpoint("tasks.stopped", required=("task",), types=_TOLD)
def stopped(call: Call) -> JsonObject:
    """The task was stopped."""
    return {"fields": _ended(call, STOPPED), "updated": 1}


@endpoint("tasks.failed", required=("task",), types=_TOLD)
def failed(call: Call) -> JsonObject:
    """The task failed."""
    return {"fields": _ended(call, FAILED), "updated": 1}


@endpoint(
    "tasks.completed", required=("task",), types={**_TOLD, "publish": bool}, min_version="2.2"
)
def completed(call: Call) -> JsonObject:
    """The task is done; publishes it too if asked."""
    fields = _ended(call, COMPLETED)
    published = 0
    if call.request.get("publish"):
        _publish(call, str(call.request["task"]))
        published = 1
    return {"fields": fields, "published": published, "updated": 1}


@endpoint("tasks.close", required=("task",), types=_TOLD)
def close(call: Call) -> JsonObject:
    """Closes a stopped task."""
    return {"fields": _changed(call, _task(call), CLOSED, {}), "updated": 1}


@endpoint("tasks.publish", required=("task",), types={**_TOLD, "publish_model": bool})
def publish(call: Call) -> JsonObject:
    """Publishes a task, and its models."""
    return {"fields": _publish(call, str(call.request["task"])), "updated": 1}


@endpoint("tasks.publish_many", required=("ids",), types={"ids": list, **_TOLD})
def publish_many(call: Call) -> JsonObject:
    """Publishes tasks."""
    return each(call, lambda task: {"fields": _publish(call, task), "updated": 1})


@endpoint("tasks.archive", required=("tasks",), types={"tasks": list, **_TOLD})
def archive(call: Call) -> JsonObject:
    """Archives tasks: all of them or, if one is unknown, none."""
    ids = ids_of(call, "tasks")
    unknown: list[Json] = [one for one in ids if call.store.tasks.get(one) is None]
    if unknown:
        raise failure(400, 101, ids=unknown)
    for one in ids:
        _archive(call, one)
    return {"archived": len(ids)}


@endpoint("tasks.archive_many", required=("ids",), types={"ids": list, **_TOLD})
def archive_many(call: Call) -> JsonObject:
    """Archives tasks, each alone."""

    def action(task: str) -> JsonObject:
        _archive(call, task)
        return {"archived": True}

    return each(call, action)


@endpoint("tasks.unarchive_many", required=("ids",), types={"ids": list, **_TOLD})
def unarchive_many(call: Call) -> JsonObject:
    """Takes tasks out of the archive."""

    def action(one: str) -> JsonObject:
        task = get_task(call.store, one, call.identity)
        _set_archived(call, task, False)
        return {"unarchived": True}

    return each(call, action)


@endpoint("tasks.ping", required=("task",))
def ping(call: Call) -> JsonObject:
    """The task is still alive."""
    fields = progress_fields(call.identity, call.now)
    call.store.tasks.update(str(call.request["task"]), fields)
    return {}


def _stop(call: Call, one: str) -> JsonObject:
    task = get_task(call.store, one, call.identity)
    status = str(task.get("status"))
    tags = task.get("system_tags")
    by_hand = isinstance(tags, list) and "development" in tags
    if status != QUEUED and not by_hand and is_run_by_worker(task, call.now):
        # The worker sees the message and ends the task itself.
        return _changed(call, task, status, {}, message="stopping")
    message = f"Stopped by {call.identity.user_name}"
    return _changed(call, task, STOPPED, {}, message=message)


def _publish(call: Call, one: str) -> JsonObject:
    task = get_task(call.store, one, call.identity)
    output = task.get("output")
    also: JsonObject = {
        "published": iso(call.now),
        "output": output if isinstance(output, dict) else {},
    }
    fields = _changed(call, task, PUBLISHED, also)
    if call.request.get("publish_model", True):
        publish_models(call.store, task, call.now)
    return fields


def _archive(call: Call, one: str) -> None:
    task = get_task(call.store, one, call.identity)
    status = task.get("status")
    if status == QUEUED:
        before = str(task.get("enqueue_status") or CREATED)
        _changed(call, task, before, {"enqueue_status": None}, force=True)
    elif status == IN_PROGRESS:
        _changed(call, task, STOPPED, {}, force=True)
    _set_archived(call, task, True)


def _set_archived(call: Call, task: JsonObject, archived: bool) -> None:
    tags = task.get("system_tags")
    kept = [tag for tag in (tags if isinstance(tags, list) else []) if tag != "archived"]
    call.store.tasks.update(
        str(task["id"]),
        {
            "system_tags": [*kept, "archived"] if archived else kept,
            "last_change": iso(call.now),
            "last_changed_by": call.identity.user,
        },
    )
    touch_project(call.store, task.get("project"), call.now)


def _ended(call: Call, status: str) -> JsonObject:
    return _changed(call, _task(call), status, {"completed": iso(call.now)})


def _changed(
    call: Call,
    task: JsonObject,
    status: str,
    also: JsonObject,
    *,
    message: str | None = None,
    force: bool = False,
) -> JsonObject:
    fields = change_status(
        call.store,
        task,
        status,
        call.identity,
        call.now,
        reason=call.request.get("status_reason"),
        message=message or call.request.get("status_message"),
        force=force or bool(call.request.get("force")),
        also=also,
    )
    if task.get("status") == QUEUED and status not in (QUEUED, IN_PROGRESS):
        remove_everywhere(call.store, str(task["id"]), call.now)
    return fields


def _task(call: Call) -> JsonObject:
    return get_task(call.store, str(call.request["task"]), call.identity)
