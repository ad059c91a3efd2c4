"""One worker: how it is, and the history of its machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.api.errors import UnknownId
from mltui.live.history import History, Span, Track
from mltui.live.workers import GPU_READINGS, LAST_SEEN_S, Worker, reported, worker_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mltui.api.client import Client
    from mltui.api.types import workers as types
    from mltui.api.types.json import JsonObject

#: What is drawn of a machine.
READINGS = (
    "gpu_usage",
    "gpu_memory_used",
    "gpu_temperature",
    "cpu_usage",
    "memory_used",
    "network_rx",
    "network_tx",
)


@dataclass(frozen=True, slots=True)
class WorkerHistory:
    """The charts of a worker's machine.

    Attributes:
        span: How far back they go.
        charts: By reading; one line a GPU for those of GPUs, else one line.
        until: When it was asked for, epoch seconds.
    """

    span: Span
    charts: Mapping[str, tuple[Track, ...]]
    until: float


async def ask_worker(client: Client, identity: str) -> Worker:
    """Ask how a worker is.

    Raises:
        UnknownId: it has not reported for so long that the server no longer lists it.
    """
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
    for item in answer.workers or ():
        if item.id == identity:
            return worker_of(item)
    raise UnknownId("This worker has not reported for an hour and is no longer listed.")


class WorkerHistoryQuestion:
    """A feed's question: at first the whole span, then only what came since."""

    def __init__(self, worker: str, span: Span) -> None:
        self._worker = worker
        self._history = History(span)

    def set_span(self, span: Span) -> None:
        """Go further back, or less far: the next question asks for all of it."""
        self._history = History(span)

    async def __call__(self, client: Client, now: float) -> WorkerHistory:
        """Ask at `now`, epoch seconds. Servers before API 2.32 answer the average of all GPUs."""
        history = self._history
        items: list[JsonObject] = [{"key": name, "aggregation": "avg"} for name in READINGS]
        answer = await client.workers.get_stats(
            worker_ids=[self._worker],
            from_date=history.asked_from(now),
            to_date=now,
            interval=history.span.step_s,
            items=items,
            split_by_resource=True,
        )
        for stats in answer.workers or ():
            dates = reported(stats)
            for metric in stats.metrics or ():
                for found in metric.stats or ():
                    _merge(history, metric.metric or "", found, dates)
        history.forget_before(now - history.span.seconds - history.span.step_s)
        return WorkerHistory(history.span, history.charts(), now)


def _merge(
    history: History, reading: str, found: types.AggregationStats, reported_at: set[int]
) -> None:
    split = found.resource_series if reading in GPU_READINGS else None
    lines = {series.name or "": series.values for series in split or ()} or {"": found.values}
    for name, values in lines.items():
        known = [
            (date, value)
            for date, value in zip(found.dates or (), values or (), strict=False)
            if date in reported_at
        ]
        history.merge(reading, name, (date for date, _ in known), (value for _, value in known))
