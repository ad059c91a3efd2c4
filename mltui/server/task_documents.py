"""The documents of tasks: a new one, a copy of one, one begun anew."""

from __future__ import annotations

import copy
import uuid
from datetime import datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure
from mltui.server.identity import Identity
from mltui.server.store import Store
from mltui.server.task_shapes import check_fields
from mltui.server.times import iso
from mltui.server.validation import check_choice, check_name

TASK_TYPES = (
    "training",
    "testing",
    "inference",
    "data_processing",
    "application",
    "monitor",
    "controller",
    "report",
    "optimizer",
    "service",
    "qc",
    "custom",
)
"""The types a task may have."""

_GIVEN_FIELDS = (
    "comment",
    "parent",
    "project",
    "tags",
    "system_tags",
    "hyperparams",
    "configuration",
    "runtime",
    "models",
    "container",
    "report",
    "report_assets",
)


def new_task(store: Store, given: JsonObject, identity: Identity, now: datetime) -> JsonObject:
    """The document of a new task in status created; it is not stored yet.

    Args:
        store: where its project must be.
        given: the fields of `tasks.create`; others are passed over.
        identity: who makes it.
        now: when.

    Raises:
        ServerError: 400/12 the type is none or a field holds what no task has there, 400/800 the
            name is too short, 400/16 the project or parent does not exist.
    """
    check_fields(given)
    check_choice("type", given.get("type"), TASK_TYPES)
    check_name(given.get("name"))
    check_references(store, given)
    script = given.get("script")
    execution = given.get("execution")
    task: JsonObject = {
        "id": uuid.uuid4().hex,
        "company": identity.company,
        "user": identity.user,
        "name": str(given["name"]).strip(),
        "type": given.get("type") or "training",
        "status": "created",
        "report_assets": [],
        "created": iso(now),
        "output": {},
        "execution": {**new_execution(), **(execution if isinstance(execution, dict) else {})},
        "tags": [],
        "system_tags": [],
        "script": {**new_script(), **(script if isinstance(script, dict) else {})},
        "last_update": iso(now),
        "last_change": iso(now),
        "last_iteration": 0,
        "last_metrics": {},
        "unique_metrics": [],
        "metric_stats": {},
        "hyperparams": {},
        "configuration": {},
        "runtime": {},
        "models": {"input": [], "output": []},
        "container": {},
        "last_changed_by": identity.user,
    }
    if given.get("output_dest"):
        task["output"] = {"destination": given["output_dest"]}
    for name in _GIVEN_FIELDS:
        if given.get(name) is not None:
            task[name] = given[name]
    return task


def new_execution() -> JsonObject:
    """The execution of a task of which nothing is known."""
    return {
        "test_split": 0,
        "parameters": {},
        "model_desc": {},
        "model_labels": {},
        "artifacts": [],
    }


def new_script() -> JsonObject:
    """The script of a task of which nothing is known."""
    return {"binary": "python", "repository": "", "entry_point": "", "requirements": {}}


def copied_task(source: JsonObject, identity: Identity, now: datetime) -> JsonObject:
    """A copy of a task, as a draft: what it was given, nothing of what it gave."""
    copied = copy.deepcopy(source)
    execution = copied.get("execution")
    execution = execution if isinstance(execution, dict) else new_execution()
    execution.pop("queue", None)
    execution["artifacts"] = artifacts_of(source, mode="input")
    output = copied.get("output")
    models = copied.get("models")
    task: JsonObject = {
        "id": uuid.uuid4().hex,
        "company": identity.company,
        "user": identity.user,
        "name": copied.get("name"),
        "type": copied.get("type"),
        "status": "created",
        "comment": copied.get("comment"),
        "report_assets": [],
        "created": iso(now),
        "parent": source["id"],
        "project": copied.get("project"),
        "output": {"destination": output["destination"]}
        if isinstance(output, dict) and "destination" in output
        else {},
        "execution": execution,
        "tags": copied.get("tags") or [],
        "system_tags": kept_system_tags(copied.get("system_tags")),
        "script": copied.get("script") or new_script(),
        "last_update": iso(now),
        "last_change": iso(now),
        "last_iteration": 0,
        "last_metrics": {},
        "unique_metrics": [],
        "metric_stats": {},
        "hyperparams": copied.get("hyperparams") or {},
        "configuration": copied.get("configuration") or {},
        "runtime": {},
        "models": {
            "input": models["input"] if isinstance(models, dict) and "input" in models else [],
            "output": [],
        },
        "container": copied.get("container") or {},
        "last_changed_by": identity.user,
    }
    return {key: value for key, value in task.items() if value is not None}


def artifacts_of(task: JsonObject, *, mode: str | None = None) -> list[Json]:
    """The artifacts of a task, all of them or those of one mode (`input`, `output`)."""
    execution = task.get("execution")
    found = execution.get("artifacts") if isinstance(execution, dict) else None
    return [
        artifact
        for artifact in (found if isinstance(found, list) else [])
        if isinstance(artifact, dict) and (mode is None or artifact.get("mode") == mode)
    ]


def kept_system_tags(tags: Json) -> list[Json]:
    """The system tags that a copy or a run begun anew keeps."""
    listed = tags if isinstance(tags, list) else []
    return [tag for tag in listed if tag not in ("archived", "development")]


def check_references(store: Store, given: JsonObject) -> None:
    """Refuses a project or a parent that does not exist.

    Raises:
        ServerError: 400/16.
    """
    for field, collection, kind in (
        ("project", store.projects, "Project"),
        ("parent", store.tasks, "Task"),
    ):
        wanted = given.get(field)
        if isinstance(wanted, str) and wanted and collection.get(wanted) is None:
            raise failure(400, 16, f"expecting {kind} id", id=wanted, field=field)
