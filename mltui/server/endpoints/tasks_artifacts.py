"""tasks: the artifacts and models of tasks."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.registry import Call, endpoint
from mltui.server.task_documents import artifacts_of
from mltui.server.task_models import models_of
from mltui.server.task_status import get_task, progress_fields
from mltui.server.times import iso
from mltui.server.validation import check_choice


@endpoint(
    "tasks.add_or_update_artifacts",
    required=("task", "artifacts"),
    types={"artifacts": list, "force": bool},
    min_version="2.10",
)
def add_or_update_artifacts(call: Call) -> JsonObject:
    """Writes artifacts; one of the same key and mode is replaced."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    kept = {_artifact_key(artifact): artifact for artifact in artifacts_of(task)}
    given = call.request["artifacts"]
    for artifact in given if isinstance(given, list) else []:
        if isinstance(artifact, dict):
            kept[_artifact_key(artifact)] = {"mode": "output", "display_data": [], **artifact}
    _write_artifacts(call, list(kept.values()))
    return {"updated": 1}


@endpoint(
    "tasks.delete_artifacts",
    required=("task", "artifacts"),
    types={"artifacts": list, "force": bool},
    min_version="2.10",
)
def delete_artifacts(call: Call) -> JsonObject:
    """Takes artifacts off a task, by key and mode; the files stay where they are."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    given = call.request["artifacts"]
    gone = {_artifact_key(one) for one in (given if isinstance(given, list) else [])}
    kept = [artifact for artifact in artifacts_of(task) if _artifact_key(artifact) not in gone]
    _write_artifacts(call, kept)
    return {"deleted": 1}


@endpoint(
    "tasks.add_or_update_model",
    required=("task", "name", "model", "type"),
    types={"iteration": int},
    min_version="2.13",
)
def add_or_update_model(call: Call) -> JsonObject:
    """Notes that a task uses or made a model, under a name of the task's own."""
    request = call.request
    task = get_task(call.store, str(request["task"]), call.identity)
    direction = str(request["type"])
    check_choice("type", direction, ("input", "output"))
    if call.store.models.get(str(request["model"])) is None:
        raise failure(400, 201, id=request["model"])
    entry: JsonObject = {
        "name": request["name"],
        "model": request["model"],
        "updated": iso(call.now),
    }
    entries = models_of(task, direction)
    names = [one.get("name") for one in entries]
    if request["name"] in names:
        entries[names.index(request["name"])] = entry
    else:
        entries.append(entry)
    changes: JsonObject = {f"models.{direction}": [*entries]}
    iteration, last = request.get("iteration"), task.get("last_iteration")
    if isinstance(iteration, int) and (not isinstance(last, int) or iteration > last):
        changes["last_iteration"] = iteration
    _write(call, changes)
    return {"updated": 1}


@endpoint(
    "tasks.delete_models", required=("task", "models"), types={"models": list}, min_version="2.13"
)
def delete_models(call: Call) -> JsonObject:
    """Takes models off a task, by name and type; the models stay."""
    task = get_task(call.store, str(call.request["task"]), call.identity)
    given = call.request["models"]
    gone = {
        (one.get("type"), one.get("name"))
        for one in (given if isinstance(given, list) else [])
        if isinstance(one, dict)
    }
    changes: JsonObject = {}
    for direction in ("input", "output"):
        entries = models_of(task, direction)
        changes[f"models.{direction}"] = [
            entry for entry in entries if (direction, entry.get("name")) not in gone
        ]
    _write(call, changes)
    return {"updated": 1}


def _artifact_key(artifact: Json) -> tuple[str, str]:
    if not isinstance(artifact, dict):
        return "", ""
    return str(artifact.get("key")), str(artifact.get("mode") or "output")


def _write_artifacts(call: Call, artifacts: list[Json]) -> None:
    _write(call, {"execution.artifacts": artifacts})


def _write(call: Call, changes: JsonObject) -> None:
    written = {**changes, **progress_fields(call.identity, call.now)}
    call.store.tasks.update(str(call.request["task"]), written)
