"""What a task used and made: artifacts and models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.names import natural
from mltui.live.stamps import epoch_s
from mltui.live.task_fields import FieldsQuestion

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import models as model_types
    from mltui.api.types import tasks as types

FIELDS = ("execution.artifacts", "models")
MODEL_FIELDS = ("name", "uri", "framework", "comment", "created", "last_update", "ready", "tags")

MODEL = "model"


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact or a model.

    Attributes:
        name: Its name in the task.
        kind: `model`, or what the SDK calls the type of an artifact: `pandas`, `JSON`...
        output: Whether the task made it, rather than used it.
        uri: Where the file is; empty where there is none.
        size: Bytes, None if unknown.
        hash: SHA-256 of the content.
        changed: When it was made, epoch seconds.
        preview: A part of it as text.
        notes: Pairs of name and value.
        model: The model's id.
    """

    name: str
    kind: str
    output: bool
    uri: str = ""
    size: int | None = None
    hash: str = ""
    changed: float | None = None
    preview: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    model: str = ""

    @property
    def key(self) -> str:
        """What it is, unique in its task."""
        return f"{self.kind == MODEL}\x00{self.output}\x00{self.name}"


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    model: str
    output: bool
    changed: float | None


class ArtifactsQuestion:
    """A feed's question: artifacts and models if the task changed since, else None."""

    def __init__(self, task: str, changed: Callable[[], object]) -> None:
        self._fields = FieldsQuestion(task, FIELDS, changed, _read)

    async def __call__(self, client: Client) -> tuple[Artifact, ...] | None:
        """Put the question; a second one asks for the models, if there are any."""
        found = await self._fields(client)
        if found is None:
            return None
        artifacts, named = found
        models = await _models(client, [each.model for each in named])
        return (*artifacts, *(_model(each, models.get(each.model)) for each in named))


def _read(task: types.Task) -> tuple[list[Artifact], list[_Named]]:
    listed = (task.execution.artifacts if task.execution is not None else None) or []
    artifacts = [_artifact(item) for item in listed]
    models = task.models
    named = [
        _Named(
            item.name or "",
            _id(item),
            output,
            epoch_s(item.updated),
        )
        for output, items in (
            (True, (models.output if models is not None else None) or []),
            (False, (models.input if models is not None else None) or []),
        )
        for item in items
    ]
    artifacts.sort(key=lambda artifact: (not artifact.output, natural(artifact.name)))
    return artifacts, named


def _id(item: types.TaskModelItem) -> str:
    model = item.model
    return model if isinstance(model, str) else (model.id or "" if model is not None else "")


def _artifact(item: types.Artifact) -> Artifact:
    data = item.type_data
    return Artifact(
        name=item.key or "",
        kind=item.type or "",
        output=item.mode != "input",
        uri=item.uri or "",
        size=item.content_size,
        hash=item.hash or (data.data_hash if data is not None else None) or "",
        changed=float(item.timestamp) if item.timestamp else None,
        preview=(data.preview if data is not None else None) or "",
        notes=tuple((str(pair[0]), str(pair[1])) for pair in item.display_data or () if pair[1:]),
    )


async def _models(client: Client, ids: list[str]) -> dict[str, model_types.Model]:
    wanted = sorted({each for each in ids if each})
    if not wanted:
        return {}
    answer = await client.models.get_all_ex(id=wanted, only_fields=[*MODEL_FIELDS])
    return {model.id: model for model in answer.models or () if model.id}


def _model(named: _Named, model: model_types.Model | None) -> Artifact:
    if model is None:
        return Artifact(
            named.name,
            MODEL,
            named.output,
            changed=named.changed,
            model=named.model,
            notes=(("model", "deleted, or not visible to you"),) if named.model else (),
        )
    told = [
        ("model", model.name or ""),
        ("framework", model.framework or ""),
        ("published", "yes" if model.ready else ""),
        ("tags", ", ".join(model.tags or ())),
        ("comment", model.comment or ""),
    ]
    return Artifact(
        name=named.name,
        kind=MODEL,
        output=named.output,
        uri=model.uri or "",
        changed=named.changed or epoch_s(model.last_update) or epoch_s(model.created),
        notes=tuple((label, text) for label, text in told if text),
        model=named.model,
    )
