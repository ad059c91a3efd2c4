"""events: reporting and removing them."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.events.intake import add_events
from mltui.server.registry import Call, endpoint
from mltui.server.times import milliseconds


@endpoint("events.add", types={"type": str})
def add(call: Call) -> JsonObject:
    """Takes in one event."""
    return _added(call, [call.request])


@endpoint("events.add_batch")
def add_batch(call: Call) -> JsonObject:
    """Takes in many events, sent as lines of JSON."""
    batch: list[Json] = [call.request] if call.request else []
    if call.batch is not None:
        batch = call.batch
    if not batch:
        raise failure(400, 17)
    return _added(call, batch)


@endpoint("events.delete_for_task", required=("task",))
def delete_for_task(call: Call) -> JsonObject:
    """Removes all events of a task."""
    task = str(call.request["task"])
    document = call.store.tasks.get(task)
    if document is None:
        raise failure(400, 101, ids=[task])
    _check_unlocked(call, document)
    return {"deleted": call.store.events.delete(task)}


@endpoint("events.delete_for_model", required=("model",))
def delete_for_model(call: Call) -> JsonObject:
    """Removes all events of a model."""
    model = str(call.request["model"])
    if call.store.models.get(model) is None:
        raise failure(400, 201, ids=[model])
    return {"deleted": call.store.events.delete(model)}


@endpoint("events.clear_task_log", required=("task",), types={"threshold_sec": int})
def clear_task_log(call: Call) -> JsonObject:
    """Removes the console output of a task, or what is older than a number of seconds."""
    task = str(call.request["task"])
    document = call.store.tasks.get(task)
    if document is None:
        raise failure(400, 101, ids=[task])
    _check_unlocked(call, document)
    call.store.events.ready(task)
    age_s = call.request.get("threshold_sec")
    until = milliseconds(call.now) - age_s * 1000 if isinstance(age_s, int) else None
    return {"deleted": call.store.events.logs.delete(task, until)}


@endpoint("events.clear_scroll", required=("scroll_id",), min_version="2.18")
def clear_scroll(call: Call) -> JsonObject:
    """Says that a scroll id is no longer needed."""
    call.store.events.scrolls.close(str(call.request["scroll_id"]))
    return {}


def _added(call: Call, events: list[Json]) -> JsonObject:
    added, errors = add_events(call.store, events, call.now, call.worker, call.identity.user)
    if not added:
        raise failure(400, 131, **errors)
    return {"added": added, "errors": sum(errors.values()), "errors_info": {**errors}}


def _check_unlocked(call: Call, document: JsonObject) -> None:
    if document.get("status") == "published" and not call.request.get("allow_locked"):
        raise failure(400, 101, "task is published", id=document["id"])
