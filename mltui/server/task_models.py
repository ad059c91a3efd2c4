"""The models that tasks use and make."""

from __future__ import annotations

from datetime import datetime

from mltui.api.types.json import JsonObject
from mltui.server.store import Store
from mltui.server.times import iso


def models_of(task: JsonObject, direction: str) -> list[JsonObject]:
    """A task's models of a direction, `input` or `output`: `{name, model, updated}` each."""
    models = task.get("models")
    found = models.get(direction) if isinstance(models, dict) else None
    return [m for m in (found if isinstance(found, list) else []) if isinstance(m, dict)]


def publish_models(store: Store, task: JsonObject, now: datetime) -> None:
    """Makes the models that a task made ready for use."""
    for entry in models_of(task, "output"):
        store.models.update(
            str(entry.get("model")),
            {"ready": True, "last_update": iso(now), "last_change": iso(now)},
        )
