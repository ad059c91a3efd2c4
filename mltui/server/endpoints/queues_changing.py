"""queues: making, changing and deleting queues, and moving what waits in them."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server import queue_entries
from mltui.server.errors import failure
from mltui.server.metadata import with_items, without_keys
from mltui.server.queue_entries import entries_of, get_queue, position_of
from mltui.server.queue_samples import record_sample
from mltui.server.registry import Call, endpoint
from mltui.server.task_status import CREATED, QUEUED, change_status
from mltui.server.times import iso
from mltui.server.validation import check_name

_CHANGEABLE = ("name", "display_name", "tags", "system_tags", "metadata")
_TYPES: dict[str, type] = {
    "name": str,
    "display_name": str,
    "tags": list,
    "system_tags": list,
}


@endpoint("queues.create", required=("name",), types=_TYPES, min_version="2.4")
def create(call: Call) -> JsonObject:
    """A new queue."""
    request = call.request
    tags, system_tags = request.get("tags"), request.get("system_tags")
    display_name = request.get("display_name")
    queue = queue_entries.create_queue(
        call.store,
        str(request["name"]),
        call.identity,
        call.now,
        display_name=str(display_name) if display_name else None,
        tags=tags if isinstance(tags, list) else None,
        system_tags=system_tags if isinstance(system_tags, list) else None,
        metadata=with_items({}, request.get("metadata")),
    )
    return {"id": queue}


@endpoint("queues.update", required=("queue",), types=_TYPES, min_version="2.4")
def update(call: Call) -> JsonObject:
    """Changes a queue's name or tags."""
    queue = _queue(call)
    fields: JsonObject = {
        name: call.request[name] for name in _CHANGEABLE if call.request.get(name) is not None
    }
    if "name" in fields:
        fields["name"] = str(fields["name"]).strip()
        check_name(fields["name"])
        other = queue_entries.find_queue(call.store, str(fields["name"]))
        if other is not None and other["id"] != queue["id"]:
            raise failure(
                400,
                801,
                "unique field already contains this value",
                name=fields["name"],
                company=call.identity.company,
            )
    if "metadata" in fields:
        fields["metadata"] = with_items({}, fields["metadata"])
    call.store.queues.update(str(queue["id"]), {**fields, "last_update": iso(call.now)})
    return {"fields": fields, "updated": int(bool(fields))}


@endpoint("queues.delete", required=("queue",), types={"force": bool}, min_version="2.4")
def delete(call: Call) -> JsonObject:
    """Deletes a queue; with force, also one in which tasks wait, which become what they were."""
    queue = _queue(call)
    entries = entries_of(queue)
    if entries and not call.request.get("force"):
        raise failure(400, 702, "use force=true to delete", id=queue["id"])
    _release(call, [str(entry.get("task")) for entry in entries])
    call.store.queues.delete(str(queue["id"]))
    return {"deleted": 1}


@endpoint("queues.clear_queue", required=("queue",))
def clear_queue(call: Call) -> JsonObject:
    """Takes all tasks out of a queue; they become what they were."""
    queue = _queue(call)
    tasks = [str(entry.get("task")) for entry in entries_of(queue)]
    queue_entries.write_entries(call.store, queue, [], call.now)
    _release(call, tasks)
    record_sample(call.store, str(queue["id"]), call.now)
    return {"removed_tasks": [*tasks]}


@endpoint(
    "queues.add_task",
    required=("queue", "task"),
    types={"update_execution_queue": bool},
    min_version="2.4",
)
def add_task(call: Call) -> JsonObject:
    """Puts a task into a queue without changing its status."""
    task = str(call.request["task"])
    queue = _queue(call)
    if call.store.tasks.get(task) is None:
        raise failure(400, 101, id=task, company=call.identity.company)
    queue_entries.add_task(call.store, queue, task, call.now)
    if call.request.get("update_execution_queue", True):
        call.store.tasks.update(task, {"execution.queue": queue["id"]})
    record_sample(call.store, str(queue["id"]), call.now)
    return {"added": 1}


@endpoint(
    "queues.remove_task",
    required=("queue", "task"),
    types={"update_task_status": bool},
    min_version="2.4",
)
def remove_task(call: Call) -> JsonObject:
    """Takes a task out of a queue; its status changes only if that is asked."""
    queue, task = _queue(call), str(call.request["task"])
    position_of(queue, task)
    queue_entries.remove_task(call.store, queue, task, call.now)
    if call.request.get("update_task_status"):
        _release(call, [task])
    record_sample(call.store, str(queue["id"]), call.now)
    return {"removed": 1}


@endpoint(
    "queues.move_task_forward", required=("queue", "task"), types={"count": int}, min_version="2.4"
)
def move_task_forward(call: Call) -> JsonObject:
    """Moves a waiting task nearer to the front, by `count` places."""
    return _move(call, by=-_count(call))


@endpoint(
    "queues.move_task_backward", required=("queue", "task"), types={"count": int}, min_version="2.4"
)
def move_task_backward(call: Call) -> JsonObject:
    """Moves a waiting task nearer to the end, by `count` places."""
    return _move(call, by=_count(call))


@endpoint("queues.move_task_to_front", required=("queue", "task"), min_version="2.4")
def move_task_to_front(call: Call) -> JsonObject:
    """Makes a waiting task the next one."""
    return _move(call, to=0)


@endpoint("queues.move_task_to_back", required=("queue", "task"), min_version="2.4")
def move_task_to_back(call: Call) -> JsonObject:
    """Makes a waiting task the last one."""
    return _move(call, to=len(entries_of(_queue(call))))


@endpoint(
    "queues.add_or_update_metadata",
    required=("queue", "metadata"),
    types={"metadata": list, "replace_metadata": bool},
    min_version="2.13",
)
def add_or_update_metadata(call: Call) -> JsonObject:
    """Writes metadata items of a queue."""
    queue = _queue(call)
    metadata = with_items(
        queue.get("metadata"),
        call.request["metadata"],
        replace=bool(call.request.get("replace_metadata")),
    )
    return {"updated": _write(call, queue, {"metadata": metadata})}


@endpoint(
    "queues.delete_metadata", required=("queue", "keys"), types={"keys": list}, min_version="2.13"
)
def delete_metadata(call: Call) -> JsonObject:
    """Removes metadata items of a queue."""
    queue = _queue(call)
    metadata = without_keys(queue.get("metadata"), call.request["keys"])
    return {"updated": _write(call, queue, {"metadata": metadata})}


def _queue(call: Call) -> JsonObject:
    return get_queue(call.store, str(call.request["queue"]), call.identity)


def _count(call: Call) -> int:
    count = call.request.get("count")
    return count if isinstance(count, int) else 1


def _move(call: Call, *, by: int = 0, to: int | None = None) -> JsonObject:
    queue, task = _queue(call), str(call.request["task"])
    present = position_of(queue, task)
    wanted = present + by if to is None else to
    return {"position": queue_entries.move_task(call.store, queue, task, wanted, call.now)}


def _release(call: Call, tasks: list[str]) -> None:
    """Gives tasks that no longer wait the status they had before."""
    for one in tasks:
        task = call.store.tasks.get(one)
        if task is None or task.get("status") != QUEUED:
            continue
        before = str(task.get("enqueue_status") or CREATED)
        also: JsonObject = {"enqueue_status": None}
        change_status(call.store, task, before, call.identity, call.now, force=True, also=also)


def _write(call: Call, queue: JsonObject, changes: dict[str, Json]) -> int:
    written = {**changes, "last_update": iso(call.now)}
    return int(call.store.queues.update(str(queue["id"]), written))
