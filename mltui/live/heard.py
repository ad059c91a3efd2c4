"""When trainings were last heard of, though the server may tell only of their machines.

A server keeps the stamps of the last batch of reports alone. A training that hangs still has its
machine read, so that after half a minute nothing in an answer tells of the training itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mltui.api.errors import ApiError
from mltui.live.metric_names import MONITOR_PREFIX
from mltui.live.stamps import epoch_s
from mltui.live.task_rows import RUNNING, TaskRow, reported_at
from mltui.series.runs import SILENT_AT_LEAST_S

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import Json
    from mltui.api.types.tasks import Task

#: What a task's stamps are read from.
STAMPS = ("metric_stats", "status", "started", "last_iteration")

#: So many tasks are asked for at once when they last reported: each answers with all its metrics.
REPORTED_PAGE = 100

#: A remembered stamp is believed for so long, seconds: well before its task would be called stalled
#: it is asked for again, lists being brought up to date only now and then.
BELIEVED_S = SILENT_AT_LEAST_S / 2

#: A task's own events are asked for again at the earliest after this, seconds, and where they
#: tell nothing.
AGAIN_S, AGAIN_UNKNOWN_S = 60.0, 300.0

#: As a part of how long it is silent: of what is silent for hours, news are no hurry.
AGAIN_OF_SILENCE = 0.1

#: Tasks whose own events are asked for in one go, and tasks that are remembered at most.
MOST_ASKED, MOST_REMEMBERED = 10, 5000

_SCALAR = "training_stats_scalar"


@dataclass(slots=True)
class _Known:
    """What is remembered of a task; times are epoch seconds.

    Attributes:
        at: When its training was last heard of; None where that is not known.
        looked: When its machine was last read, as its own events were asked for.
        iteration: How far it was then.
    """

    at: float | None = None
    looked: float | None = None
    iteration: int | None = None

    def doubtful(self, machine: float, iteration: int | None) -> bool:
        """Whether its events are worth a question, its machine having been read at `machine`."""
        if self.at is not None and machine - self.at < BELIEVED_S:
            return False
        if self.looked is None:
            return True
        if self.iteration != iteration:
            pause = AGAIN_S
        elif self.at is None:
            pause = AGAIN_UNKNOWN_S
        else:
            pause = max(AGAIN_S, (machine - self.at) * AGAIN_OF_SILENCE)
        return machine - self.looked >= pause


class _Heard:
    """Remembers when the trainings of one server were last heard of."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    async def of(self, client: Client, tasks: Iterable[Task]) -> dict[str, float]:
        seen = {task.id: task for task in tasks if task.id}
        doubtful = [key for key, task in seen.items() if self._doubtful(key, task)]
        # Those that were never asked for first, then the others in turn.
        asked = sorted(doubtful, key=lambda key: self._known[key].looked or 0.0)[:MOST_ASKED]
        if asked:
            found = await _ask_events(client, {key: seen[key].last_iteration for key in asked})
            for key, at in found.items():
                # Others may have been looked at meanwhile, so many that this one was forgotten.
                known, task = self._known.setdefault(key, _Known()), seen[key]
                stamps = (known.at, None if _before(at, task) else at)
                known.at = max((one for one in stamps if one is not None), default=None)
                known.looked = reported_at(task, of_machine=True)
                known.iteration = task.last_iteration
        told = {key: self._told(key, task) for key, task in seen.items()}
        for key in list(self._known)[: max(0, len(self._known) - MOST_REMEMBERED)]:
            del self._known[key]
        return {key: at for key, at in told.items() if at is not None}

    def _doubtful(self, key: str, task: Task) -> bool:
        """Note what an answer tells of a task; return whether its events are to be asked for."""
        at, machine = reported_at(task), reported_at(task, of_machine=True)
        if at is not None:
            self._known.pop(key, None)
            self._known[key] = _Known(at)
            return False
        if machine is None or task.status != RUNNING:
            return False
        known = self._known.setdefault(key, _Known())
        if _before(known.at, task):
            known = self._known[key] = _Known()
        return known.doubtful(machine, task.last_iteration)

    def _told(self, key: str, task: Task) -> float | None:
        known = self._known.get(key)
        at = reported_at(task)
        if at is not None or known is None or task.status != RUNNING:
            return at
        return None if _before(known.at, task) else known.at


def _before(at: float | None, task: Task) -> bool:
    """Return whether that was before the task was begun, and so says nothing of this run."""
    started = epoch_s(task.started)
    return at is not None and started is not None and at < started


_OF_SERVERS: WeakKeyDictionary[Client, _Heard] = WeakKeyDictionary()


async def last_heard(client: Client, tasks: Iterable[Task]) -> dict[str, float]:
    """Return when tasks last reported anything of their own, epoch seconds, by id.

    What earlier answers of the server told is remembered. Where nothing is known that still holds,
    and the machine alone was heard of, the newest scalars and console lines are asked for.

    Args:
        client: The server.
        tasks: The tasks with the fields of `STAMPS`.

    Returns:
        Nothing of tasks of which that is not known.
    """
    return await _OF_SERVERS.setdefault(client, _Heard()).of(client, tasks)


async def ask_reported(client: Client, ids: Sequence[str]) -> dict[str, float]:
    """Ask when tasks last reported of their own, by id; those that never did are left out."""
    told: dict[str, float] = {}
    for start in range(0, len(ids), REPORTED_PAGE):
        page = list(ids[start : start + REPORTED_PAGE])
        answer = await client.tasks.get_all_ex(
            id=page, page=0, page_size=len(page), only_fields=[*STAMPS], search_hidden=True
        )
        told |= await last_heard(client, answer.tasks or ())
    return told


async def with_reports(client: Client, rows: Sequence[TaskRow]) -> list[TaskRow]:
    """Return tasks with when they last reported of their own, having asked for running ones."""
    running = [row.id for row in rows if row.running]
    told = await ask_reported(client, running)
    return [replace(row, reported=told.get(row.id, row.reported)) for row in rows]


async def _ask_events(
    client: Client, iterations: Mapping[str, int | None]
) -> dict[str, float | None]:
    """Ask when the newest events of trainings came, by id; None where there are none.

    Args:
        client: The server.
        iterations: How far each has come.
    """
    ids = list(iterations)
    metrics: dict[str | None, list[str]] = {}
    try:
        answer = await client.events.get_task_metrics(tasks=ids, event_type=_SCALAR)
        metrics = {one.task: _trained(one.metrics) for one in answer.metrics}
    except ApiError:
        # Whoever asks goes on without: better nothing than no answer at all.
        return dict.fromkeys(ids)
    async with asyncio.TaskGroup() as group:
        asked = {
            key: group.create_task(_newest(client, key, metrics.get(key, ()), iteration or 0))
            for key, iteration in iterations.items()
        }
    return {key: task.result() for key, task in asked.items()}


def _trained(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith(MONITOR_PREFIX)]


async def _newest(
    client: Client, task: str, metrics: Collection[str], iteration: int
) -> float | None:
    """Ask when a training's newest scalar and console line came; None if that is not known."""
    at_ms: list[float] = []
    try:
        if metrics:
            found = await client.events.get_task_events(
                task=task,
                event_type=_SCALAR,
                order="desc",
                batch_size=1,
                metrics=[{"metric": name} for name in metrics],
            )
            # A server that does not know `metrics` may answer with the machine's as well, or alone.
            own = [event for event in found.events if event.get("metric") in metrics]
            if not own or not all(_is_late(event.get("iter"), iteration) for event in own):
                return None
            stamps = (event.get("timestamp") for event in own)
            at_ms += [stamp for stamp in stamps if isinstance(stamp, int | float)]
        log = await client.events.get_task_log(task=task, batch_size=1)
        at_ms += [line.timestamp for line in log.events if line.timestamp is not None]
    except ApiError:
        return None
    return max(at_ms) / 1000 if at_ms else None


def _is_late(reported: Json, iteration: int) -> bool:
    """Return whether a scalar is one of the latest of a task that has come to an iteration.

    A server that does not know `order` answers with the oldest: by these every run would be silent.
    """
    return isinstance(reported, int) and 2 * reported >= iteration
