"""A task as a list shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from mltui.live.metric_names import MONITOR_PREFIX, MetricName
from mltui.live.stamps import epoch_s
from mltui.live.task_columns import PARAMETER, ValueColumn, column_of, metric_value, values_of

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types
    from mltui.api.types.base import IdAndName

RUNNING = "in_progress"

#: The field that names the computer where a task runs, as the SDK noted it.
HOST = "runtime.hostname"

#: How the server begins the id of what was deleted, where something that is kept refers to it.
DELETED = "__DELETED__"

#: What the server says of a running task that was asked to stop.
STOPPING = "stopping"

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
    HOST,
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
        status_reason: Why it has it, where that was asked for.
        host: The name of the computer it runs on, as the SDK noted it: of a task that no agent
            runs there is no worker.
        reported: When it last reported a metric of its own, where that is known: an agent's word
            that it is there moves `last_update` as well.
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
    host: str = ""
    queue: str = ""
    tags: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    chosen: Mapping[str, float | str] = field(default_factory=dict)
    reported: float | None = None
    status_reason: str = ""

    @property
    def why(self) -> str:
        """What is said of how it ended: the message, else the reason; empty for nothing."""
        return self.status_message.strip() or self.status_reason.strip()

    @property
    def running(self) -> bool:
        """Whether it is being run."""
        return self.status == RUNNING

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop, and its worker has not obeyed yet."""
        return self.running and self.status_message.strip() == STOPPING

    def silent_s(self, now: float) -> float | None:
        """Return for how long nothing was heard of its training, seconds; None if unknown."""
        heard = self.last_update if self.reported is None else self.reported
        return None if heard is None else now - heard

    def run_time_s(self, now: float) -> float | None:
        """Return how long it has run, seconds; None before it started."""
        if self.running and self.started is not None:
            # The server counts from the start up to the last report, and an edit moves
            # `last_update` without a count.
            return max(0.0, now - self.started, self.active_s or 0.0)
        if self.active_s is not None:
            # What it last heard of a running task may be of the machine alone.
            heard = self.last_update if self.running else None
            return self.active_s + max(0.0, now - heard if heard is not None else 0.0)
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
        host=str((task.runtime or {}).get("hostname") or ""),
        queue=reference_name(queue),
        tags=tuple(task.tags or ()),
        values=_values(task, metrics),
        chosen=values_of(task, columns),
        reported=reported_at(task),
        status_reason=task.status_reason or "",
    )


def reported_at(task: types.Task, *, of_machine: bool = False) -> float | None:
    """Return when a task last reported a metric, epoch seconds; None where an answer tells nothing.

    It tells of the last batch of reports alone. What the SDK reads of the machine goes on while a
    training hangs, so that it does not count.

    Args:
        task: The task.
        of_machine: What it reads of the machine counts, and nothing else.
    """
    newest: list[float] = []
    for stats in (task.metric_stats or {}).values():
        name, kinds = stats.get("metric"), stats.get("event_stats_by_type")
        if (isinstance(name, str) and name.startswith(MONITOR_PREFIX)) is not of_machine:
            continue
        for kind in kinds.values() if isinstance(kinds, dict) else ():
            at_ms = kind.get("last_update") if isinstance(kind, dict) else None
            if isinstance(at_ms, int | float):
                newest.append(at_ms / 1000)
    return max(newest, default=None)


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
    """Return the name of what is referred to, its id where there is no name, or that it is gone."""
    if reference is None:
        return ""
    identity = reference.id or ""
    return reference.name or ("deleted" if identity.startswith(DELETED) else identity)


def _values(task: types.Task, metrics: tuple[MetricName, ...]) -> dict[str, float]:
    found = ((str(name), metric_value(task, name)) for name in metrics)
    return {name: value for name, value in found if value is not None}


def row_to_json(row: TaskRow) -> dict[str, Any]:
    """Return a row as JSON, to be kept on disk: without hyperparameters, which are not kept."""
    return {**asdict(row), "chosen": _keepable(row.chosen)}


def row_from_json(value: Mapping[str, Any]) -> TaskRow:
    """Return the row that was kept; hyperparameters in it are left out."""
    return TaskRow(
        **{**value, "tags": tuple(value["tags"]), "chosen": _keepable(value.get("chosen", {}))}
    )


def _keepable(chosen: Mapping[str, float | str]) -> dict[str, float | str]:
    columns = ((key, column_of(key)) for key in chosen)
    return {
        key: chosen[key]
        for key, column in columns
        if column is not None and column.kind != PARAMETER
    }
