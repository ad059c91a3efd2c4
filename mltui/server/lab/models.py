"""The models that past runs have left, with their lineage, labels and metadata."""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject
from mltui.server.identity import COMPANY_ID
from mltui.server.lab import noise
from mltui.server.lab.documents import FILES, stamp
from mltui.server.lab.history import History
from mltui.server.lab.metrics import single_values
from mltui.server.lab.people import project_id
from mltui.server.lab.runs import Run


def give_models(history: History) -> list[JsonObject]:
    """Note each run's models in its plan and return the models' documents, oldest first."""
    documents: list[JsonObject] = []
    newest: dict[str, str] = {}
    finished = [
        run
        for run in history.runs.values()
        if run.ended is not None and run.status in ("completed", "published")
    ]
    for run in sorted(finished, key=lambda run: run.ended or 0.0):
        key = run.temper.key
        if run.status != "published" and noise.unit(key, 90) < 0.55:
            continue
        run.base = newest.get(run.recipe.project, "")
        document = model_document(run, run.base)
        newest[run.recipe.project] = str(document["id"])
        run.models.append(str(document["id"]))
        documents.append(document)
    return documents


def model_document(run: Run, parent: str) -> JsonObject:
    """Return the model that a run leaves.

    Args:
        run: An ended run.
        parent: Id of the model it was trained from, or "".
    """
    key = run.temper.key
    ended = run.ended or run.created
    identifier = noise.identifier(run.task, "model", len(run.models))
    folder = f"{FILES}/{run.recipe.project}/{run.name}.{run.task}/models".replace(" ", "%20")
    suffix = "onnx" if run.recipe.framework == "ONNX" else "pt"
    metadata: JsonObject = {
        name: {"key": name, "type": "float", "value": str(number)}
        for name, number in single_values(run).items()
    }
    metadata["precision"] = {"key": "precision", "type": "str", "value": "bf16"}
    tags: list[Json] = ["best"] if noise.unit(key, 91) < 0.3 else []
    labels: JsonObject = {name: place for place, name in enumerate(run.recipe.labels)}
    document: JsonObject = {
        "id": identifier,
        "name": f"{run.name} final",
        "company": COMPANY_ID,
        "user": run.person.user,
        "project": project_id(run.recipe.project),
        "task": run.task,
        "created": stamp(ended - 5.0),
        "last_update": stamp(ended),
        "last_change": stamp(ended),
        "last_changed_by": run.person.user,
        "comment": f"Created by task id: {run.task}",
        "tags": tags,
        "system_tags": ["archived"] if run.archived else [],
        "uri": f"{folder}/final.{suffix}",
        "framework": run.recipe.framework,
        "design": {"design": f"depth = {int(noise.between(key, 63, 12, 50))}"},
        "labels": labels,
        "ready": run.status == "published",
        "metadata": metadata,
        "last_iteration": run.last,
        "last_metrics": {},
    }
    if parent:
        document["parent"] = parent
    return document
