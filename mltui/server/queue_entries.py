"""Queues and the tasks that wait in them."""

from __future__ import annotations

import uuid
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.query import has_any
from mltui.server.store import Store
from mltui.server.times import iso
from mltui.server.validation import check_name

DEFAULT_TAG = "default"
"""The system tag of the queue that is used if none is named."""


def create_queue(
    store: Store,
    name: str,
    identity: Identity,
    now: datetime,
    *,
    display_name: str | None = None,
    tags: list[Json] | None = None,
    system_tags: list[Json] | None = None,
    metadata: JsonObject | None = None,
) -> str:
    """Adds a queue and answers its id.

    Raises:
        ServerError: 400/800, the name is too short; 400/801, there is one of this name.
    """
    name = name.strip()
    check_name(name)
    if find_queue(store, name) is not None:
        raise failure(
            400,
            801,
            "unique field already contains this value",
            name=name,
            company=identity.company,
        )
    queue: JsonObject = {"id": uuid.uuid4().hex, "name": name}
    if display_name:
        queue["display_name"] = display_name
    queue |= {
        "company": identity.company,
        "created": iso(now),
        "tags": tags or [],
        "system_tags": system_tags or [],
        "entries": [],
        "last_update": iso(now),
        "metadata": metadata or {},
    }
    store.queues.insert(queue)
    return str(queue["id"])


def find_queue(store: Store, name: str) -> JsonObject | None:
    """The queue of exactly this name."""
    return next((q for q in store.queues.find({"name": name}) if q["name"] == name), None)


def get_queue(store: Store, queue: str, identity: Identity) -> JsonObject:
    """A queue.

    Raises:
        ServerError: 400/701, there is none of this id.
    """
    found = store.queues.get(queue)
    if found is None:
        raise failure(400, 701, id=queue, company=identity.company)
    return found


def default_queue(store: Store) -> JsonObject:
    """The queue that is used if none is named.

    Raises:
        ServerError: 400/707, no queue is the default one.
    """
    found = store.queues.first(has_any(store.queues, "system_tags", [DEFAULT_TAG]))
    if found is None:
        raise failure(400, 707)
    return found


def entries_of(queue: JsonObject) -> list[JsonObject]:
    """What waits in a queue, the next one first: `{task, added}`."""
    entries = queue.get("entries")
    return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []


def write_entries(
    store: Store, queue: JsonObject, entries: list[JsonObject], now: datetime
) -> None:
    """Puts other entries into a queue."""
    changes: JsonObject = {"entries": [*entries], "last_update": iso(now)}
    store.queues.update(str(queue["id"]), changes)


def add_task(store: Store, queue: JsonObject, task: str, now: datetime) -> None:
    """Puts a task at the end of a queue.

    Raises:
        ServerError: 400/706, it waits in a queue already.
    """
    if queues_with(store, task):
        raise failure(400, 706, task=task)
    write_entries(store, queue, [*entries_of(queue), {"task": task, "added": iso(now)}], now)


def remove_task(store: Store, queue: JsonObject, task: str, now: datetime) -> bool:
    """Takes a task out of a queue; says whether it was there."""
    entries = entries_of(queue)
    kept = [entry for entry in entries if entry.get("task") != task]
    if len(kept) == len(entries):
        return False
    write_entries(store, queue, kept, now)
    return True


def remove_everywhere(store: Store, task: str, now: datetime) -> int:
    """Takes a task out of all queues; answers of how many."""
    return sum(remove_task(store, queue, task, now) for queue in queues_with(store, task))


def queues_with(store: Store, task: str) -> list[JsonObject]:
    """The queues in which a task waits."""
    return store.queues.find(store.queues.contains("entries", "task", task))


def move_task(store: Store, queue: JsonObject, task: str, position: int, now: datetime) -> int:
    """Moves a waiting task to a position, 0 being the next; answers where it came to.

    Raises:
        ServerError: 400/703, it does not wait in this queue.
    """
    entries = entries_of(queue)
    entry = entries.pop(position_of(queue, task))
    position = max(0, min(position, len(entries)))
    entries.insert(position, entry)
    write_entries(store, queue, entries, now)
    return position


def position_of(queue: JsonObject, task: str) -> int:
    """How many tasks wait before this one.

    Raises:
        ServerError: 400/703, it does not wait in this queue.
    """
    for position, entry in enumerate(entries_of(queue)):
        if entry.get("task") == task:
            return position
    raise failure(400, 703, task=task, id=queue["id"], company=queue.get("company"))
