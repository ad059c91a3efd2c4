"""tasks: putting tasks into queues and taking them out."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server import queue_workers
from mltui.server.batches import each
from mltui.server.queue_entries import (
    add_task,
    create_queue,
    default_queue,
    find_queue,
    get_queue,
    queues_with,
    remove_task,
)
from mltui.server.queue_samples import record_sample
from mltui.server.registry import Call, endpoint
from mltui.server.task_status import CREATED, IN_PROGRESS, QUEUED, change_status, get_task

_TOLD = {
    "force": bool,
    "status_reason": str,
    "status_message": str,
    "queue": str,
    "queue_name": str,
    "verify_watched_queue": bool,
}


@endpoint("tasks.enqueue", required=("task",), types=_TOLD)
def enqueue(call: Call) -> JsonObject:
    """Puts a task into a queue; it must not wait in one already."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    queue = _queue(call)
    fields = _enqueue(call, task, queue)
    return {"fields": fields, **_watched(call, queue), "queued": 1, "updated": 1}


@endpoint("tasks.enqueue_many", required=("ids",), types={"ids": list, **_TOLD})
def enqueue_many(call: Call) -> JsonObject:
    """Puts tasks into a queue, out of the one they may be waiting in."""
    queue = str(_queue(call)["id"])

    def action(one: str) -> JsonObject:
        task = get_task(call.store, one, call.identity)
        if task.get("status") == QUEUED:
            _dequeue(call, one)
            task = get_task(call.store, one, call.identity)
        # Read anew, because the one before in this batch has changed it.
        fields = _enqueue(call, task, get_queue(call.store, queue, call.identity))
        return {"fields": fields, "queued": True, "updated": 1}

    answer = each(call, action)
    return {**answer, **_watched(call, get_queue(call.store, queue, call.identity))}


@endpoint("tasks.dequeue", required=("task",), types={"remove_from_all_queues": bool, **_TOLD})
def dequeue(call: Call) -> JsonObject:
    """Takes a task out of its queue, back to the status it had before."""
    fields = _dequeue(call, str(call.request["task"]))
    return {"dequeued": 1, "fields": fields, "updated": int(bool(fields))}


@endpoint("tasks.dequeue_many", required=("ids",), types={"ids": list, **_TOLD})
def dequeue_many(call: Call) -> JsonObject:
    """Takes tasks out of their queues."""

    def action(one: str) -> JsonObject:
        fields = _dequeue(call, one)
        return {"dequeued": True, "fields": fields, "updated": int(bool(fields))}

    return each(call, action)


def _queue(call: Call) -> JsonObject:
    """The queue a request means: by id, by name (then it may be made), or the default one."""
    queue, name = call.request.get("queue"), call.request.get("queue_name")
    if queue:
        return get_queue(call.store, str(queue), call.identity)
    if name:
        found = find_queue(call.store, str(name))
        if found is not None:
            return found
        made = create_queue(call.store, str(name), call.identity, call.now)
        return get_queue(call.store, made, call.identity)
    return default_queue(call.store)


def _enqueue(call: Call, task: JsonObject, queue: JsonObject) -> JsonObject:
    before = task.get("status")
    fields = change_status(
        call.store,
        task,
        QUEUED,
        call.identity,
        call.now,
        reason=call.request.get("status_reason"),
        message=call.request.get("status_message"),
        force=bool(call.request.get("force")),
        also={"enqueue_status": before, "execution.queue": queue["id"]},
    )
    add_task(call.store, queue, str(task["id"]), call.now)
    record_sample(call.store, str(queue["id"]), call.now)
    return fields


def _dequeue(call: Call, one: str) -> JsonObject:
    for queue in queues_with(call.store, one):
        remove_task(call.store, queue, one, call.now)
        record_sample(call.store, str(queue["id"]), call.now)
    task = call.store.tasks.get(one)
    if task is None or task.get("status") not in (QUEUED, IN_PROGRESS):
        return {}
    back: Json = task.get("enqueue_status") or CREATED
    return change_status(
        call.store,
        task,
        str(back),
        call.identity,
        call.now,
        reason=call.request.get("status_reason"),
        message=call.request.get("status_message"),
        force=True,
        also={"enqueue_status": None},
    )


def _watched(call: Call, queue: JsonObject) -> JsonObject:
    """Whether a worker serves the queue, if that was asked."""
    if not call.request.get("verify_watched_queue"):
        return {}
    return {"queue_watched": bool(queue_workers.serving(call.store, str(queue["id"]), call.now))}
