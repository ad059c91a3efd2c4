"""What is promised of the actions on tasks, written down a second time: it does not ask the table.

What is taken from the table alone agrees with it whatever it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.actions.served import Served

ALL = frozenset(
    {
        "created",
        "queued",
        "in_progress",
        "stopped",
        "completed",
        "failed",
        "published",
        "closed",
    }
)
QUIET = ALL - {"queued", "in_progress"}


@dataclass(frozen=True)
class Promise:
    """What holds of an action.

    Attributes:
        statuses: From which it is offered.
        archived: Whether it is for archived tasks, or for the others; None for both.
        undo: What takes it back.
        destroys: It is agreed to by a key that is not enter.
        typed: Doing it to many takes typing how many.
    """

    statuses: frozenset[str]
    archived: bool | None = None
    undo: str | None = None
    destroys: bool = False
    typed: bool = False

    def offers(self, status: str, archived: bool) -> bool:
        return status in self.statuses and self.archived in (None, archived)


def statuses(*names: str) -> frozenset[str]:
    return frozenset(names)


PROMISES = {
    "enqueue": Promise(statuses("created", "stopped", "failed"), undo="dequeue"),
    "retry": Promise(statuses("stopped", "failed"), undo="dequeue"),
    "dequeue": Promise(statuses("queued"), undo="enqueue"),
    "stop": Promise(statuses("queued", "in_progress"), destroys=True),
    "stop with children": Promise(statuses("queued", "in_progress"), destroys=True),
    "clone": Promise(ALL),
    "archive": Promise(QUIET, archived=False, undo="restore"),
    "restore": Promise(ALL, archived=True, undo="archive"),
    "reset": Promise(statuses("stopped", "completed", "failed", "closed", "queued"), destroys=True),
    "rename": Promise(ALL, undo="rename"),
    "tag": Promise(ALL, undo="tag"),
    "comment": Promise(ALL, undo="comment"),
    "move": Promise(ALL, undo="move back"),
    "move back": Promise(ALL),
    "complete": Promise(statuses("in_progress", "stopped"), destroys=True),
    "fail": Promise(statuses("in_progress", "stopped"), destroys=True),
    "publish": Promise(statuses("stopped", "completed", "failed", "closed"), destroys=True),
    "back to queue": Promise(statuses("created", "queued", "stopped", "failed")),
}

DELETE = Promise(ALL - {"in_progress", "published"}, archived=True, destroys=True, typed=True)
DELETE_DRAFT = Promise(statuses("created"), destroys=True, typed=True)


def promise_of(name: str, status: str) -> Promise:
    """Return what is promised: a draft may be deleted without being archived first."""
    if name == "delete":
        return DELETE_DRAFT if status == "created" else DELETE
    return PROMISES[name]


def done(served: Served, name: str, task: str, text: str) -> bool:
    """Look on the server itself whether an action was done to a task."""
    found: list[dict[str, Any]] = served.call("tasks.get_all", id=[task])["tasks"]
    if name == "delete" or not found:
        return name == "delete" and not found
    (now,) = found
    status, tags = now["status"], set(now.get("tags", ()))
    match name:
        case "enqueue" | "back to queue":
            return status == "queued" and now["execution"]["queue"] == text.split()[0]
        case "retry":
            return bool(status == "queued")
        case "dequeue":
            return status in ("created", "stopped", "failed")
        case "stop" | "stop with children":
            return status == "stopped" or now.get("status_message") == "stopping"
        case "clone":
            return len(served.call("tasks.get_all", parent=[task])["tasks"]) == 1
        case "archive":
            return "archived" in now.get("system_tags", ())
        case "restore":
            return "archived" not in now.get("system_tags", ())
        case "reset":
            return bool(status == "created")
        case "rename":
            return bool(now["name"] == text)
        case "comment":
            return bool(now.get("comment", "") == text)
        case "tag":
            return all(
                (word[1:] not in tags) if word[0] == "-" else word in tags for word in text.split()
            )
        case "move":
            home = served.call("projects.get_by_id", project=now["project"])["project"]
            return bool(home["name"] == text)
        case "move back":
            return bool(now["project"] == text)
    return bool(status == {"complete": "completed", "fail": "failed", "publish": "published"}[name])
