"""One worker: how it is, and the history of its machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from mltui.api.errors import UnknownId
from mltui.live.history import Charts, Frame, History, Track
from mltui.live.names import given_gpus
from mltui.live.workers import GPU_READINGS, LAST_SEEN_S, Worker, reported, worker_of

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import workers as types
    from mltui.api.types.json import JsonObject

Aggregation = Literal["avg", "min", "max"]

#: What is drawn of a machine. Disks: free space percent, throughput MiB/s.
READINGS = (
    *GPU_READINGS,
    "cpu_usage",
    "cpu_temperature",
    "memory_used",
    "memory_free",
    "network_rx",
    "network_tx",
    "disk_free_home",
    "disk_free_temp",
    "disk_read",
    "disk_write",
)


async def ask_worker(client: Client, identity: str) -> Worker:
    """Ask how a worker is.

    Raises:
        UnknownId: it was unregistered, or has not reported for so long that it is not listed.
    """
    answer = await client.workers.get_all(last_seen=LAST_SEEN_S, worker_pattern=identity)
    for item in answer.workers or ():
        if item.id == identity:
            return worker_of(item)
    raise UnknownId("This worker was unregistered, or has not reported for an hour.")


class WorkerHistoryQuestion:
    """A feed's question: at first the whole span, then only what came since."""

    def __init__(self, worker: str, frame: Frame, aggregation: Aggregation = "avg") -> None:
        self._worker = worker
        self._aggregation = aggregation
        self._history = History(frame)

    async def __call__(self, client: Client, now: float) -> Charts:
        """Ask at `now`, epoch seconds. Servers before API 2.32 answer the average of all GPUs."""
        history = self._history
        items: list[JsonObject] = [
            {"key": name, "aggregation": self._aggregation} for name in READINGS
        ]
        answer = await client.workers.get_stats(
            worker_ids=[self._worker],
            from_date=history.asked_from(now),
            to_date=now,
            interval=history.frame.step_s,
            items=items,
            split_by_resource=True,
        )
        for stats in answer.workers or ():
            dates = reported(stats)
            for metric in stats.metrics or ():
                for found in metric.stats or ():
                    _merge(history, metric.metric or "", found, dates)
            _fill_idle(history, dates)
        return _numbered(history.charts(now), self._worker)


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


def _fill_idle(history: History, dates: set[int]) -> None:
    """Draw the GPUs that did nothing at all: the server drops readings of 0."""
    busy = {track.name for track in history.tracks("gpu_usage")}
    every = {track.name for track in history.tracks("gpu_memory_free")}
    for name in every - busy:
        history.merge("gpu_usage", name, sorted(dates), [0.0] * len(dates))


def _numbered(charts: Charts, worker: str) -> Charts:
    """Name each GPU by its number on the machine, as on the wall.

    An agent reports the GPUs it was given as 0, 1, …; which they are its name says.
    """
    shown = {name for reading in GPU_READINGS for name in _names(charts, reading)}
    given = given_gpus(worker)
    if len(given) != len(shown) or not all(name.isdecimal() for name in shown):
        return charts
    names = dict(zip(sorted(shown, key=int), map(str, given), strict=True))
    lines = {
        key: _renamed(tracks, names) if key in GPU_READINGS else tracks
        for key, tracks in charts.lines.items()
    }
    return replace(charts, lines=lines)


def _names(charts: Charts, reading: str) -> list[str]:
    return [track.name for track in charts.lines.get(reading, ())]


def _renamed(tracks: tuple[Track, ...], names: dict[str, str]) -> tuple[Track, ...]:
    return tuple(replace(track, name=names[track.name]) for track in tracks)
