"""Columns of a task list besides the fixed ones: values of metrics and of hyperparameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.metric_names import MONITOR_PREFIX, MetricName

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types
    from mltui.live.task_filter import Criteria

#: What is shown of a metric, and the server's field of it.
AGGREGATES = {"last": "value", "min": "min_value", "max": "max_value"}

PARAMETER = "parameter"

#: Hyperparameters in one answer, and tasks that are looked at where no project can be asked.
PAGE_SIZE, SAMPLED = 500, 40

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
        """Return the value that a task has in it, None if it has none."""
        if self.kind == PARAMETER:
            found = (task.hyperparams or {}).get(self.group, {}).get(self.name)
            return _number(found.value) if found is not None and found.value is not None else None
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
    return math.nan if value is None and aggregate == "value" else value


def values_of(task: types.Task, columns: Sequence[ValueColumn]) -> Mapping[str, float | str]:
    """Return a task's values by the columns' keys; what it does not have is left out."""
    pairs = ((column.key, column.value_of(task)) for column in columns)
    return {key: value for key, value in pairs if value is not None}


async def ask_columns(
    client: Client, criteria: Criteria, projects: Sequence[str]
) -> tuple[ValueColumn, ...]:
    """Ask which metrics and hyperparameters tasks have.

    Args:
        client: The server.
        criteria: Which tasks the list is about, for where no project can be asked.
        projects: The project and those below it; empty for all.
    """
    project = projects[0] if projects else None
    answer = await client.projects.get_unique_metric_variants(project=project)
    metrics = {(m.metric, m.variant) for m in answer.metrics if m.metric and m.variant}
    # What the machines read is seldom worth a column: it comes last.
    ranked = sorted(metrics, key=lambda name: (name[0].startswith(MONITOR_PREFIX), name))
    found = [ValueColumn(kind, *name) for name in ranked for kind in AGGREGATES]
    if project is None:
        parameters = await _sampled(client, criteria)
    else:
        named = await client.projects.get_hyper_parameters(
            project=project, page=0, page_size=PAGE_SIZE
        )
        parameters = {(p.section, p.name) for p in named.parameters if p.section and p.name}
    named_values = [ValueColumn(PARAMETER, *name) for name in sorted(parameters)]
    monitored = [one for one in found if one.group.startswith(MONITOR_PREFIX)]
    return (*found[: len(found) - len(monitored)], *named_values, *monitored)


async def _sampled(client: Client, criteria: Criteria) -> set[tuple[str, str]]:
    answer = await client.tasks.get_all_ex(
        **criteria,
        order_by=["-last_update"],
        page=0,
        page_size=SAMPLED,
        only_fields=["hyperparams"],
    )
    return {
        (section, name)
        for task in answer.tasks or ()
        for section, parameters in (task.hyperparams or {}).items()
        for name in parameters
    }


def _number(text: str) -> float | str:
    """Return a text as the number it is, so that it is written like one."""
    try:
        return float(text)
    except ValueError:
        return text
