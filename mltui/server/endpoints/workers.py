"""workers: who is there to run tasks, and what each does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server import fleet
from mltui.server.document import texts
from mltui.server.errors import failure
from mltui.server.queue_samples import forget_old_samples
from mltui.server.registry import Call, endpoint
from mltui.server.statistics.machine import worker_values
from mltui.server.store import Store
from mltui.server.task_status import IN_PROGRESS, active_duration_s
from mltui.server.times import datable, iso, milliseconds, parse

_REPORTED_IN_SECONDS = 100_000_000_000
"""Below this a report's time stamp counts seconds: in milliseconds it would be in 1973."""


@endpoint(
    "workers.register",
    min_version="2.4",
    required=("worker",),
    types={"timeout": int, "queues": list, "tags": list, "system_tags": list},
)
def register(call: Call) -> JsonObject:
    """A worker says that it is there."""
    queues = texts(call.request.get("queues"))
    fleet.check_queues(call.store, queues)
    timeout = call.request.get("timeout")
    fleet.register(
        call.store,
        str(call.request["worker"]),
        call.identity,
        call.now,
        address=call.address,
        timeout_s=timeout if isinstance(timeout, int) and timeout else fleet.DEFAULT_TIMEOUT_S,
        queues=queues,
        tags=texts(call.request.get("tags")),
        system_tags=texts(call.request.get("system_tags")),
    )
    return {}


@endpoint("workers.unregister", min_version="2.4", required=("worker",))
def unregister(call: Call) -> JsonObject:
    """A worker says that it leaves."""
    worker = str(call.request["worker"])
    if fleet.find(call.store, worker, call.now) is None:
        raise failure(400, 1004, worker=worker)
    call.store.workers.delete(worker)
    return {}


@endpoint(
    "workers.status_report",
    min_version="2.4",
    required=("worker", "timestamp"),
    types={"timestamp": int, "machine_stats": dict, "queues": list, "tags": list},
)
def status_report(call: Call) -> JsonObject:
    """What a worker does and what its machine measures; an unknown worker is registered."""
    request, store = call.request, call.store
    worker_id = str(request["worker"])
    queues = texts(request.get("queues"))
    fleet.check_queues(store, queues)
    task = _running_task(call)
    worker = fleet.find(store, worker_id, call.now) or fleet.register(
        store, worker_id, call.identity, call.now, address=call.address
    )
    changes: JsonObject = {
        "ip": call.address or worker["ip"],
        "last_activity_time": iso(call.now),
        "last_report_time": iso(call.now),
        "task": task["id"] if task else None,
        "queue": request.get("queue") if task else None,
    }
    for name in ("queues", "tags", "system_tags"):
        if isinstance(request.get(name), list):
            changes[name] = request[name]
    store.workers.update(worker_id, changes)
    if task:
        store.tasks.update(str(task["id"]), _reported_on(task, worker_id, call.now))
    stats, time = request.get("machine_stats"), request["timestamp"]
    if isinstance(time, int):
        store.worker_samples.append(
            worker_id,
            datable(time * 1000 if time < _REPORTED_IN_SECONDS else time),
            worker_values(stats) if isinstance(stats, dict) else {},
            now_ms=milliseconds(call.now),
            busy=task is not None,
        )
    if store.worker_samples.thin_out(milliseconds(call.now)):
        fleet.forget_silent(store, call.now)
        forget_old_samples(store, call.now)
    return {}


@endpoint("workers.get_all", min_version="2.4", types={"last_seen": int, "tags": list})
def get_all(call: Call) -> JsonObject:
    """The workers, each with its queues and what it runs."""
    return {"workers": list(_described(call, _selected(call, last_seen_s=3600)))}


@endpoint("workers.get_count", types={"last_seen": int, "tags": list})
def get_count(call: Call) -> JsonObject:
    """How many workers there are."""
    return {"count": len(_selected(call, last_seen_s=0))}


def _reported_on(task: JsonObject, worker: str, now: datetime) -> JsonObject:
    changes: JsonObject = {
        "last_worker": worker,
        "last_worker_report": iso(now),
        "last_update": iso(now),
    }
    started = task.get("started")
    if task.get("status") == IN_PROGRESS and isinstance(started, str):
        changes["active_duration"] = active_duration_s(started, now)
    return changes


def _running_task(call: Call) -> JsonObject | None:
    task = call.request.get("task")
    if not task:
        return None
    document = call.store.tasks.get(str(task))
    if document is None:
        raise failure(400, 101, id=str(task), company=call.identity.company)
    return document


def _selected(call: Call, *, last_seen_s: int) -> list[JsonObject]:
    asked = call.request.get("last_seen")
    return fleet.alive(
        call.store,
        call.now,
        last_seen_s=asked if isinstance(asked, int) else last_seen_s,
        tags=texts(call.request.get("tags")),
        system_tags=texts(call.request.get("system_tags")),
        pattern=str(call.request.get("worker_pattern") or ""),
    )


def _described(call: Call, workers: list[JsonObject]) -> Iterable[JsonObject]:
    """Workers as they are answered: names beside ids, their task's and queues' state."""
    store = call.store
    queues = _queues(store, workers)
    tasks = {
        str(task["id"]): task
        for task in store.tasks.find(
            {"id": _ids(workers, "task")},
            fields=("id", "name", "project", "started", "last_iteration"),
        )
    }
    names = {
        **_names(store, "users", _ids(workers, "user")),
        **_names(store, "companies", _ids(workers, "company")),
        **_names(store, "projects", _ids(tasks.values(), "project")),
    }
    for worker in workers:
        shown: JsonObject = {
            key: value
            for key, value in worker.items()
            if key not in ("task", "queue", "queues") and value is not None
        }
        for key in ("user", "company"):
            shown[key] = _reference(str(worker[key]), names)
        shown["queues"] = [queues[queue] for queue in texts(worker["queues"]) if queue in queues]
        if str(worker.get("queue")) in queues:
            shown["queue"] = queues[str(worker["queue"])]
        task = tasks.get(str(worker.get("task")))
        if task is not None:
            shown["task"] = _current_task(task, call)
            if task.get("project"):
                shown["project"] = _reference(str(task["project"]), names)
        yield shown


def _current_task(task: JsonObject, call: Call) -> JsonObject:
    shown: JsonObject = {"id": task["id"], "name": task.get("name")}
    if task.get("started"):
        running = call.now - parse(str(task["started"]))
        shown["running_time"] = round(running.total_seconds() * 1000)
    shown["last_iteration"] = task.get("last_iteration") or 0
    return shown


def _queues(store: Store, workers: list[JsonObject]) -> dict[str, JsonObject]:
    """The queues that workers serve or took their task from, as they are answered."""
    wanted = {str(queue) for worker in workers for queue in texts(worker["queues"])}
    found = store.queues.find({"id": [*wanted, *_ids(workers, "queue")]})
    first = {str(queue["id"]): _entries(queue)[0] for queue in found if _entries(queue)}
    names = _names(store, "tasks", list(first.values()))
    result: dict[str, JsonObject] = {}
    for queue in found:
        shown: JsonObject = {"id": queue["id"], "name": queue.get("name")}
        if queue.get("display_name"):
            shown["display_name"] = queue["display_name"]
        if str(queue["id"]) in first:
            shown["next_task"] = _reference(str(first[str(queue["id"])]), names)
        shown["num_tasks"] = len(_entries(queue))
        result[str(queue["id"])] = shown
    return result


def _entries(queue: JsonObject) -> list[Json]:
    entries = queue.get("entries")
    if not isinstance(entries, list):
        return []
    return [entry["task"] for entry in entries if isinstance(entry, dict)]


def _names(store: Store, collection: str, ids: list[Json]) -> dict[str, str]:
    rows = store.collection_named(collection).rows(["id", "name"], {"id": ids}) if ids else []
    return {str(row[0]): str(row[1]) for row in rows}


def _reference(one: str, names: dict[str, str]) -> JsonObject:
    return {"id": one, "name": names[one]} if one in names else {"id": one}


def _ids(documents: Iterable[JsonObject], field: str) -> list[Json]:
    return [*{str(document[field]) for document in documents if document.get(field)}]
