"""One model: what it is, what it came from, what uses it, and what was reported to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mltui.live.gate import Gate, known
from mltui.live.masking import shown
from mltui.live.models import FIELDS, ModelRow, model_row
from mltui.live.names import natural
from mltui.live.plots import Plot
from mltui.live.reported import extreme
from mltui.live.scalars import Scalars, curves_of
from mltui.live.task_rows import TaskRow, reference_name, row_of

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import models as types

#: Tasks that use the model and are listed at most.
MOST_USERS = 100

#: What is asked of a task that is part of the lineage.
TASK_FIELDS = ["name", "status", "project.name", "last_update"]

#: Fields that may be large.
LARGE = ("design", "last_metrics")

#: How many points to ask of each curve.
SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Kin:
    """A task or model that the model is related to.

    Attributes:
        page: The page that shows it, `task` or `model`.
        relation: How, in the person's words.
    """

    page: str
    relation: str
    id: str
    name: str
    status: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class MetadataEntry:
    """A note on a model: its key, what kind of value it is, and the value."""

    key: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class LastValue:
    """The last value of one metric reported to a model, with its extremes."""

    metric: str
    variant: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What a model's page shows.

    Attributes:
        row: What a list shows of it.
        labels: Numbers of labels by name, in the order of numbers.
        design: The network's design, as text.
        stamp: Changes whenever anything of the model does.
    """

    row: ModelRow
    comment: str = ""
    labels: tuple[tuple[str, int], ...] = ()
    metadata: tuple[MetadataEntry, ...] = ()
    design: str = ""
    kin: tuple[Kin, ...] = ()
    values: tuple[LastValue, ...] = ()
    stamp: tuple[object, ...] = field(default=(), compare=False)


class ModelQuestion:
    """A feed's question: a model and everything around it, None if it is gone.

    Its design and values may be large: they are asked for again once it moved.
    """

    def __init__(self, identity: str) -> None:
        self._identity = identity
        self._known: ModelDetails | None = None

    async def __call__(self, client: Client) -> ModelDetails | None:
        """Ask for it."""
        known = self._known
        details = await ask_model(client, self._identity, *(LARGE if known is None else ()))
        if details is not None and known is not None:
            if any(details.stamp[1:]) and details.stamp == known.stamp:
                details = replace(details, design=known.design, values=known.values)
            else:
                details = await _with_large(client, details)
        self._known = details
        return details


async def ask_model(client: Client, identity: str, *more: str) -> ModelDetails | None:
    """Ask for a model and everything around it, with these fields besides; None if it is gone."""
    answer = await client.models.get_all_ex(
        id=[identity],
        only_fields=[*FIELDS, "comment", "metadata", "parent.name", "last_change", *more],
    )
    model = next(iter(answer.models), None)
    if model is None:
        return None
    kin: list[Kin] = []
    if model.task is not None and model.task.id:
        kin += await _makers(client, model.task.id, reference_name(model.task))
    if model.parent is not None and model.parent.id:
        kin.append(Kin("model", "made from", model.parent.id, reference_name(model.parent)))
    kin += await _users(client, identity)
    return _details(model, tuple(kin))


async def _with_large(client: Client, details: ModelDetails) -> ModelDetails | None:
    answer = await client.models.get_all_ex(id=[details.row.id], only_fields=list(LARGE))
    model = next(iter(answer.models), None)
    if model is None:
        return None
    return replace(details, design=_design(model.design), values=tuple(_values(model)))


async def _makers(client: Client, task: str, name: str) -> list[Kin]:
    answer = await client.tasks.get_all_ex(id=[task], only_fields=TASK_FIELDS)
    found = [row_of(one) for one in answer.tasks or ()]
    return [_kin("made by", row) for row in found] or [Kin("task", "made by", task, name)]


async def _users(client: Client, model: str) -> list[Kin]:
    conditions: dict[str, Any] = {"models.input.model": [model]}
    answer = await client.tasks.get_all_ex(
        **conditions,
        order_by=["-last_update"],
        page=0,
        page_size=MOST_USERS,
        only_fields=TASK_FIELDS,
    )
    return [_kin("used by", row_of(task)) for task in answer.tasks or ()]


def _kin(relation: str, task: TaskRow) -> Kin:
    return Kin("task", relation, task.id, task.name, task.status, task.project)


def _details(model: types.Model, kin: tuple[Kin, ...]) -> ModelDetails:
    return ModelDetails(
        row=model_row(model),
        comment=model.comment or "",
        labels=tuple(sorted((model.labels or {}).items(), key=lambda item: (item[1], item[0]))),
        metadata=tuple(_metadata(model.metadata or {})),
        design=_design(model.design),
        kin=kin,
        values=tuple(_values(model)),
        stamp=(model.id, model.last_change, model.last_update),
    )


def _metadata(items: Mapping[str, types.MetadataItem]) -> list[MetadataEntry]:
    return [
        MetadataEntry(
            item.key or key,
            item.type or "",
            shown(item.key or key, item.value or ""),
        )
        for key, item in items.items()
    ]


def _design(design: object) -> str:
    """Return the design as text; most programs keep it in a field of the same name."""
    if isinstance(design, dict):
        if set(design) == {"design"}:
            return _design(design["design"])
        return json.dumps(design, indent=2) if design else ""
    return design if isinstance(design, str) else ""


def _values(model: types.Model) -> list[LastValue]:
    return [
        LastValue(
            last.metric or "",
            last.variant or "",
            extreme(last.value),
            extreme(last.min_value),
            extreme(last.max_value),
        )
        for variants in (model.last_metrics or {}).values()
        for last in variants.values()
    ]


class ModelScalarsQuestion(Gate[Scalars]):
    """A feed's question: the scalars reported to a model if it changed since, else None."""

    def __init__(self, model: str, moved: Callable[[], object]) -> None:
        super().__init__(known(moved), lambda client: _ask_scalars(client, model))


async def _ask_scalars(client: Client, model: str) -> Scalars:
    answer = await client.events.scalar_metrics_iter_histogram(
        task=model, samples=SAMPLES, key="iter", model_events=True
    )
    return Scalars(curves_of(answer.metrics), SAMPLES)


class ModelPlotsQuestion(Gate[tuple[Plot, ...]]):
    """A feed's question: the newest plots of a model if it changed since, else None."""

    def __init__(self, model: str, moved: Callable[[], object]) -> None:
        super().__init__(known(moved), lambda client: _ask_plots(client, model))


async def _ask_plots(client: Client, model: str) -> tuple[Plot, ...]:
    answer = await client.events.get_task_plots(
        task=model, iters=1, no_scroll=True, model_events=True
    )
    found = [
        Plot(plot.metric or "", plot.variant or "", plot.iter or 0, plot.plot_str or "")
        for plot in answer.plots
    ]
    return tuple(sorted(found, key=lambda plot: natural(plot.metric, plot.variant)))
