"""Several tasks side by side: their curves, their parameters, their last values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.gate import Gate
from mltui.live.reported import extreme, number
from mltui.live.scalars import Curve, curves_of
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import RUNNING
from mltui.live.task_setup import Configuration, read_configuration
from mltui.series.numbers import counted

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import tasks as types

#: How many tasks are compared at least and at most.
FEWEST, MOST = 2, 20

#: What tells whether a task changed.
STAMP_FIELDS = [
    *("name", "last_change", "last_update", "last_iteration", "status", "status_changed"),
    "started",
]

#: What is asked of tasks that reported.
VALUE_FIELDS = [*STAMP_FIELDS, "last_metrics"]

#: What is asked of tasks that may have been edited: configurations may be large.
DETAIL_FIELDS = [*VALUE_FIELDS, "hyperparams", "configuration"]

#: A running task that changed counts as edited only after so many questions: every report moves its
#: `last_change`, and a program may set parameters when it runs already.
EDITS_EVERY = 12


def why_not_compared(count: int, *, fitting: bool = False) -> str:
    """Return a sentence on why so many tasks are not compared; "" where they are.

    Args:
        count: How many there are.
        fitting: Whether they are those that fit a filter rather than marked ones.
    """
    if FEWEST <= count <= MOST:
        return ""
    tasks = counted(count, "task")
    if fitting:
        return f"{tasks} {'fits' if count == 1 else 'fit'}: {FEWEST} to {MOST} can be compared."
    if count > MOST:
        return f"{tasks} are marked: {FEWEST} to {MOST} can be compared."
    return f"Mark {FEWEST} to {MOST} tasks with space to compare them."


@dataclass(frozen=True, slots=True)
class Extremes:
    """What a task's metric came to; None where nothing was reported, NaN where that was."""

    last: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """One of the tasks.

    Attributes:
        started: When it was started, epoch seconds.
        iteration: How far it has come.
        values: By metric and variant.
    """

    id: str
    name: str
    status: str = ""
    started: float | None = None
    iteration: int | None = None
    configuration: Configuration = field(default_factory=Configuration)
    values: Mapping[tuple[str, str], Extremes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tasks and their curves.

    Attributes:
        tasks: In the order in which they were marked; one that is gone is left out.
        curves: By task id, then by metric.
        samples: Into how many buckets at most the server was asked to average.
        by_time: Whether positions are epoch seconds rather than iterations.
    """

    tasks: tuple[ComparedTask, ...]
    curves: Mapping[str, Mapping[str, tuple[Curve, ...]]]
    samples: int
    by_time: bool = False


@dataclass(frozen=True, slots=True)
class _Configured:
    """A configuration that is known, and what told of its task then.

    Attributes:
        phase: As `_phase` has it.
        changed: When the task was changed last.
        asked: How many questions had been asked.
    """

    phase: object
    changed: object
    asked: int
    configuration: Configuration


class CompareQuestion(Gate[Comparison]):
    """A feed's question: everything about the tasks if one of them changed, else None."""

    def __init__(
        self, tasks: Sequence[str], samples: Callable[[], int], by_time: Callable[[], bool]
    ) -> None:
        self._tasks = list(tasks)
        self._samples = samples
        self._by_time = by_time
        self._configured: dict[str, _Configured] = {}
        self._asked = 0
        super().__init__(self._moved, self._compare)

    async def _moved(self, client: Client) -> object:
        answer = await client.tasks.get_all_ex(id=self._tasks, only_fields=STAMP_FIELDS)
        self._asked += 1
        before = self._configured
        self._configured = {
            task.id: before[task.id]
            for task in answer.tasks or ()
            if task.id in before and not self._may_be_edited(task, before[task.id])
        }
        if len(self._configured) < len(before):
            # What moved may have been noted before its configuration was to be asked for.
            self.reset()
        moved = sorted(
            (task.id or "", str(task.last_change), str(task.last_update), str(task.last_iteration))
            for task in answer.tasks or ()
        )
        return moved, self._samples(), self._by_time()

    def _may_be_edited(self, task: types.Task, known: _Configured) -> bool:
        if _phase(task) != known.phase:
            return True
        recent = task.status == RUNNING and self._asked - known.asked < EDITS_EVERY
        return task.last_change != known.changed and not recent

    async def _compare(self, client: Client) -> Comparison:
        samples, by_time = self._samples(), self._by_time()
        known = await self._ask_tasks(client)
        here = [task for task in self._tasks if task in known]
        curves = await _ask_curves(client, here, samples, by_time)
        tasks = tuple(_task(known[task], self._configured[task].configuration) for task in here)
        return Comparison(tasks, curves, samples, by_time)

    async def _ask_tasks(self, client: Client) -> dict[str, types.Task]:
        """Ask for the tasks; for the configuration of those that may have been edited alone."""
        edited = [task for task in self._tasks if task not in self._configured]
        others = [task for task in self._tasks if task in self._configured]
        known: dict[str, types.Task] = {}
        for ids, fields in ((edited, DETAIL_FIELDS), (others, VALUE_FIELDS)):
            if ids:
                answer = await client.tasks.get_all_ex(id=ids, only_fields=fields)
                known |= {task.id: task for task in answer.tasks or () if task.id}
        for task in edited:
            if task in known:
                self._configured[task] = _Configured(
                    _phase(known[task]),
                    known[task].last_change,
                    self._asked,
                    read_configuration(known[task]),
                )
        return known


def _phase(task: types.Task) -> object:
    """Return what moves when a task begins or ends."""
    return task.status, task.status_changed


async def _ask_curves(
    client: Client, tasks: Sequence[str], samples: int, by_time: bool
) -> dict[str, dict[str, tuple[Curve, ...]]]:
    if not tasks:
        return {}
    answer = await client.events.multi_task_scalar_metrics_iter_histogram(
        tasks=tasks, samples=samples, key="timestamp" if by_time else "iter"
    )
    scale = 0.001 if by_time else 1.0
    return {
        task: curves_of(
            {
                metric: {variant: own[task] for variant, own in found.items() if task in own}
                for metric, found in answer.metrics.items()
            },
            scale,
        )
        for task in tasks
    }


def _task(task: types.Task, configuration: Configuration) -> ComparedTask:
    return ComparedTask(
        id=task.id or "",
        name=task.name or "",
        status=str(task.status or ""),
        started=epoch_s(task.started),
        iteration=task.last_iteration,
        configuration=configuration,
        values={
            (last.metric or "", last.variant or ""): Extremes(
                # JSON has no NaN: a metric that is there without a value was not a number.
                number(last.value),
                extreme(last.min_value),
                extreme(last.max_value),
            )
            for variants in (task.last_metrics or {}).values()
            for last in variants.values()
        },
    )
