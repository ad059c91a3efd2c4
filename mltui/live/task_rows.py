"""A task as a list shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from mltui.live.metric_names import MetricName
from mltui.live.stamps import epoch_s
from mltui.live.task_columns import ValueColumn, metric_value, values_of

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types
    from mltui.api.types.base import IdAndName

RUNNING = "in_progress"

#: The fields of a task that every list asks for, and those that its columns may need besides;
#: nothing else crosses the wire.
ALWAYS = ("name", "status", "status_message", "last_update", "last_change", "last_iteration")
FIELDS = (
    *ALWAYS,
    "type",
    "project.name",
    "user.name",
    "started",
    "completed",
    "active_duration",
    "last_worker",
    "execution.queue.name",
    "tags",
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a list. Times are seconds since the epoch, durations seconds.

    Attributes:
        id: The server's id.
        name: Its name, as the server has it: clean before drawing.
        status: The server's status.
        values: Last values of the metrics the list shows, by their name.
        chosen: What stands in the columns that were chosen, by their keys.
    """

    id: str
    name: str = ""
    type: str = ""
    status: str = ""
    status_message: str = ""
    project: str = ""
    user: str = ""
    started: float | None = None
    completed: float | None = None
    last_update: float | None = None
    last_change: float | None = None
    iteration: int | None = None
    active_s: float | None = None
    worker: str = ""
    queue: str = ""
    tags: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    chosen: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        """Whether it is being run."""
        return self.status == RUNNING

    def run_time_s(self, now: float) -> float | None:
        """Return how long it has run, seconds; None before it started."""
        if self.active_s is not None:
            # The server counts up to the last report; a running task has gone on since.
            since_s = now - self.last_update if self.running and self.last_update else 0.0
            return self.active_s + max(0.0, since_s)
        if self.started is None:
            return None
        end = self.completed if self.completed is not None and not self.running else now
        return max(0.0, end - self.started)


def row_of(
    task: types.Task,
    metrics: tuple[MetricName, ...] = (),
    columns: Sequence[ValueColumn] = (),
) -> TaskRow:
    """Return the row of a task as the server sent it.

    Args:
        task: The task.
        metrics: The metrics whose last values the row holds.
        columns: The columns that were chosen besides.
    """
    queue = task.execution.queue if task.execution is not None else None
    return TaskRow(
        id=task.id or "",
        name=task.name or "",
        type=str(task.type or ""),
        status=str(task.status or ""),
        status_message=task.status_message or "",
        project=reference_name(task.project),
        user=reference_name(task.user),
        started=epoch_s(task.started),
        completed=epoch_s(task.completed),
        last_update=epoch_s(task.last_update),
        last_change=epoch_s(task.last_change),
        iteration=task.last_iteration,
        active_s=task.active_duration,
        worker=task.last_worker or "",
        queue=reference_name(queue),
        tags=tuple(task.tags or ()),
        values=_values(task, metrics),
        chosen=values_of(task, columns),
    )


async def newest_tasks(client: Client, projects: Sequence[str], count: int = 20) -> list[TaskRow]:
    """Ask for the tasks of these projects that moved last, archived ones left out."""
    answer = await client.tasks.get_all_ex(
        project=list(projects),
        system_tags=["-archived"],
        order_by=["-last_update"],
        page=0,
        page_size=count,
        only_fields=["name", "status", "last_update"],
    )
    return [row_of(task) for task in answer.tasks or ()]


def metric_names(task: types.Task) -> list[MetricName]:
    """Return the names of all metrics a task reported."""
    return [
        MetricName(last.metric, last.variant)
        for variants in (task.last_metrics or {}).values()
        for last in variants.values()
        if last.metric and last.variant
    ]


def reference_name(reference: IdAndName | None) -> str:
    """Return the name of what is referred to, or its id where there is no name."""
    return "" if reference is None else reference.name or reference.id or ""


def _values(task: types.Task, metrics: tuple[MetricName, ...]) -> dict[str, float]:
    found = ((str(name), metric_value(task, name)) for name in metrics)
    return {name: value for name, value in found if value is not None}


def row_to_json(row: TaskRow) -> dict[str, Any]:
    """Return a row as JSON, to be kept on disk."""
    return asdict(row)


def row_from_json(value: Mapping[str, Any]) -> TaskRow:
    """Return the row that was kept."""
    return TaskRow(**{**value, "tags": tuple(value["tags"])})
