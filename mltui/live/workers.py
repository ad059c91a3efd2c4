"""A worker as the server describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from mltui.api.turns import Turns
from mltui.live.kept import Keep
from mltui.live.stamps import epoch_s

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import workers as types
    from mltui.api.types.json import JsonObject

#: Workers that reported within this time are listed, seconds.
LAST_SEEN_S = 3600

#: A worker that has not reported for this long is called lost, seconds. Agents report every few
#: seconds, and after ten minutes of silence the server drops them from its list.
LOST_AFTER_S = 180.0

#: Readings that are one value a machine, and those that are one a GPU.
MACHINE_READINGS = ("cpu_usage", "memory_used", "network_rx", "network_tx")
GPU_READINGS = ("gpu_usage", "gpu_memory_used", "gpu_memory_free", "gpu_temperature")

#: No task of which it is known whose it is.
NOBODY: Mapping[str, str] = MappingProxyType({})


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
        task_user: Who owns the task, where it was asked for.
        iteration: The task's last iteration.
        running_s: How long the task has been running.
        user: Whose keys the agent uses.
        queue: Name of the queue that the task came from.
        queues: Those it takes tasks from, the first one first.
    """

    id: str
    task: str = ""
    task_name: str = ""
    task_user: str = ""
    project: str = ""
    iteration: int | None = None
    running_s: float | None = None
    user: str = ""
    ip: str = ""
    tags: tuple[str, ...] = ()
    queue: str = ""
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


async def ask_lost(client: Client, now: float) -> frozenset[str]:
    """Ask which workers are lost at `now`, epoch seconds; return their ids."""
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
    lost: list[str] = []
    turns = Turns()
    for item in answer.workers or ():
        if worker_of(item).lost(now):
            lost.append(item.id or "")
        await turns.next()
    return frozenset(lost)


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


def worker_of(item: types.Worker, owners: Mapping[str, str] = NOBODY) -> Worker:
    """Return a worker as the server sent it.

    Args:
        item: The server's answer.
        owners: Whose the tasks are, by their ids, as far as it is known.
    """
    task = item.task
    return Worker(
        id=item.id or "",
        task=(task.id or "") if task is not None else "",
        task_name=(task.name or "") if task is not None else "",
        task_user=owners.get(task.id or "", "") if task is not None else "",
        project=(item.project.name or "") if item.project is not None else "",
        iteration=task.last_iteration if task is not None else None,
        running_s=task.running_time / 1000 if task is not None and task.running_time else None,
        user=(item.user.name or "") if item.user is not None else "",
        ip=item.ip or "",
        tags=tuple(item.tags or ()),
        queue=_queue_name(item.queue) if item.queue is not None else "",
        queues=tuple(
            QueueServed(queue.id or "", _queue_name(queue), queue.num_tasks or 0)
            for queue in item.queues or ()
        ),
        registered=epoch_s(item.register_time),
        reported=epoch_s(item.last_report_time or item.last_activity_time),
    )


def _queue_name(queue: types.QueueEntry) -> str:
    return queue.display_name or queue.name or ""


def _encode_lost(lost: frozenset[str] | None) -> JsonObject:
    return cast("JsonObject", {"ids": sorted(lost or ())})


def _decode_lost(value: JsonObject) -> frozenset[str]:
    return frozenset(cast("list[str]", value["ids"]))


KEEP_LOST: Keep[frozenset[str] | None] = Keep(
    "lost workers", _encode_lost, _decode_lost, worth=lambda lost: lost is not None
)
