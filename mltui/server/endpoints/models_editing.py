"""models: making and changing them."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.batches import ids_of
from mltui.server.destination import destination
from mltui.server.document import texts
from mltui.server.errors import failure
from mltui.server.metadata import with_items, without_keys
from mltui.server.model_documents import (
    get_model,
    new_model,
    with_tags,
    write_model,
)
from mltui.server.project_tree import get_project, touch_project
from mltui.server.registry import Call, endpoint
from mltui.server.times import iso
from mltui.server.validation import TEXTS, check_name, check_shape

_EDITED = (
    "name",
    "parent",
    "task",
    "comment",
    "tags",
    "system_tags",
    "uri",
    "project",
    "framework",
    "design",
    "labels",
    "ready",
)
_UPDATED = ("name", "task", "comment", "tags", "system_tags", "ready", "project", "ui_cache")
_CONTENT = frozenset(("uri", "framework", "design", "labels", "parent"))
"""A change of one of these makes another model of it; others only describe it."""

_TYPES: dict[str, type] = {
    "name": str,
    "uri": str,
    "tags": list,
    "system_tags": list,
    "ready": bool,
    "labels": dict,
    "design": dict,
}


@endpoint("models.create", required=("uri", "name"), types=_TYPES)
def create(call: Call) -> JsonObject:
    """A new model; ready for use unless told otherwise."""
    _check(call)
    model = new_model(call.request, call.identity, call.now)
    call.store.models.insert(model)
    touch_project(call.store, model.get("project"), call.now)
    return {"id": model["id"], "created": True}


@endpoint("models.edit", required=("model",), types=_TYPES)
def edit(call: Call) -> JsonObject:
    """Changes any field of a model."""
    return _changed(call, _EDITED)


@endpoint("models.update", required=("model",), types=_TYPES)
def update(call: Call) -> JsonObject:
    """Changes the fields that describe a model."""
    return _changed(call, _UPDATED)


@endpoint("models.update_tags", types={"ids": list, "add_tags": list, "remove_tags": list})
def update_tags(call: Call) -> JsonObject:
    """Adds tags to models and takes some away."""
    add, remove = texts(call.request.get("add_tags")), texts(call.request.get("remove_tags"))
    if not add and not remove:
        raise failure(400, 11, "add_tags or remove_tags should be provided")
    updated = 0
    for model in call.store.models.find({"id": [*ids_of(call)]}, fields=("id", "tags")):
        tags = with_tags(model.get("tags"), add, remove)
        write_model(call.store, str(model["id"]), {"tags": tags}, call.identity, call.now)
        updated += 1
    return {"updated": updated}


@endpoint("models.move", required=("ids",), types={"ids": list})
def move(call: Call) -> JsonObject:
    """Moves models to a project, which is made if it is given by a name that is new."""
    target = destination(call)
    for model in call.store.models.find({"id": [*ids_of(call)]}, fields=("id", "project")):
        changes: JsonObject = {"project": target, "last_update": iso(call.now)}
        write_model(call.store, str(model["id"]), changes, call.identity, call.now)
        touch_project(call.store, model.get("project"), call.now)
    touch_project(call.store, target, call.now)
    return {"project_id": target}


@endpoint(
    "models.add_or_update_metadata",
    min_version="2.13",
    required=("model", "metadata"),
    types={"metadata": list, "replace_metadata": bool},
)
def add_or_update_metadata(call: Call) -> JsonObject:
    """Writes entries of a model's metadata, in place of all others if asked."""
    model = get_model(call.store, str(call.request["model"]), call.identity)
    replace = bool(call.request.get("replace_metadata"))
    items = with_items(model.get("metadata"), call.request["metadata"], replace=replace)
    _write_metadata(call, model, items)
    return {"updated": 1}


@endpoint(
    "models.delete_metadata", min_version="2.13", required=("model", "keys"), types={"keys": list}
)
def delete_metadata(call: Call) -> JsonObject:
    """Takes entries out of a model's metadata."""
    model = get_model(call.store, str(call.request["model"]), call.identity)
    _write_metadata(call, model, without_keys(model.get("metadata"), call.request["keys"]))
    return {"updated": 1}


@endpoint("models.make_public", min_version="2.9", types={"ids": list})
@endpoint("models.make_private", min_version="2.9", types={"ids": list})
def make_public(call: Call) -> JsonObject:
    """Tells how many models it concerns; with one company everything is private to it."""
    return {"updated": call.store.models.count({"id": [*ids_of(call)]})}


def _changed(call: Call, names: tuple[str, ...]) -> JsonObject:
    model = get_model(call.store, str(call.request["model"]), call.identity)
    _check(call)
    fields = {name: call.request[name] for name in names if call.request.get(name) is not None}
    iteration = call.request.get("iteration")
    if isinstance(iteration, int):
        _advance_task(call, str(fields.get("task") or model.get("task")), iteration)
    if not fields:
        return {"updated": 0, "fields": {}}
    if _CONTENT & fields.keys():
        fields["last_update"] = iso(call.now)
    written = write_model(call.store, str(model["id"]), fields, call.identity, call.now)
    if fields.get("ui_cache") == {}:
        call.store.models.update(str(model["id"]), {}, unset=("ui_cache",))
    touch_project(call.store, fields.get("project") or model.get("project"), call.now)
    if "uri" in fields:
        # The real server tells that it has forgotten what its web interface drew of the model.
        written["ui_cache"] = {}
    return {"updated": 1, "fields": written}


def _check(call: Call) -> None:
    for field in ("tags", "system_tags"):
        check_shape(field, call.request.get(field), TEXTS)
    for field in ("parent", "task", "comment", "project", "framework"):
        check_shape(field, call.request.get(field), str)
    if "name" in call.request:
        check_name(call.request["name"])
    if call.request.get("project"):
        get_project(call.store, str(call.request["project"]))


def _advance_task(call: Call, task: str, iteration: int) -> None:
    """Notes the iteration of the task that wrote the model."""
    found = call.store.tasks.get(task)
    last = found.get("last_iteration") if found else None
    if found is not None and (not isinstance(last, int) or iteration > last):
        call.store.tasks.update(task, {"last_iteration": iteration, "last_update": iso(call.now)})


def _write_metadata(call: Call, model: JsonObject, metadata: JsonObject) -> None:
    changes: JsonObject = {"metadata": metadata, "last_update": iso(call.now)}
    write_model(call.store, str(model["id"]), changes, call.identity, call.now)
