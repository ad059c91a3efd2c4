"""The workers that are there, as documents of `store.workers`.

A worker's document holds bare ids: `user`, `company`, `task`, `queue`, `queues`. It is kept when
the server is stopped; a worker that then stays silent for its time-out is gone like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from mltui.api.types.json import Json, JsonObject
from mltui.server.document import texts
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.store import Store
from mltui.server.times import iso, parse

LONGEST_TIMEOUT_S = 100 * 365 * 86400
"""What is longer, forwards or backwards, counts as so long: dates end some time."""

DEFAULT_TIMEOUT_S = 600
"""How long a worker may stay silent if it does not say otherwise."""


def register(
    store: Store,
    worker: str,
    identity: Identity,
    now: datetime,
    *,
    address: str = "",
    timeout_s: int = DEFAULT_TIMEOUT_S,
    queues: Iterable[str] = (),
    tags: Iterable[str] = (),
    system_tags: Iterable[str] = (),
) -> JsonObject:
    """Makes a worker known and answers its document; an old one of the same id is replaced.

    Args:
        store: the state.
        worker: the worker's id.
        identity: whose worker it is.
        now: the time.
        address: where it reports from.
        timeout_s: after how long without a report it is gone.
        queues: the ids of the queues it serves; they must exist.
        tags: its tags.
        system_tags: its system tags.
    """
    document: JsonObject = {
        "id": worker,
        "key": f"worker_{identity.company}_{identity.user}_{worker}",
        "user": identity.user,
        "company": identity.company,
        "ip": address,
        "register_time": iso(now),
        "register_timeout": timeout_s,
        "last_activity_time": iso(now),
        "last_report_time": iso(now),
        "queues": list(queues),
        "tags": list(tags),
        "system_tags": list(system_tags),
    }
    store.workers.replace(document)
    return document


def is_alive(document: JsonObject, now: datetime, *, since: str = "last_report_time") -> bool:
    """Whether a worker or a container was heard of within its time-out.

    Args:
        document: the worker's or container's.
        now: the time.
        since: the field that says when it was last heard of.
    """
    timeout = document.get("register_timeout")
    seconds = timeout if isinstance(timeout, int | float) else DEFAULT_TIMEOUT_S
    return parse(str(document[since])) + _bounded(seconds) >= now


def _bounded(seconds: float) -> timedelta:
    return timedelta(seconds=max(-LONGEST_TIMEOUT_S, min(seconds, LONGEST_TIMEOUT_S)))


def forget_silent(store: Store, now: datetime) -> None:
    """Removes the documents of workers that are gone."""
    for worker in store.workers.find():
        if not is_alive(worker, now):
            store.workers.delete(str(worker["id"]))


def find(store: Store, worker: str, now: datetime) -> JsonObject | None:
    """A worker that is alive, None if there is none of this id."""
    document = store.workers.get(worker)
    return document if document is not None and is_alive(document, now) else None


def alive(
    store: Store,
    now: datetime,
    *,
    last_seen_s: float = 0,
    tags: Iterable[str] = (),
    system_tags: Iterable[str] = (),
    pattern: str = "",
) -> list[JsonObject]:
    """The workers that are alive.

    Args:
        store: the state.
        now: the time.
        last_seen_s: only those active within so many seconds, 0 for all.
        tags: only those that have one of these.
        system_tags: only those that have one of these.
        pattern: only those whose id matches, with `*` and `?`.
    """
    wanted, wanted_system = set(tags), set(system_tags)
    earliest = iso(now - _bounded(last_seen_s)) if last_seen_s else ""
    return [
        worker
        for worker in store.workers.find()
        if is_alive(worker, now)
        and str(worker["last_activity_time"]) >= earliest
        and (not wanted or wanted.intersection(texts(worker.get("tags"))))
        and (not wanted_system or wanted_system.intersection(texts(worker.get("system_tags"))))
        and (not pattern or fnmatchcase(str(worker["id"]), pattern))
    ]


def check_queues(store: Store, queues: Iterable[str]) -> None:
    """Refuses ids of queues that do not exist.

    Raises:
        ServerError: 400/701.
    """
    wanted = list(queues)
    known = {row[0] for row in store.queues.rows(["id"], {"id": [*wanted]})} if wanted else set()
    unknown: list[Json] = [queue for queue in wanted if queue not in known]
    if unknown:
        raise failure(400, 701, ids=unknown)
