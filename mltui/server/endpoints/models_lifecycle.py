"""models: publishing, archiving and deleting them."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.batches import each
from mltui.server.errors import failure
from mltui.server.model_documents import get_model, users_of_model, with_tags, write_model
from mltui.server.project_tree import touch_project
from mltui.server.registry import Call, endpoint
from mltui.server.removal import remove_model
from mltui.server.task_status import PUBLISHED
from mltui.server.times import iso

_ARCHIVED = "archived"


@endpoint("models.set_ready", required=("model",))
def set_ready(call: Call) -> JsonObject:
    """Publishes a model, and the task that made it if asked."""
    return {"updated": 1, **_publish(call, str(call.request["model"]), "publish_task")}


@endpoint("models.publish_many", required=("ids",), types={"ids": list})
def publish_many(call: Call) -> JsonObject:
    """Publishes models, each alone."""
    return each(call, lambda model: {"updated": 1, **_publish(call, model, "publish_tasks")})


@endpoint("models.archive_many", required=("ids",), types={"ids": list})
def archive_many(call: Call) -> JsonObject:
    """Puts models into the archive."""

    def action(one: str) -> JsonObject:
        _set_archived(call, one, archived=True)
        return {"archived": True}

    return each(call, action)


@endpoint("models.unarchive_many", required=("ids",), types={"ids": list})
def unarchive_many(call: Call) -> JsonObject:
    """Takes models out of the archive."""

    def action(one: str) -> JsonObject:
        _set_archived(call, one, archived=False)
        return {"unarchived": True}

    return each(call, action)


@endpoint("models.delete", required=("model",), types={"force": bool})
def delete(call: Call) -> JsonObject:
    """Deletes a model; answers where its file is, which stays."""
    return _delete(call, str(call.request["model"]))


@endpoint("models.delete_many", required=("ids",), types={"ids": list, "force": bool})
def delete_many(call: Call) -> JsonObject:
    """Deletes models, each alone."""
    return each(call, lambda model: _delete(call, model))


def _publish(call: Call, one: str, with_task: str) -> JsonObject:
    model = get_model(call.store, one, call.identity)
    if model.get("ready"):
        raise failure(400, 203, company=call.identity.company, model=one)
    changes: JsonObject = {"ready": True, "last_update": iso(call.now)}
    write_model(call.store, one, changes, call.identity, call.now)
    touch_project(call.store, model.get("project"), call.now)
    task = call.store.tasks.get(str(model.get("task")))
    if not call.request.get(with_task) or task is None or task.get("status") == PUBLISHED:
        return {"fields": {}}
    force = bool(call.request.get("force_publish_task"))
    done = call.engine.call("tasks.publish", {"task": task["id"], "force": force}, call.identity)
    return {"fields": {}, "published_task": {"id": task["id"], "data": done}}


def _set_archived(call: Call, one: str, *, archived: bool) -> None:
    model = get_model(call.store, one, call.identity)
    add, remove = ([_ARCHIVED], []) if archived else ([], [_ARCHIVED])
    tags = with_tags(model.get("system_tags"), add, remove)
    write_model(call.store, one, {"system_tags": tags}, call.identity, call.now)
    touch_project(call.store, model.get("project"), call.now)


def _delete(call: Call, one: str) -> JsonObject:
    model = get_model(call.store, one, call.identity)
    if not call.request.get("force"):
        users = users_of_model(call.store, one)
        if users:
            raise failure(400, 205, "as execution model, use force=True to delete", num_tasks=users)
        task = call.store.tasks.get(str(model.get("task")))
        if task is not None and task.get("status") == PUBLISHED:
            raise failure(400, 206, "and published, use force=True to delete", task=task["id"])
    remove_model(call.store, one)
    touch_project(call.store, model.get("project"), call.now)
    return {"deleted": True, "url": model.get("uri")}
