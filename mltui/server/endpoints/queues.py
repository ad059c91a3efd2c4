"""queues: reading queues, and taking the next task."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.listing import QUEUES
from mltui.server.lists import listed, page_of, wanted_documents
from mltui.server.queue_entries import (
    default_queue,
    entries_of,
    get_queue,
    write_entries,
)
from mltui.server.queue_samples import record_sample
from mltui.server.queue_workers import by_queue, described
from mltui.server.references import check_fields, extended, only_fields_of
from mltui.server.registry import Call, endpoint


@endpoint(
    "queues.get_by_id", required=("queue",), types={"max_task_entries": int}, min_version="2.4"
)
def get_by_id(call: Call) -> JsonObject:
    """One queue with what waits in it."""
    queue = get_queue(call.store, str(call.request["queue"]), call.identity)
    return {"queue": _cut(call, queue)}


@endpoint("queues.get_default", min_version="2.4")
def get_default(call: Call) -> JsonObject:
    """The queue that is used if none is named."""
    queue = default_queue(call.store)
    return {"id": queue["id"], "name": queue["name"]}


@endpoint("queues.get_all", types={"max_task_entries": int}, min_version="2.4")
def get_all(call: Call) -> JsonObject:
    """The queues that match, with bare ids."""
    answer = listed(QUEUES, call, extend=False)
    queues = answer["queues"]
    if isinstance(queues, list):
        answer["queues"] = [_cut(call, one) for one in queues if isinstance(one, dict)]
    return answer


@endpoint("queues.get_all_ex", types={"max_task_entries": int}, min_version="2.4")
def get_all_ex(call: Call) -> JsonObject:
    """The queues that match, with the names of the waiting tasks and the workers that serve them.

    Answers all fields whatever `only_fields` says, as the ClearML server does.
    """
    check_fields(QUEUES, only_fields_of(call.request) or ())
    queues, scroll_id = page_of(QUEUES, call, wanted_documents(QUEUES, call))
    shown = [_cut(call, queue) for queue in extended(call.store, QUEUES, queues, None)]
    names = _names(call, shown)
    workers = by_queue(call.store, call.now)
    for queue in shown:
        queue["entries"] = [
            {**entry, "task": _named(str(entry.get("task")), names)} for entry in entries_of(queue)
        ]
        serving = workers.get(str(queue["id"]), ())
        queue["workers"] = [described(call.store, worker) for worker in serving]
    answer: JsonObject = {"queues": [*shown]}
    if scroll_id is not None:
        answer["scroll_id"] = scroll_id
    return answer


@endpoint("queues.get_next_task", required=("queue",), types={"get_task_info": bool})
def get_next_task(call: Call) -> JsonObject:
    """Takes the next task out of a queue; nothing if it is empty."""
    queue = get_queue(call.store, str(call.request["queue"]), call.identity)
    entries = entries_of(queue)
    if not entries:
        return {}
    write_entries(call.store, queue, entries[1:], call.now)
    record_sample(call.store, str(queue["id"]), call.now, taken=entries[0])
    answer: JsonObject = {"entry": entries[0]}
    if call.request.get("get_task_info"):
        task = call.store.tasks.get(str(entries[0].get("task")))
        if task is not None:
            answer["task_info"] = {"company": task.get("company"), "user": task.get("user")}
    return answer


@endpoint("queues.peek_task", required=("queue",), min_version="2.15")
def peek_task(call: Call) -> JsonObject:
    """The next task of a queue, left where it is."""
    entries = entries_of(get_queue(call.store, str(call.request["queue"]), call.identity))
    return {"task": entries[0].get("task") if entries else None}


@endpoint("queues.get_num_entries", required=("queue",), min_version="2.15")
def get_num_entries(call: Call) -> JsonObject:
    """How many tasks wait in a queue."""
    queue = get_queue(call.store, str(call.request["queue"]), call.identity)
    return {"num": len(entries_of(queue))}


def _cut(call: Call, queue: JsonObject) -> JsonObject:
    """The queue with at most as many entries as were asked for."""
    most = call.request.get("max_task_entries")
    if isinstance(most, int) and most > 0 and "entries" in queue:
        return {**queue, "entries": [*entries_of(queue)[:most]]}
    return queue


def _names(call: Call, queues: list[JsonObject]) -> dict[str, Json]:
    waiting: list[Json] = [entry.get("task") for queue in queues for entry in entries_of(queue)]
    if not waiting:
        return {}
    found = call.store.tasks.rows(["id", "name"], {"id": waiting})
    return {str(task): name for task, name in found}


def _named(task: str, names: dict[str, Json]) -> JsonObject:
    return {"id": task, "name": names[task]} if task in names else {"id": task}
