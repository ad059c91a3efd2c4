"""A task's row in the table: which columns there are and what stands in them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mltui.ages import coarse_age
from mltui.live.metric_names import MetricName
from mltui.live.names import short_worker
from mltui.live.task_rows import STOPPING, TaskRow
from mltui.series import numbers, runs
from mltui.widgets import glyphs
from mltui.widgets.rows import Cell, Row
from mltui.widgets.sparkline import sparkline

#: Cells of a small curve.
SPARK = 16


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort the list.

    Attributes:
        column: The column it sorts by.
        field: The server's field; empty for the metric, whose field depends on the tasks.
        word: What the person reads.
        falling: Whether the largest comes first at the start.
        moving: Whether the values of running tasks move all the time.
    """

    column: str
    field: str
    word: str
    falling: bool = True
    moving: bool = False


ORDERS = (
    Order("updated", "last_update", "last update", moving=True),
    Order("started", "started", "started"),
    Order("name", "name", "name", falling=False),
    Order("status", "status", "status", falling=False),
    Order("iteration", "last_iteration", "iteration", moving=True),
    Order("metric", "", "metric", falling=False, moving=True),
    Order("run", "active_duration", "run time", moving=True),
)


def metric_title(metrics: Sequence[MetricName]) -> str:
    """Return the metric column's title: the metric's name, or LOSS where tasks differ."""
    if not metrics:
        return ""
    if len({name.metric.casefold() for name in metrics}) == 1:
        return metrics[0].metric.upper()[:8]
    return "LOSS" if "loss" in str(metrics[0]).casefold() else "METRIC"


def row_of(
    task: TaskRow,
    metrics: Sequence[MetricName],
    now: float,
    *,
    watched: bool = False,
    curve: Sequence[float] = (),
    heard: float | None = None,
) -> Row:
    """Return the table's row of a task.

    Args:
        task: The task.
        metrics: The metrics of the metric column, the best first.
        now: Epoch seconds, for ages.
        watched: Whether the person is told of what happens to it.
        curve: The values of its best metric; empty where they are not asked for.
        heard: When the server said all this, where it is away since; nobody knows how the task
            went on from then.
    """
    known_at = now if heard is None else heard
    shown = glyphs.status(judged(task, known_at))
    value = metric_value(task, metrics)
    quiet = "" if task.running else "muted"
    # The queue it came from, or was taken out of, is none that it is in.
    place = task.queue if task.status == "queued" else worker_or_host(task)
    return Row(
        task.id,
        {
            "name": Cell(task.name or task.id, "" if task.running else "text"),
            "status": Cell(
                shown.label(glyphs.ascii_only()), shown.token, (("!", "accent"),) if watched else ()
            ),
            "iteration": Cell(numbers.si(task.iteration or None), quiet),
            "metric": Cell(numbers.metric(value), quiet),
            "run": Cell(numbers.duration(task.run_time_s(known_at)), quiet),
            "worker": Cell(place or numbers.NOTHING, quiet),
            "updated": Cell(_age_of(task.last_update, now, heard), "muted"),
            "project": Cell(task.project, "muted"),
            "user": Cell(task.user, "muted"),
            "type": Cell(task.type, "muted"),
            "tags": Cell(" ".join(task.tags), "accent"),
            "curve": Cell(sparkline(curve, SPARK) if curve else "", quiet),
            "started": Cell(_age_of(task.started, now, heard), "muted"),
            **{key: Cell(_value(value), quiet) for key, value in task.chosen.items()},
        },
    )


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else numbers.metric(value)


def metric_value(task: TaskRow, metrics: Sequence[MetricName]) -> float | None:
    """Return the last value of the best metric the task has."""
    return next((task.values[str(name)] for name in metrics if str(name) in task.values), None)


def judged(task: TaskRow, now: float) -> str:
    """Return the status to show: the server's, or what a run is besides.

    That is `stopping` if it was asked to stop, else `stalled` or `diverged` if it looks so.
    """
    if task.stopping:
        return STOPPING
    silent_s = task.silent_s(now)
    judgement = runs.judge(task.status, silent_s=silent_s, last_metrics=task.values)
    return judgement.kind if judgement is not None else task.status


def age(at: float | None, now: float) -> str:
    """Write how long ago something was, in steps no finer than minutes.

    Finer ones would change, and be sent to the terminal, with every refresh.
    """
    if at is None:
        return numbers.NOTHING
    return "now" if now - at < 60 else numbers.age(now - at)


def worker_or_host(task: TaskRow) -> str:
    """Return the worker of a task, or where no agent runs it, the computer it runs on."""
    return short_worker(task.worker) or (task.host if task.status != "created" else "")


def _age_of(at: float | None, now: float, heard: float | None) -> str:
    if at is not None and heard is not None and now - at < 60:
        return coarse_age(now - at)
    return age(at, now)


def ago(at: float | None, now: float) -> str:
    """Write the same within a sentence: "just now", "3m ago"."""
    said = age(at, now)
    return {"now": "just now", numbers.NOTHING: said}.get(said, f"{said} ago")
