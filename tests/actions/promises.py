"""What is promised of the actions on tasks, written down a second time: it does not ask the table.

What is taken from the table alone agrees with it whatever it says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
        plan: How its plan begins.
        loses: What its plan says is lost.
        calls: The endpoints that it calls, one after the other, each once.
    """

    statuses: frozenset[str]
    archived: bool | None = None
    undo: str | None = None
    destroys: bool = False
    typed: bool = False
    plan: str = ""
    loses: str = ""
    calls: tuple[str, ...] = ()

    def offers(self, status: str, archived: bool) -> bool:
        return status in self.statuses and self.archived in (None, archived)

    def text(self, status: str, archived: bool) -> str:
        """Return the plan of doing it to “a task”."""
        if self.offers(status, archived):
            lost = f"\nThis can’t be undone: {self.loses}." if self.destroys else ""
            return f"{self.plan} “a task”.{lost}"
        why_not = f"it is {STATUS_WORDS[status]}"
        if self.archived not in (None, archived):
            why_not = "it is archived" if archived else "it is not archived"
        if self is DELETE and status in self.statuses:
            why_not = "it is not archived: archive it first"
        elif self is DELETE:
            why_not = f"it is {STATUS_WORDS[status]}"
        return f"{self.plan}: nothing would change.\nLeft alone: “a task”, {why_not}."


def statuses(*names: str) -> frozenset[str]:
    return frozenset(names)


STATUS_WORDS = {
    "created": "a draft",
    "queued": "queued",
    "in_progress": "running",
    "stopped": "stopped",
    "completed": "completed",
    "failed": "failed",
    "published": "published",
    "closed": "closed",
}

ENDED = "a run that goes on is ended without its worker knowing"
RUN_LOST = "what the run has not reported or saved is lost"
RUNS_LOST = "what the runs have not reported or saved is lost"
REPORTS_LOST = (
    "its scalars, plots, console, list of artifacts and unpublished models are deleted;"
    " so are the files, if the server deletes files"
)
ALL_LOST = (
    "its scalars, plots, console, list of artifacts and unpublished models are gone for good;"
    " so are the files, if the server deletes files"
)

PROMISES = {
    "enqueue": Promise(
        statuses("created", "stopped", "failed"),
        undo="dequeue",
        plan="Enqueue",
        calls=("tasks.enqueue_many",),
    ),
    "retry": Promise(
        statuses("stopped", "failed"), undo="dequeue", plan="Retry", calls=("tasks.enqueue_many",)
    ),
    "dequeue": Promise(
        statuses("queued"), undo="enqueue", plan="Dequeue", calls=("tasks.dequeue_many",)
    ),
    "stop": Promise(
        statuses("queued", "in_progress"),
        destroys=True,
        plan="Stop",
        loses=RUN_LOST,
        calls=("tasks.stop_many",),
    ),
    "stop with children": Promise(
        statuses("queued", "in_progress"),
        destroys=True,
        plan="Stop",
        loses=RUNS_LOST,
        calls=("tasks.stop_many",),
    ),
    "clone": Promise(ALL, plan="Clone", calls=("tasks.clone",)),
    "archive": Promise(
        QUIET, archived=False, undo="restore", plan="Archive", calls=("tasks.archive_many",)
    ),
    "restore": Promise(
        ALL, archived=True, undo="archive", plan="Restore", calls=("tasks.unarchive_many",)
    ),
    "reset": Promise(
        statuses("stopped", "completed", "failed", "closed", "queued"),
        destroys=True,
        plan="Reset",
        loses=REPORTS_LOST,
        calls=("tasks.reset_many",),
    ),
    "rename": Promise(ALL, undo="rename", plan="Rename", calls=("tasks.update",)),
    "tag": Promise(ALL, undo="tag", plan="Tag", calls=("tasks.update_tags",)),
    "comment": Promise(ALL, undo="comment", plan="Comment", calls=("tasks.update",)),
    "move": Promise(ALL, undo="move back", plan="Move", calls=("tasks.move",)),
    "move back": Promise(ALL, plan="Move back", calls=("tasks.move",)),
    "change": Promise(
        statuses("created"), undo="change", plan="Change", calls=("tasks.edit_hyper_params",)
    ),
    "complete": Promise(
        statuses("in_progress", "stopped"),
        destroys=True,
        plan="Complete",
        loses=ENDED,
        calls=("tasks.completed",),
    ),
    "fail": Promise(
        statuses("in_progress", "stopped"),
        destroys=True,
        plan="Fail",
        loses=ENDED,
        calls=("tasks.failed",),
    ),
    "publish": Promise(
        statuses("stopped", "completed", "failed", "closed"),
        destroys=True,
        plan="Publish",
        loses="what is published stays so",
        calls=("tasks.publish_many",),
    ),
    "back to queue": Promise(
        statuses("created", "queued", "stopped", "failed"),
        plan="Move back",
        calls=("tasks.enqueue_many", "queues.move_task_to_front"),
    ),
}

DELETE = Promise(
    ALL - {"in_progress", "published"},
    archived=True,
    destroys=True,
    typed=True,
    plan="Delete",
    loses=ALL_LOST,
    calls=("tasks.delete_many",),
)
DELETE_DRAFT = replace(DELETE, statuses=statuses("created"), archived=None)


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
        case "change":
            return bool(now["hyperparams"]["Args"]["lr"]["value"] == "0.5")
    return bool(status == {"complete": "completed", "fail": "failed", "publish": "published"}[name])
