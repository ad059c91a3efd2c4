"""One task at a glance: what it is doing, its main metric's curve, its hyperparameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.live.heard import last_heard
from mltui.live.masking import shown
from mltui.live.metric_names import MetricName, main_metric
from mltui.live.scalars import points_of
from mltui.live.task_rows import FIELDS, TaskRow, metric_names, row_of
from mltui.series.rates import overall_per_minute

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types

#: Points of the small chart; it is at most some 60 cells wide.
SAMPLES = 120

#: Hyperparameters that are shown at most.
MOST_PARAMETERS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """What the panel beside the list shows.

    Attributes:
        task: The task.
        metric: The metric of the curve; None if the task has none.
        xs: Its iterations, ascending.
        ys: Its values, averages where there are many.
        parameters: Names and values of hyperparameters.
        per_minute: Iterations a minute over the time it ran; None if it is not known.
        comment: The task's comment.
    """

    task: TaskRow
    metric: MetricName | None = None
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    per_minute: float | None = None
    comment: str = ""


class PreviewQuestion:
    """Asks about the task under the cursor when its row in the list has moved.

    Args:
        row: Returns what the list knows of a task, by its id; None if it knows nothing.
    """

    def __init__(self, row: Callable[[str], TaskRow | None]) -> None:
        self._row = row
        self._task = ""
        self._stamp: object = None

    def look_at(self, task: str) -> None:
        """Ask about another task from now on; `""` for none."""
        self._task = task
        self._stamp = None

    @property
    def behind(self) -> bool:
        """Whether the list knows something newer of the task than what was answered last."""
        row = self._row(self._task)
        return row is None or _stamp(row) != self._stamp

    async def ask(self, client: Client) -> Preview | None:
        """Return the task's preview, or None if nothing moved or there is no task."""
        if not (self._task and self.behind):
            return None
        asked = self._task
        answer = await client.tasks.get_all_ex(
            id=[asked],
            only_fields=[
                *FIELDS,
                "status_reason",
                "hyperparams",
                "last_metrics",
                "metric_stats",
                "comment",
            ],
        )
        task = next(iter(answer.tasks or ()), None)
        if task is None:
            return None
        stamp = _stamp(row_of(task))
        if stamp == self._stamp:
            return None
        metric = main_metric(metric_names(task))
        xs, ys = await _curve(client, asked, metric) if metric is not None else ((), ())
        heard = await last_heard(client, [task])
        if asked == self._task:
            self._stamp = stamp
        return _preview(task, metric, xs, ys, heard.get(asked))


def _stamp(row: TaskRow) -> tuple[object, ...]:
    return row.id, row.last_change, row.last_update, row.iteration


async def _curve(
    client: Client, task: str, metric: MetricName
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    answer = await client.events.scalar_metrics_iter_histogram(
        task=task, samples=SAMPLES, metrics=[{"metric": metric.metric}]
    )
    curve = answer.metrics.get(metric.metric, {}).get(metric.variant)
    return points_of(curve) if curve is not None else ((), ())


def _preview(
    task: types.Task,
    metric: MetricName | None,
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    reported: float | None,
) -> Preview:
    row = replace(row_of(task, (metric,) if metric is not None else ()), reported=reported)
    per_minute = overall_per_minute(row.iteration, row.active_s)
    return Preview(row, metric, xs, ys, _parameters(task), per_minute, comment=task.comment or "")


def _parameters(task: types.Task) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for section, parameters in (task.hyperparams or {}).items():
        for name, parameter in parameters.items():
            value = str(parameter.value if parameter.value is not None else "")
            title = name if section in ("Args", "General") else f"{section}/{name}"
            found.append((title, shown(name, value)))
    return tuple(found[:MOST_PARAMETERS])
