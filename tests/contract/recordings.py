"""The recorded exchanges with a real ClearML server, and the objects they show."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "recordings"

_DETAILED = ("get_by_id", "get_all", "get_by_id_ex", "get_all_ex")


@dataclass(frozen=True)
class Exchange:
    """A request and the answer the real server gave."""

    transcript: str
    name: str
    method: str
    path: str
    body: Any
    status: int
    answer: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return self.path.split("?")[0].strip("/").rpartition("/")[2]

    @property
    def data(self) -> Any:
        return self.answer.get("data") if isinstance(self.answer, dict) else None

    @property
    def meta(self) -> dict[str, Any]:
        return self.answer.get("meta", {}) if isinstance(self.answer, dict) else {}


@cache
def transcript(name: str) -> tuple[Exchange, ...]:
    """The exchanges of a transcript, such as "tasks.create", in order."""
    text = (FOLDER / "transcripts" / f"{name}.json").read_text()
    return tuple(
        Exchange(
            transcript=name,
            name=entry["name"],
            method=entry["request"]["method"],
            path=entry["request"]["path"],
            headers=entry["request"].get("headers", {}),
            body=entry["request"].get("body"),
            status=entry["response"]["status"],
            answer=entry["response"].get("body"),
        )
        for entry in json.loads(text)
    )


def transcripts(service: str) -> list[str]:
    """The names of the transcripts of a service."""
    return sorted(path.stem for path in (FOLDER / "transcripts").glob(f"{service}.*.json"))


@cache
def _documents() -> dict[str, dict[str, dict[str, Any]]]:
    """Of each kind the fullest document that was recorded of each id."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for kind in ("tasks", "projects", "queues", "models"):
        by_id = found.setdefault(kind, {})
        for action in _DETAILED:
            path = FOLDER / "transcripts" / f"{kind}.{action}.json"
            if not path.exists():
                continue
            for exchange in transcript(path.stem):
                if kind == "tasks":
                    _note_projects(exchange.data, found)
                for document in _listed(kind, exchange.data or {}):
                    flat = _flattened(document)
                    known = by_id.get(flat["id"], {})
                    if kind == "projects" and "parent" in flat:
                        known = {**known, "parent": flat["parent"]}
                    # The first answer that shows an object whole shows it best.
                    by_id[flat["id"]] = {**flat, **known} if len(known) > 5 else {**known, **flat}
    return found


def documents(kind: str) -> Iterator[dict[str, Any]]:
    """The recorded documents of a kind ("tasks", "projects", "queues", "models"), as stored."""
    found = sorted(_documents()[kind].values(), key=lambda one: str(one.get("created")))
    yield from copy.deepcopy(found)


def shown(exchange: Exchange) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents that an answer shows, each with its kind, as stored."""
    kind, _, action = exchange.endpoint.partition(".")
    if kind in ("tasks", "projects", "queues", "models") and action in _DETAILED:
        for document in _listed(kind, exchange.data or {}):
            yield kind, _flattened(document)


def _note_projects(data: Any, found: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Projects that are only mentioned, with their names, by tasks."""
    for task in (data or {}).get("tasks", []):
        project = task.get("project")
        if isinstance(project, dict) and "name" in project:
            found.setdefault("projects", {}).setdefault(project["id"], dict(project))


def _listed(kind: str, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    listed = data.get(kind)
    one = data.get(kind[:-1])
    for document in [*(listed if isinstance(listed, list) else []), one]:
        if isinstance(document, dict) and isinstance(document.get("id"), str):
            yield document


def _flattened(document: dict[str, Any]) -> dict[str, Any]:
    """References as bare ids, without what is computed for an answer."""
    result = {}
    for key, value in copy.deepcopy(document).items():
        if key in ("stats", "sub_projects", "own_tasks", "own_models", "workers", "_trimmed"):
            continue
        result[key] = _bare(value) if key not in ("hyperparams", "last_metrics") else value
    return result


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, dict):
        if "id" in value and value.keys() <= {"id", "name", "project"}:
            return value["id"]
        return {key: _bare(item) for key, item in value.items()}
    return value
