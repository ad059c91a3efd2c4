"""The workers and what their machines do at the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.stamps import epoch_s

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import workers as types
    from mltui.api.types.json import JsonObject

#: Workers that reported within this time are listed, seconds.
LAST_SEEN_S = 3600

#: A worker that has not reported for this long is called lost, seconds.
LOST_AFTER_S = 600.0

#: How far back the newest reading may lie, seconds; the server averages over 40 s steps.
RECENT_S = 180
STEP_S = 40

#: Readings that are one value a machine, and those that are one a GPU.
MACHINE_READINGS = ("cpu_usage", "memory_used", "network_rx", "network_tx")
GPU_READINGS = ("gpu_usage", "gpu_memory_used", "gpu_memory_free", "gpu_temperature")


@dataclass(frozen=True, slots=True)
class QueueServed:
    """A queue a worker takes tasks from."""

    id: str
    name: str
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker. Times are epoch seconds, durations seconds.

    Attributes:
        id: Its name, usually `host:gpu0,1`.
        task: The id of what it runs; empty if it is idle.
        task_name: Its name.
        iteration: The task's last iteration.
        running_s: How long the task has been running.
    """

    id: str
    task: str = ""
    task_name: str = ""
    project: str = ""
    iteration: int | None = None
    running_s: float | None = None
    user: str = ""
    ip: str = ""
    tags: tuple[str, ...] = ()
    queues: tuple[QueueServed, ...] = ()
    registered: float | None = None
    reported: float | None = None

    @property
    def host(self) -> str:
        """The machine: the name without the GPUs."""
        return self.id.partition(":")[0]

    def silent_s(self, now: float) -> float:
        """Return for how long it has not reported, seconds."""
        return 0.0 if self.reported is None else max(0.0, now - self.reported)

    def lost(self, now: float) -> bool:
        """Return whether it has not reported for too long."""
        return self.silent_s(now) > LOST_AFTER_S


@dataclass(frozen=True, slots=True)
class Readings:
    """The newest readings of a worker's machine.

    Attributes:
        machine: By name: `cpu_usage` percent, `memory_used` MiB, `network_rx`, `network_tx` MiB/s.
        gpus: By name, one value a GPU in their order: `gpu_usage` percent, `gpu_memory_used` and
            `gpu_memory_free` MiB, `gpu_temperature` °C.
        per_gpu: Whether they are single GPUs and not the average of all.
    """

    machine: Mapping[str, float] = field(default_factory=dict)
    gpus: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    per_gpu: bool = False

    @property
    def gpu_count(self) -> int:
        """How many GPUs reported anything."""
        return max((len(values) for values in self.gpus.values()), default=0)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All workers with their readings.

    Attributes:
        workers: By name.
        readings: By the worker's id; a worker whose machine reported nothing has none.
        per_gpu: False if this server only knows the average of a worker's GPUs.
    """

    workers: tuple[Worker, ...] = ()
    readings: Mapping[str, Readings] = field(default_factory=dict)
    per_gpu: bool = True


async def ask_fleet(client: Client, now: float) -> Fleet:
    """Ask for the workers, and in one further request for the readings of all of them.

    Servers before API 2.32 ignore the wish for single GPUs and answer their average.

    Args:
        client: The server to ask.
        now: Epoch seconds.
    """
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
    workers = sorted((worker_of(item) for item in answer.workers or ()), key=lambda w: w.id)
    if not workers:
        return Fleet()
    items: list[JsonObject] = [
        {"key": name, "aggregation": "avg"} for name in (*MACHINE_READINGS, *GPU_READINGS)
    ]
    stats = await client.workers.get_stats(
        from_date=now - RECENT_S,
        to_date=now,
        interval=STEP_S,
        items=items,
        split_by_resource=True,
    )
    known = {found.worker: _readings_of(found) for found in stats.workers or () if found.worker}
    with_gpus = [readings for readings in known.values() if readings.gpus]
    split = not with_gpus or any(readings.per_gpu for readings in with_gpus)
    return Fleet(tuple(workers), known, split)


def reported(stats: types.WorkerStats) -> set[int]:
    """Return the buckets in which a machine reported, by their dates.

    The server writes 0 where nothing was reported, as it does for a GPU that idles; no machine
    uses no memory at all, so the memory tells them apart. Needs `memory_used` in the answer.
    """
    return {
        date
        for metric in stats.metrics or ()
        if metric.metric == "memory_used"
        for found in metric.stats or ()
        for date, value in zip(found.dates or (), found.values or (), strict=False)
        if value
    }


def _readings_of(stats: types.WorkerStats) -> Readings:
    dates = reported(stats)
    newest = max(dates, default=None)
    machine: dict[str, float] = {}
    gpus: dict[str, tuple[float | None, ...]] = {}
    per_gpu = False
    for metric in stats.metrics or ():
        for found in metric.stats or ():
            name = metric.metric or ""
            dates_ms = found.dates or []
            if newest is None or newest not in dates_ms:
                continue
            place = dates_ms.index(newest)
            values = found.values or []
            if name in GPU_READINGS:
                split = {one.name or "": one.values or [] for one in found.resource_series or ()}
                per_gpu = per_gpu or bool(split)
                gpus[name] = _by_number(split, place) if split else tuple(values[place : place + 1])
            elif (value := _at(values, place)) is not None:
                machine[name] = value
    return Readings(machine, gpus, per_gpu)


def _by_number(
    series: Mapping[str, Sequence[float | None]], place: int
) -> tuple[float | None, ...]:
    """Return every GPU's value at a place, None for a number that is missing."""
    numbers = {int(name): values for name, values in series.items() if name.isdigit()}
    return tuple(
        _at(numbers.get(number, ()), place) for number in range(max(numbers, default=-1) + 1)
    )


def _at(values: Sequence[float | None], place: int) -> float | None:
    return values[place] if place < len(values) else None


def worker_of(item: types.Worker) -> Worker:
    """Return a worker as the server sent it."""
    task = item.task
    return Worker(
        id=item.id or "",
        task=(task.id or "") if task is not None else "",
        task_name=(task.name or "") if task is not None else "",
        project=(item.project.name or "") if item.project is not None else "",
        iteration=task.last_iteration if task is not None else None,
        running_s=task.running_time / 1000 if task is not None and task.running_time else None,
        user=(item.user.name or "") if item.user is not None else "",
        ip=item.ip or "",
        tags=tuple(item.tags or ()),
        queues=tuple(
            QueueServed(
                queue.id or "", queue.display_name or queue.name or "", queue.num_tasks or 0
            )
            for queue in item.queues or ()
        ),
        registered=epoch_s(item.register_time),
        reported=epoch_s(item.last_report_time or item.last_activity_time),
    )
