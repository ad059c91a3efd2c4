"""The models and reports of the large cluster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mltui.api.types.json import Json, JsonObject
from mltui.server.identity import COMPANY_ID, Identity
from mltui.server.lab import noise
from mltui.server.reports import FOLDER, REPORT_TAGS, REPORT_TYPE
from mltui.server.times import iso

FRAMEWORKS = ("PyTorch", "ONNX", "TensorFlow", "XGBoost")


def models(
    count: int, tasks: list[str], projects: list[str], identity: Identity, now: datetime
) -> Iterator[JsonObject]:
    """Make models, each of a task and in a project, a minute apart, the newest first."""
    for number in range(count):
        made = iso(now - timedelta(minutes=number))
        loss = f"{0.1 + number % 97 / 97:.3f}"
        tags: list[Json] = ["best"] if number % 10 == 0 else []
        metadata: JsonObject = {"loss": {"key": "loss", "type": "float", "value": loss}}
        yield {
            "id": noise.identifier("scale model", number),
            "name": f"model {number:05d}",
            "company": COMPANY_ID,
            "user": identity.user,
            "project": projects[number % len(projects)],
            "task": tasks[number % len(tasks)],
            "created": made,
            "last_update": made,
            "last_change": made,
            "last_changed_by": identity.user,
            "comment": "",
            "tags": tags,
            "system_tags": [],
            "uri": f"https://files.scale.example/models/{number:05d}.pt",
            "framework": FRAMEWORKS[number % len(FRAMEWORKS)],
            "design": {},
            "labels": {},
            "ready": number % 3 == 0,
            "metadata": metadata,
            "last_iteration": 0,
            "last_metrics": {},
        }


def reports_project(above: JsonObject, now: datetime) -> JsonObject:
    """Make the hidden project for the reports of a project."""
    path = above["path"]
    return {
        **above,
        "id": noise.identifier("scale reports"),
        "name": f"{above['name']}/{FOLDER}",
        "basename": FOLDER,
        "path": [*(path if isinstance(path, list) else []), above["id"]],
        "parent": above["id"],
        "created": iso(now),
        "last_update": iso(now),
        "system_tags": [*REPORT_TAGS],
    }


def reports(count: int, project: str, identity: Identity, now: datetime) -> Iterator[JsonObject]:
    """Make reports, a day apart, the newest first."""
    for number in range(count):
        made = iso(now - timedelta(days=number))
        yield {
            "id": noise.identifier("scale report", number),
            "name": f"week {count - number:03d}",
            "company": COMPANY_ID,
            "user": identity.user,
            "project": project,
            "type": REPORT_TYPE,
            "status": "published" if number % 2 else "created",
            "comment": "",
            "report": f"# Week {count - number}\n\nAll went well.\n",
            "report_assets": [],
            "created": made,
            "last_update": made,
            "last_change": made,
            "last_changed_by": identity.user,
            "last_iteration": 0,
            "tags": ["weekly"],
            "system_tags": [*REPORT_TAGS],
            "hyperparams": {},
            "execution": {"parameters": {}},
            "metric_stats": {},
            "unique_metrics": [],
        }
