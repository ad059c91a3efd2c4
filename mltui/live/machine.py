"""The machine of a task over the task's life: its own monitors beside its worker's readings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mltui.live.history import Charts, Span, Track, frame_for
from mltui.live.worker_history import WorkerHistoryQuestion

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.task_rows import TaskRow

#: What the SDK calls the metrics that it reports of the machine by itself.
MONITORS = (":monitor:gpu", ":monitor:machine")

_GPU = re.compile(r"gpu_(\d+)_(.+)")


@dataclass(frozen=True, slots=True)
class Machine:
    """What is known of a task's machine while it ran.

    Attributes:
        begin: When the task began, epoch seconds.
        end: When it ended, or soon after this was asked.
        monitors: The task's own readings: `cpu_usage`, `gpu_utilization`... with a line for each
            GPU.
        worker: The worker's readings, None without a worker.
    """

    begin: float
    end: float
    monitors: Mapping[str, tuple[Track, ...]] = field(default_factory=dict)
    worker: Charts | None = None


class MachineQuestion:
    """A feed's question: the machine's readings if the task reported since, else None."""

    def __init__(
        self,
        task: str,
        row: Callable[[], TaskRow | None],
        now: Callable[[], float],
        columns: Callable[[], int],
    ) -> None:
        """Make the question.

        Args:
            task: The task's id.
            row: Returns what is known of the task.
            now: Returns the time, epoch seconds.
            columns: Returns how many cells wide a chart is.
        """
        self._task = task
        self._row = row
        self._now = now
        self._columns = columns
        self._seen: object = None

    async def __call__(self, client: Client) -> Machine | None:
        """Put the question; None means that nothing is new, or that the task has not begun."""
        row = self._row()
        if row is None or row.started is None:
            return None
        columns = self._columns()
        stamp = (row.last_update, row.status, columns)
        if stamp == self._seen:
            return None
        end = self._now() if row.running or row.completed is None else row.completed
        begin = min(row.started, end - 60)
        if row.running:
            # The axis moves by whole steps: moving with every answer would draw all of it anew.
            step_s = frame_for(Span(int(end - begin) + 1, ""), columns).step_s
            end = (end // step_s + 1) * step_s
        monitors = await _monitors(client, self._task, 2 * columns)
        worker = None
        if row.worker:
            frame = frame_for(Span(int(end - begin) + 1, "the task's life"), columns)
            worker = await WorkerHistoryQuestion(row.worker, frame)(client, end)
        self._seen = stamp
        return Machine(begin, end, monitors, worker)


async def _monitors(client: Client, task: str, samples: int) -> dict[str, tuple[Track, ...]]:
    answer = await client.events.scalar_metrics_iter_histogram(
        task=task,
        samples=samples,
        key="timestamp",
        metrics=[{"metric": name} for name in MONITORS],
    )
    found: dict[str, list[tuple[int, Track]]] = {}
    for metric in MONITORS:
        for variant, curve in answer.metrics.get(metric, {}).items():
            gpu = _GPU.fullmatch(variant)
            number = int(gpu[1]) if gpu else -1
            points = [
                (x / 1000, y)
                for x, y in zip(curve.x, curve.y, strict=False)
                if x is not None and y is not None
            ]
            track = Track(
                str(number) if gpu else "", tuple(x for x, _ in points), tuple(y for _, y in points)
            )
            found.setdefault(f"gpu_{gpu[2]}" if gpu else variant, []).append((number, track))
    return {
        reading: tuple(track for _, track in sorted(tracks, key=lambda item: item[0]))
        for reading, tracks in found.items()
    }
