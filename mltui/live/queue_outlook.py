"""What a queue's future is judged by, and its past: run times, its workers, length and waits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from mltui.api.errors import InvalidRequest, NotSupported, ServerFault
from mltui.live.history import Charts, Frame, History
from mltui.live.stamps import epoch_s
from mltui.live.workers import LAST_SEEN_S, Worker, worker_of

if TYPE_CHECKING:
    from mltui.api.client import Client

#: So many finished tasks of the queue are looked at.
MOST_RUNS = 100

#: Waits are looked at so far back, in steps of, seconds.
RECENT_S, WAIT_STEP_S = 6 * 3600.0, 900

#: The statuses of tasks that have run.
FINISHED = ("completed", "failed", "stopped", "closed", "published")

#: The charts' keys.
LENGTH = "length"
WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The basis of an estimate.

    Attributes:
        workers: Those that serve the queue, the lost ones among them.
        run_times_s: How long its recent tasks ran, seconds.
        ahead: Tasks that wait in queues which all of its workers serve before this one.
        recent_wait_s: How long its tasks had to wait lately, seconds; 0 where nobody waited or
            the server does not say.
    """

    workers: tuple[Worker, ...] = ()
    run_times_s: tuple[float, ...] = ()
    ahead: int = 0
    recent_wait_s: float = 0.0


async def ask_outlook(client: Client, queue: str, now: float) -> Outlook:
    """Ask who serves a queue, and how long its recent tasks ran and waited.

    Args:
        client: The server to ask.
        queue: The queue's id.
        now: Epoch seconds; lost workers count for nothing.
    """
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
    every = [worker_of(item) for item in answer.workers or ()]
    workers = [one for one in every if any(served.id == queue for served in one.queues)]
    living = [one for one in workers if not one.lost(now)]
    if not living:
        return Outlook(tuple(workers))
    tasks = await client.tasks.get_all_ex(
        **cast("dict[str, Any]", {"execution.queue": [queue]}),
        status=list(FINISHED),
        order_by=["-last_change"],
        page=0,
        page_size=MOST_RUNS,
        only_fields=["started", "completed", "active_duration"],
    )
    run_times: list[float] = []
    for task in tasks.tasks or ():
        started, completed = epoch_s(task.started), epoch_s(task.completed)
        if task.active_duration:
            run_times.append(float(task.active_duration))
        elif started is not None and completed is not None and completed > started:
            run_times.append(completed - started)
    waited = await _recent_wait_s(client, queue, now)
    return Outlook(tuple(workers), tuple(run_times), _ahead(living, queue), waited)


async def _recent_wait_s(client: Client, queue: str, now: float) -> float:
    """Ask for the longest mean wait of late; it is over all that waited at a time."""
    try:
        answer = await client.queues.get_queue_metrics(
            queue_ids=[queue], from_date=now - RECENT_S, to_date=now, interval=WAIT_STEP_S
        )
    except (NotSupported, InvalidRequest, ServerFault):
        return 0.0  # the estimate stands without it, as it does on servers without metrics
    waits = [wait for found in answer.queues or () for wait in found.avg_waiting_times or ()]
    return max((wait for wait in waits if wait is not None and wait < math.inf), default=0.0)


def _ahead(workers: Sequence[Worker], queue: str) -> int:
    """Count the tasks in queues that all of these workers serve before this one."""
    first: list[dict[str, int]] = []
    for worker in workers:
        ids = [served.id for served in worker.queues]
        first.append({one.id: one.waiting for one in worker.queues[: ids.index(queue)]})
    shared = set.intersection(*(set(before) for before in first))
    return sum(first[0][one] for one in shared)


class QueueHistoryQuestion:
    """A feed's question: a queue's length and waits, all at first, then what is new."""

    def __init__(self, queue: str, frame: Frame) -> None:
        self._queue = queue
        self._history = History(frame)

    async def __call__(self, client: Client, now: float) -> Charts:
        """Ask at `now`, epoch seconds."""
        history = self._history
        answer = await client.queues.get_queue_metrics(
            queue_ids=[self._queue],
            from_date=history.asked_from(now),
            to_date=now,
            interval=history.frame.step_s,
        )
        for found in answer.queues or ():
            history.merge(LENGTH, "", found.dates, found.queue_lengths)
            history.merge(WAIT, "", found.dates, found.avg_waiting_times)
        return history.charts(now)
