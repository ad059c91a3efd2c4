"""Which workers serve a queue."""

from __future__ import annotations

from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.fleet import alive
from mltui.server.store import Store


def serving(store: Store, queue: str, now: datetime) -> list[JsonObject]:
    """The living workers that take tasks from the queue."""
    return [worker for worker in alive(store, now) if queue in _queues(worker)]


def by_queue(store: Store, now: datetime) -> dict[str, list[JsonObject]]:
    """All living workers by the ids of the queues that they take tasks from."""
    found: dict[str, list[JsonObject]] = {}
    for worker in alive(store, now):
        for queue in _queues(worker):
            found.setdefault(str(queue), []).append(worker)
    return found


def described(store: Store, worker: JsonObject) -> JsonObject:
    """A worker as `queues.get_all_ex` tells of it: name, ip, key and what it runs."""
    running: Json = None
    task = store.tasks.get(str(worker["task"])) if worker.get("task") else None
    if task is not None:
        running = {"id": task["id"], "name": task.get("name")}
    return {
        "name": worker["id"],
        "ip": worker.get("ip"),
        "key": worker.get("key"),
        "task": running,
    }


def _queues(worker: JsonObject) -> list[Json]:
    queues = worker.get("queues")
    return queues if isinstance(queues, list) else []
