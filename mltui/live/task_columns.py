"""Columns of a task list besides the fixed ones: values of metrics and of hyperparameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.known_names import PAGE_SIZE, ask_names
from mltui.live.masking import shown
from mltui.live.metric_names import MONITOR_PREFIX, MetricName, machine_last
from mltui.live.reported import extreme, number

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types

#: What is shown of a metric, and the server's field of it.
AGGREGATES = {"last": "value", "min": "min_value", "max": "max_value"}

PARAMETER = "parameter"

_BETWEEN = "\t"


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column that shows a metric's value or a hyperparameter.

    Attributes:
        kind: `last`, `min`, `max` (of a metric) or `parameter`.
        group: The metric, or the hyperparameter's section.
        name: The variant, or the hyperparameter's name.
    """

    kind: str
    group: str
    name: str

    @property
    def key(self) -> str:
        """It as one text, to be kept."""
        return _BETWEEN.join((self.kind, self.group, self.name))

    @property
    def title(self) -> str:
        """What the person reads."""
        if self.kind == PARAMETER:
            return f"{self.group}/{self.name}"
        shown = str(MetricName(self.group, self.name))
        return shown if self.kind == "last" else f"{self.kind} {shown}"

    @property
    def field(self) -> str:
        """The server's field, for `only_fields` and `order_by`."""
        if self.kind == PARAMETER:
            return parameter_field(self.group, self.name)
        return MetricName(self.group, self.name).field_of(AGGREGATES[self.kind])

    def value_of(self, task: types.Task) -> float | str | None:
        """Return the value that a task has in it, masked if it is secret; None if it has none."""
        if self.kind == PARAMETER:
            found = (task.hyperparams or {}).get(self.group, {}).get(self.name)
            value = found.value if found is not None else None
            return None if value is None else shown(self.name, value)
        return metric_value(task, MetricName(self.group, self.name), AGGREGATES[self.kind])


def column_of(key: str) -> ValueColumn | None:
    """Return the column of a key, None if it is none of these."""
    parts = key.split(_BETWEEN)
    if len(parts) != 3 or (parts[0] != PARAMETER and parts[0] not in AGGREGATES):
        return None
    return ValueColumn(*parts)


def parameter_field(section: str, name: str) -> str:
    """Return the server's field of a hyperparameter's value."""
    # A dot within a name would divide it.
    path = (part.replace(".", "%2E") for part in (section, name))
    return f"hyperparams.{'.'.join(path)}.value"


def metric_value(task: types.Task, name: MetricName, aggregate: str = "value") -> float | None:
    """Return a task's `value` (the last one), `min_value` or `max_value` of a metric, if any."""
    metric, variant = name.keys
    last = (task.last_metrics or {}).get(metric, {}).get(variant)
    if last is None:
        return None
    value: float | None = getattr(last, aggregate)
    # JSON has no NaN: a last value that is there without a number was none.
    return number(value) if aggregate == "value" else extreme(value)


def values_of(task: types.Task, columns: Sequence[ValueColumn]) -> Mapping[str, float | str]:
    """Return a task's values by the columns' keys; what it does not have is left out."""
    pairs = ((column.key, column.value_of(task)) for column in columns)
    return {key: value for key, value in pairs if value is not None}


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """What can be a column.

    Attributes:
        columns: All that is known.
        gap: A sentence about what there may be besides; empty if that is all.
    """

    columns: tuple[ValueColumn, ...] = ()
    gap: str = ""


async def ask_columns(client: Client, projects: Sequence[str]) -> KnownColumns:
    """Ask which metrics and hyperparameters tasks have.

    Args:
        client: The server.
        projects: The project and those below it; empty for all.
    """
    project = projects[0] if projects else None
    answer = await client.projects.get_unique_metric_variants(project=project)
    metrics = {(m.metric, m.variant) for m in answer.metrics if m.metric and m.variant}
    # What the machines read is seldom worth a column: it comes last.
    ranked = sorted(metrics, key=lambda name: machine_last(*name))
    found = [ValueColumn(kind, *name) for name in ranked for kind in AGGREGATES]
    parameters, gap = await ask_parameters(client, project)
    named_values = [ValueColumn(PARAMETER, *name) for name in parameters]
    monitored = [one for one in found if one.group.startswith(MONITOR_PREFIX)]
    known = (*found[: len(found) - len(monitored)], *named_values, *monitored)
    return KnownColumns(known, gap)


async def ask_parameters(client: Client, project: str | None) -> tuple[list[tuple[str, str]], str]:
    """Ask for the hyperparameters of a project's tasks and of those below it, or of all tasks.

    Returns:
        Their sections and names in order, and a sentence about what there may be besides.
    """

    async def ask_page(of: str | None, page: int) -> tuple[set[tuple[str, str]], int]:
        answer = await client.projects.get_hyper_parameters(
            project=of, page=page, page_size=PAGE_SIZE
        )
        names = {(p.section, p.name) for p in answer.parameters if p.section and p.name}
        return names, answer.remaining or 0

    return await ask_names(client, ask_page, project, "hyperparameters")
