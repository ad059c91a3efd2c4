"""One task: a small question whether it changed, and its details only if it did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.live.gate import Gate
from mltui.live.heard import last_heard
from mltui.live.metric_names import machine_last
from mltui.live.reported import extreme, number
from mltui.live.stamps import epoch_s
from mltui.live.task_fields import ask_fields
from mltui.live.task_rows import FIELDS as ROW_FIELDS
from mltui.live.task_rows import HOST, TaskRow, reference_name, reported_at, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mltui.api.client import Client
    from mltui.api.types import tasks as types

#: What tells whether anything about a task changed.
STAMP_FIELDS = ["last_change", "last_update", "last_iteration", "status", "status_message"]

#: What the task's page shows; not its configuration, script and artifacts, which are large.
FIELDS = [
    # All of `runtime` is asked for; MongoDB refuses to be asked for a part of it besides.
    *(field for field in ROW_FIELDS if field != HOST),
    "metric_stats",
    "comment",
    "created",
    "parent.name",
    "status_changed",
    "status_reason",
    "last_worker_report",
    "system_tags",
    "runtime",
    "last_metrics",
]


@dataclass(frozen=True, slots=True)
class LastMetric:
    """What a task's metric came to.

    Attributes:
        metric: The metric's name.
        variant: The variant's name.
        value: Last value; NaN or infinite where that was reported.
        low: Smallest value.
        low_iteration: Where it was reported.
        high: Largest value.
        high_iteration: Where it was reported.
        first: First value; None where the server does not count it.
        first_iteration: Where it was reported.
        mean: The mean of all values.
    """

    metric: str
    variant: str
    value: float | None = None
    low: float | None = None
    low_iteration: int | None = None
    high: float | None = None
    high_iteration: int | None = None
    first: float | None = None
    first_iteration: int | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """One task as its page shows it. Times are epoch seconds, durations seconds.

    Attributes:
        row: What a list knows of it too.
        progress: How far it says it is, percent; None where it does not say.
        queue_id: The queue it waits in or came from.
        machine: What that computer is, in a few words.
        machine_reported: When the SDK last reported readings of that computer.
        metrics: The last values, by metric and variant.
        plotted: Which metrics had plots in the last batch of reports, and when these were made.
    """

    row: TaskRow
    comment: str = ""
    created: float | None = None
    parent: str = ""
    status_reason: str = ""
    status_changed: float | None = None
    last_report: float | None = None
    archived: bool = False
    progress: float | None = None
    queue_id: str = ""
    machine: str = ""
    machine_reported: float | None = None
    metrics: tuple[LastMetric, ...] = ()
    plotted: tuple[tuple[str, object], ...] = ()

    @property
    def remaining_s(self) -> float | None:
        """How long it still runs if it goes on as it did, seconds; None where that is unknown.

        Taken from the progress it reports: the time so far stands to the time left as what is
        done to what is not.
        """
        run_s = self.row.active_s
        if not self.row.running or run_s is None or not self.progress:
            return None
        return run_s * (100.0 - self.progress) / self.progress


class TaskQuestion(Gate[TaskDetails]):
    """A feed's question: the details if the task changed since the last ones, else None.

    Raises `UnknownId` when the task is no longer on the server.
    """

    def __init__(self, task: str) -> None:
        async def stamp(client: Client) -> object:
            return _stamp(await ask_fields(client, task, STAMP_FIELDS))

        async def details(client: Client) -> TaskDetails:
            found = await ask_fields(client, task, FIELDS)
            known = details_of(found)
            heard = await last_heard(client, [found])
            return replace(known, row=replace(known.row, reported=heard.get(task)))

        super().__init__(stamp, details)


def _stamp(task: types.Task) -> object:
    return (
        task.last_change,
        task.last_update,
        task.last_iteration,
        task.status,
        task.status_message,
    )


def details_of(task: types.Task) -> TaskDetails:
    """Return the details of a task as the server sent it."""
    queue = task.execution.queue if task.execution is not None else None
    return TaskDetails(
        row=row_of(task),
        comment=task.comment or "",
        created=epoch_s(task.created),
        parent=reference_name(task.parent),
        status_reason=task.status_reason or "",
        status_changed=epoch_s(task.status_changed),
        last_report=epoch_s(task.last_worker_report),
        archived="archived" in (task.system_tags or ()),
        progress=_progress(task.runtime or {}),
        queue_id=(queue.id or "") if queue is not None else "",
        machine=_machine(task.runtime or {}),
        machine_reported=reported_at(task, of_machine=True),
        metrics=tuple(_metrics(task)),
        plotted=tuple(_plotted(task)),
    )


def _plotted(task: types.Task) -> Iterator[tuple[str, object]]:
    for key, stats in sorted((task.metric_stats or {}).items()):
        kinds = stats.get("event_stats_by_type")
        if isinstance(kinds, dict) and isinstance(plot := kinds.get("plot"), dict):
            yield key, plot.get("last_update")


def _progress(runtime: Mapping[str, object]) -> float | None:
    """Read the progress that the SDK keeps in a task's `runtime`, percent as text."""
    try:
        progress = float(str(runtime.get("progress", "")))
    except ValueError:
        return None
    return progress if 0 < progress <= 100 else None


def _machine(runtime: Mapping[str, object]) -> str:
    """Read what the SDK keeps of the computer in a task's `runtime`."""
    told = [
        (f"{runtime.get('gpu_count')} × {runtime.get('gpu_type')}", "gpu_type"),
        (f"{runtime.get('cpu_cores')} cores", "cpu_cores"),
        (f"{runtime.get('memory_gb')} GB", "memory_gb"),
        (f"Python {runtime.get('python_version')}", "python_version"),
    ]
    return ", ".join(text for text, key in told if runtime.get(key))


def _metrics(task: types.Task) -> list[LastMetric]:
    found = [
        LastMetric(
            metric=last.metric or "",
            variant=last.variant or "",
            # JSON has no NaN: a metric that is there without a value was not a number.
            value=number(last.value),
            low=extreme(last.min_value),
            low_iteration=last.min_value_iteration,
            high=extreme(last.max_value),
            high_iteration=last.max_value_iteration,
            first=last.first_value,
            first_iteration=last.first_value_iteration,
            mean=last.mean_value,
        )
        for variants in (task.last_metrics or {}).values()
        for last in variants.values()
    ]
    return sorted(
        found,
        key=lambda last: machine_last(last.metric, last.variant),
    )
