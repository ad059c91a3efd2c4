"""The lab as the store keeps it: the documents of projects, queues, tasks and models."""

from __future__ import annotations

from datetime import UTC, datetime

from mltui.api.types.json import Json, JsonObject
from mltui.server.identity import COMPANY_ID
from mltui.server.lab import noise
from mltui.server.lab.consoles import fault_of
from mltui.server.lab.history import History, waiting_since
from mltui.server.lab.machines import QUEUES
from mltui.server.lab.metrics import last_metrics, metric_stats, single_values
from mltui.server.lab.people import AGENT_USER, ME, PROJECTS, project_id
from mltui.server.lab.runs import Run
from mltui.server.lab.scripts import configuration, container, hyperparameters, script
from mltui.server.times import iso

FILES = "http://files.demo"
"""Address of the lab's files server, which exists in this process alone."""

_COMMENTS = (
    "",
    "",
    "",
    "Same as before but with the new augmentation; compare val loss after 20k.",
    "Reviewer asked for three seeds.",
    "Do not delete: numbers are in the paper.",
    "OOM at batch 128, so half of it with accumulation.",
)
_STOPPED = ("Stopped by user", "Stopped by user", "Early stopping")


def stamp(moment: float) -> str:
    """Return seconds since the epoch as the ISO date-time the store keeps."""
    return iso(datetime.fromtimestamp(moment, UTC))


def queue_id(name: str) -> str:
    """Return the id of the queue of this name."""
    return noise.identifier("queue", name)


def project_documents(history: History, now: float) -> list[JsonObject]:
    """Return the projects, parents before children."""
    newest: dict[str, float] = {}
    for run in history.runs.values():
        moment = run.ended or run.started or run.created
        for name, _ in PROJECTS:
            if (run.recipe.project + "/").startswith(name + "/"):
                newest[name] = max(newest.get(name, 0.0), moment)
    documents: list[JsonObject] = []
    for name, description in PROJECTS:
        parents = [part for part, _ in PROJECTS if name.startswith(part + "/")]
        document: JsonObject = {
            "id": project_id(name),
            "name": name,
            "basename": name.rpartition("/")[2],
            "path": [project_id(parent) for parent in parents],
            "description": description,
            "company": COMPANY_ID,
            "user": ME.user,
            "created": stamp(now - 200 * 86_400.0),
            "last_update": stamp(newest.get(name, now)),
            "tags": ["paper"] if name == "NLP/Pretrain" else [],
            "system_tags": [],
        }
        if parents:
            document["parent"] = project_id(parents[-1])
        documents.append(document)
    return documents


#: What is noted on queues.
_NOTES: dict[str, JsonObject] = {
    "gpu-large": {
        "longest run": {"key": "longest run", "type": "str", "value": "24 h"},
        "ask": {"key": "ask", "type": "str", "value": "Ops Team"},
    }
}


def queue_documents(history: History, now: float) -> list[JsonObject]:
    """Return the queues with those who wait in them."""
    since = waiting_since(now)
    documents: list[JsonObject] = []
    for name in QUEUES:
        entries: list[Json] = [
            {"task": task, "added": stamp(since[history.runs[task].name])}
            for task in history.waiting.get(name, [])
        ]
        documents.append(
            {
                "id": queue_id(name),
                "name": name,
                "company": COMPANY_ID,
                "user": AGENT_USER.user,
                "created": stamp(now - 200 * 86_400.0),
                "last_update": stamp(now - 600.0),
                "entries": entries,
                "tags": ["a100"] if name == "gpu-large" else [],
                "system_tags": ["default"] if name == "default" else [],
                "metadata": _NOTES.get(name, {}),
            }
        )
    return documents


def task_document(run: Run, now: float) -> JsonObject:
    """Return the whole task of a run as it is at `now`."""
    return outline(run, now) | details(run, now)


def outline(run: Run, now: float) -> JsonObject:
    """Return what lists and counts need of a run's task as it is at `now`."""
    end = run.ended
    changed = stamp(end or run.started or run.created)
    reported = _last_report(run, now) if run.status == "in_progress" else None
    updated = stamp(reported) if reported is not None else changed
    tags: list[Json] = list(run.tags)
    document: JsonObject = {
        "id": run.task,
        "name": run.name,
        "company": COMPANY_ID,
        "user": run.person.user,
        "project": project_id(run.recipe.project),
        "type": run.recipe.task_type,
        "status": run.status,
        "status_reason": "",
        "status_message": "",
        "status_changed": changed,
        "created": stamp(run.created),
        "last_update": updated,
        "last_change": updated,
        "last_changed_by": run.person.user,
        "last_iteration": run.iteration_at(now) // run.every * run.every,
        "tags": tags,
        "system_tags": ["archived"] if run.archived else [],
    }
    if run.parent:
        document["parent"] = run.parent
    if run.status == "queued":
        document["enqueue_status"] = "created"
    if run.started is not None and run.agent is not None:
        document["started"] = stamp(run.started)
        document["last_worker"] = run.agent.worker
        document["runtime"] = {"gpu_count": len(run.agent.gpus)}
        document["last_worker_report"] = stamp(min(end or now, now))
        document["active_duration"] = int((end or reported or run.started) - run.started)
    _conclude(run, document)
    return document


def _last_report(run: Run, now: float) -> float | None:
    reports = run.reports_until(now)
    return run.moment_of((reports - 1) * run.every) if reports else None


def details(run: Run, now: float) -> JsonObject:
    """Return the rest of a run's task: what it was given and what it has given so far."""
    return {
        "comment": noise.pick(run.temper.key, 80, _COMMENTS),
        "last_metrics": last_metrics(run, now),
        "hyperparams": hyperparameters(run),
        "configuration": configuration(run),
        "script": script(run),
        "container": container(run),
        "execution": _execution(run),
        "models": {"input": _input_models(run), "output": _output_models(run)},
        "output": {"destination": FILES},
        "runtime": _runtime(run, now),
        "report_assets": [],
        "metric_stats": metric_stats(run, _last_report(run, now)),
        "unique_metrics": [],
    }


def _conclude(run: Run, document: JsonObject) -> None:
    if run.ended is not None:
        document["completed"] = stamp(run.ended)
    if run.status == "published" and run.ended is not None:
        document["published"] = stamp(run.ended + 3_600.0)
        document["status_changed"] = stamp(run.ended + 3_600.0)
    if run.status == "failed":
        document["status_reason"] = document["status_message"] = run.reason or fault_of(run)
    elif run.status == "stopped":
        document["status_reason"] = run.reason or noise.pick(run.temper.key, 81, _STOPPED)
    elif run.status in ("completed", "queued"):
        document["status_reason"] = run.status


def _execution(run: Run) -> JsonObject:
    labels: JsonObject = {name: place for place, name in enumerate(run.recipe.labels)}
    execution: JsonObject = {
        "parameters": {},
        "model_desc": {},
        "model_labels": labels,
        "framework": run.recipe.framework,
        "artifacts": artifacts(run),
    }
    if run.queue:
        execution["queue"] = queue_id(run.queue)
    return execution


def artifacts(run: Run) -> list[Json]:
    """Return the artifacts of a run that was completed, [] for another."""
    if run.status not in ("completed", "published"):
        return []
    folder = f"{FILES}/{run.recipe.project}/{run.name}.{run.task}/artifacts".replace(" ", "%20")
    metrics = "\n".join(f"{name}: {number}" for name, number in single_values(run).items())
    table = "     image  score\n0    00017  0.981\n1    00042  0.977\n\n[5000 rows x 2 columns]"
    artifacts: list[Json] = []
    for name, kind, content_type, preview, file in (
        ("summary", "dict", "application/json", metrics, "summary.json"),
        ("predictions", "pandas", "text/csv", table, "predictions.csv.gz"),
        ("checkpoint", "custom", "application/octet-stream", "", "last.pt"),
    ):
        size = int(noise.between(noise.key_of(run.task, name), 0, 900, 9e6))
        artifacts.append(
            {
                "key": name,
                "type": kind,
                "mode": "output",
                "uri": f"{folder}/{name}/{file}",
                "hash": noise.identifier(run.task, name) * 2,
                "content_size": size,
                "timestamp": int(run.ended or 0),
                "type_data": {"preview": preview, "content_type": content_type},
                "display_data": [["size", f"{size / 1e6:.2f} MB"]],
            }
        )
    return artifacts


def _input_models(run: Run) -> list[Json]:
    return [{"name": "base", "model": run.base}] if run.base else []


def _output_models(run: Run) -> list[Json]:
    return [
        {"name": f"{run.name} {place}", "model": model} for place, model in enumerate(run.models)
    ]


def _runtime(run: Run, now: float) -> JsonObject:
    if run.started is None or run.agent is None:
        return {}
    machine = run.agent.machine
    return {
        "CLEARML VERSION": "clearml-2.1.12",
        "CLI": f"{run.recipe.entry_point} --name {run.name}",
        "progress": str(int(100 * run.iteration_at(now) / run.temper.iterations)),
        "platform": "linux",
        "python_version": "3.12.11",
        "hostname": machine.name,
        "cpu_cores": machine.cores,
        "memory_gb": round(machine.memory_mib / 1024, 1),
        "gpu_count": len(run.agent.gpus),
        "gpu_type": {8: "NVIDIA A100-SXM4-80GB", 4: "NVIDIA RTX 4090"}.get(
            machine.gpus, "NVIDIA T4"
        ),
    }
