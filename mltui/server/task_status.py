"""Which status a task may change to, and what a change writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.project_tree import touch_project
from mltui.server.store import Store
from mltui.server.times import iso, parse

CREATED = "created"
QUEUED = "queued"
IN_PROGRESS = "in_progress"
STOPPED = "stopped"
CLOSED = "closed"
FAILED = "failed"
COMPLETED = "completed"
PUBLISHING = "publishing"
PUBLISHED = "published"
UNKNOWN = "unknown"

STATUSES = (
    CREATED,
    QUEUED,
    IN_PROGRESS,
    STOPPED,
    PUBLISHED,
    PUBLISHING,
    CLOSED,
    FAILED,
    COMPLETED,
    UNKNOWN,
)
"""Every status there is."""

# As recorded in task_actions_by_status.json.
_MAY_BECOME: dict[str, frozenset[str]] = {
    CREATED: frozenset({QUEUED, IN_PROGRESS}),
    QUEUED: frozenset({CREATED, IN_PROGRESS, STOPPED}),
    IN_PROGRESS: frozenset({STOPPED, FAILED, CREATED, COMPLETED}),
    STOPPED: frozenset(
        {CLOSED, CREATED, FAILED, QUEUED, IN_PROGRESS, PUBLISHED, PUBLISHING, COMPLETED}
    ),
    CLOSED: frozenset({CREATED, FAILED, PUBLISHED, PUBLISHING, STOPPED}),
    FAILED: frozenset({CREATED, STOPPED, PUBLISHED, QUEUED}),
    COMPLETED: frozenset({PUBLISHED, IN_PROGRESS, CREATED}),
    PUBLISHING: frozenset({PUBLISHED}),
    PUBLISHED: frozenset(),
}

_WORKER_SILENCE = timedelta(seconds=600)
"""A worker that said nothing of a task for so long no longer counts as running it."""


def may_become(status: str, wanted: str) -> bool:
    """Whether a task may change its status so without force; only published may not stay."""
    if status == wanted:
        return wanted != PUBLISHED
    return wanted in _MAY_BECOME.get(status, frozenset(STATUSES))


def get_task(store: Store, task: str, identity: Identity) -> JsonObject:
    """A task that something is to be done to.

    Raises:
        ServerError: 400/101, there is none of this id.
    """
    found = store.tasks.get(task)
    if found is None:
        raise failure(400, 101, id=task, company=identity.company)
    return found


def change_status(
    store: Store,
    task: JsonObject,
    status: str,
    identity: Identity,
    now: datetime,
    *,
    reason: Json = "",
    message: Json = "",
    force: bool = False,
    also: JsonObject | None = None,
    unset: tuple[str, ...] = (),
) -> JsonObject:
    """Changes the status of a task.

    Args:
        store: where the task is.
        task: its document.
        status: the new status.
        identity: who does it.
        now: when.
        reason: `status_reason`.
        message: `status_message`.
        force: whether to skip the question if the change is allowed.
        also: more fields to write, dotted paths to values.
        unset: fields to take away.

    Returns:
        The fields written, as the answer tells them.

    Raises:
        ServerError: 400/110, this status cannot follow the present one.
    """
    current = str(task.get("status"))
    if not force and not may_become(current, status):
        raise failure(400, 110, "Invalid status change", current_status=current, new_status=status)
    fields: JsonObject = {
        "status": status,
        "status_reason": reason or "",
        "status_message": message or "",
        "status_changed": iso(now),
        "last_update": iso(now),
        "last_change": iso(now),
        "last_changed_by": identity.user,
        **(also or {}),
    }
    written = {key: value for key, value in fields.items() if value is not None}
    absent = [key for key, value in fields.items() if value is None]
    store.tasks.update(str(task["id"]), written, unset=(*unset, *absent))
    touch_project(store, task.get("project"), now)
    return fields


def progress_fields(identity: Identity, now: datetime) -> JsonObject:
    """What is written on a task whenever it gets on, beside what is new."""
    return {"last_update": iso(now), "last_change": iso(now), "last_changed_by": identity.user}


def active_duration_s(started: str, now: datetime) -> int:
    """Whole seconds from a task's start, as stored, to what it reports now: `active_duration`."""
    return max(0, int((now - parse(started)).total_seconds()))


def is_run_by_worker(task: JsonObject, now: datetime) -> bool:
    """Whether a worker is at it, that is, has reported of it lately."""
    reported = task.get("last_worker_report")
    if not task.get("last_worker") or not isinstance(reported, str):
        return False
    return now - parse(reported) < _WORKER_SILENCE
