"""What goes with a task or a model that is removed, however it comes to that."""

from __future__ import annotations

from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.queue_entries import remove_everywhere
from mltui.server.registry import Call
from mltui.server.store import Store
from mltui.server.task_documents import artifacts_of
from mltui.server.times import iso

DELETED_TASK = "__DELETED__"
"""What a model says of the task that made it, once that is deleted."""


def give_up_files(call: Call, task: JsonObject) -> None:
    """Lets the files go that a task has uploaded, unless the request wants them kept.

    Call it before the task is removed or reset.
    """
    artifacts = [one for one in artifacts_of(task, mode="output") if isinstance(one, dict)]
    _give_up(call, task, [one.get("uri") for one in artifacts])


def give_up_file_of_model(call: Call, model: JsonObject) -> None:
    """Lets the file of a model go, unless the request wants it kept; before it is removed."""
    _give_up(call, model, [model.get("uri")])


def _give_up(call: Call, owner: JsonObject, addresses: list[Json]) -> None:
    files = call.engine.files
    if files is not None and call.request.get("delete_external_artifacts") is not False:
        files.give_up(str(owner["id"]), addresses)


def remove_task(store: Store, task: str, now: datetime) -> int:
    """Removes a task with its events, from queues too; what names it lets go of it.

    Returns:
        How many tasks were made from it.
    """
    remove_everywhere(store, task, now)
    children = store.tasks.rows(["id"], {"parent": task})
    for (child,) in children:
        store.tasks.update(str(child), {"last_change": iso(now)}, unset=("parent",))
    for (model,) in store.models.rows(["id"], {"task": task}):
        store.models.update(str(model), {"task": DELETED_TASK})
    store.events.delete(task)
    store.tasks.delete(task)
    return len(children)


def remove_model(store: Store, model: str) -> bool:
    """Removes a model with its events; says whether there was one."""
    store.events.delete(model)
    return store.models.delete(model)
