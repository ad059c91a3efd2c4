"""The documents of models: a new one, and what happens to one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.metadata import with_items
from mltui.server.store import Store
from mltui.server.times import iso

_GIVEN_FIELDS = ("parent", "project", "task", "comment", "framework")


def new_model(given: JsonObject, identity: Identity, now: datetime) -> JsonObject:
    """The document of a new model; it is not stored yet.

    Args:
        given: the fields of `models.create`; others are passed over.
        identity: who makes it.
        now: when.
    """
    model: JsonObject = {
        "id": uuid.uuid4().hex,
        "company": identity.company,
        "user": identity.user,
        "name": given.get("name"),
        "created": iso(now),
        "tags": given.get("tags") or [],
        "system_tags": given.get("system_tags") or [],
        "uri": given.get("uri"),
        "design": given.get("design") or {},
        "labels": given.get("labels") or {},
        "ready": bool(given.get("ready", True)),
        "last_update": iso(now),
        "last_change": iso(now),
        "last_changed_by": identity.user,
        "metadata": with_items({}, given.get("metadata")),
        "last_iteration": 0,
        "last_metrics": {},
    }
    return model | {name: given[name] for name in _GIVEN_FIELDS if given.get(name) is not None}


def get_model(store: Store, model: str, identity: Identity) -> JsonObject:
    """A model that something is to be done to.

    Raises:
        ServerError: 400/201, there is none of this id.
    """
    found = store.models.get(model)
    if found is None:
        raise failure(400, 201, company=identity.company, id=model)
    return found


def write_model(
    store: Store, model: str, changes: JsonObject, identity: Identity, now: datetime
) -> JsonObject:
    """Changes a model and notes who did; answers all fields written."""
    fields = {**changes, "last_change": iso(now), "last_changed_by": identity.user}
    store.models.update(model, fields)
    return fields


def users_of_model(store: Store, model: str) -> int:
    """How many tasks start from a model."""
    return store.tasks.count(store.tasks.contains("models.input", "model", model))


def with_tags(tags: Json, add: Iterable[str], remove: Iterable[str]) -> list[Json]:
    """Tags after some were added and some taken away, each once, sorted."""
    present = {str(tag) for tag in tags} if isinstance(tags, list) else set()
    return [*sorted((present | set(add)) - set(remove))]
