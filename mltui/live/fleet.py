"""The whole fleet: every worker, what its machine does, and since when its GPUs do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError, Unreachable
from mltui.api.turns import Turns
from mltui.live.task_rows import reference_name
from mltui.live.workers import (
    GPU_READINGS,
    LAST_SEEN_S,
    MACHINE_READINGS,
    Worker,
    reported,
    worker_of,
)

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types import workers as types
    from mltui.api.types.json import JsonObject

#: A GPU below this usage does nothing, percent.
IDLE_BELOW = 5.0

#: A task that leaves a GPU idle for this long does not use it, seconds.
HELD_AFTER_S = 600.0

#: The first question goes back a bit further than that, in few steps, seconds.
FIRST_S = 720
FIRST_STEP_S = 120

#: Later ones ask for what came since, in the shortest steps the server makes, seconds.
STEP_S = 40

#: How often readings are asked for at most, seconds: agents report three times a minute or so.
READINGS_PACE_S = 20.0

#: Readings of more workers than this are asked for in pieces, a question each: an answer of 14 MB
#: would keep the screen from answering keys for a second while it is read, that to a piece for
#: 10 ms. The workers in sight are in the first. Who has left the screen asks for no more of them.
MOST_AT_ONCE = 250
PIECE = 100

#: Lost workers that the server has dropped are remembered for so long, seconds.
REMEMBERED_S = 86_400.0

#: Tasks in one answer; the server gives no more.
PAGE_SIZE = 500

#: What can be the number of a GPU; others would be made as well for a larger one.
_NUMBER = re.compile("[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Readings:
    """The newest readings of a worker's machine.

    Attributes:
        machine: By name: `cpu_usage` percent, `memory_used` MiB, `network_rx`, `network_tx` MiB/s.
        gpus: By name, one value a GPU in their order: `gpu_usage` percent, `gpu_memory_used` and
            `gpu_memory_free` MiB, `gpu_temperature` °C.
        idle_since: For each GPU, since when it has done nothing, epoch seconds; None if it works.
        per_gpu: Whether they are single GPUs and not the average of all.
    """

    machine: Mapping[str, float] = field(default_factory=dict)
    gpus: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    idle_since: tuple[float | None, ...] = ()
    per_gpu: bool = False

    @property
    def gpu_count(self) -> int:
        """How many GPUs reported anything."""
        return len(self.idle_since)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All workers with their readings.

    Attributes:
        workers: By name.
        readings: By the worker's id; a worker whose machine reported nothing has none.
        per_gpu: False if this server only knows the average of a worker's GPUs.
        fault: Why the newest readings could not be had; None if they could.
    """

    workers: tuple[Worker, ...] = ()
    readings: Mapping[str, Readings] = field(default_factory=dict)
    per_gpu: bool = True
    fault: ApiError | None = None

    @property
    def unread(self) -> str:
        """Why the newest readings could not be had, a sentence; empty if they could."""
        return self.fault.sentence if self.fault is not None else ""

    def reading(self, worker: Worker) -> Readings:
        """Return the readings of a worker, none at all if it reported none."""
        return self.readings.get(worker.id, _NOTHING)


_NOTHING = Readings()


@dataclass(slots=True)
class _Round:
    """The readings of all workers, while they are being asked for.

    Attributes:
        since: From when on, epoch seconds.
        until: Up to when, epoch seconds.
        step_s: In steps of so many seconds.
        newest_s: When the newest were taken, epoch seconds.
        names: The workers that are still to be asked about; None for all in one request.
    """

    since: float
    until: float
    step_s: int
    newest_s: float | None
    names: list[str] | None


class FleetQuestion:
    """A feed's question: the workers, and in one more request the readings of all of them.

    Of very many workers each question asks for the readings of some of them.
    """

    def __init__(self) -> None:
        self._readings: dict[str, Readings] = {}
        self._newest_s: float | None = None
        self._asked_at = float("-inf")
        self._round: _Round | None = None
        self._piece_at = float("-inf")
        self._fault: ApiError | None = None
        self._workers: tuple[Worker, ...] = ()
        self._owners: dict[str, str] = {}
        self._answered: tuple[Worker, ...] = ()
        self._answered_at = 0.0
        self._dropped: dict[str, Worker] = {}
        self._in_sight: frozenset[str] = frozenset()

    def look_at(self, ids: Iterable[str]) -> None:
        """Have the readings of these asked for before those of others, all in one request."""
        self._in_sight = frozenset(ids)

    def forget(self, ids: Iterable[str]) -> None:
        """Forget lost workers: a person has unregistered them."""
        gone = set(ids)
        self._workers = tuple(one for one in self._workers if one.id not in gone)
        self._answered = tuple(one for one in self._answered if one.id not in gone)
        self._dropped = {name: one for name, one in self._dropped.items() if name not in gone}

    @property
    def lost(self) -> frozenset[str]:
        """The ids of the workers that were lost when they were asked for last."""
        return frozenset(one.id for one in self._workers if one.lost(self._answered_at))

    @property
    def more(self) -> bool:
        """Whether there are readings that the next question would bring at once."""
        return self._round is not None

    @property
    def complete(self) -> bool:
        """Whether the readings of all workers have been asked for once."""
        return self._newest_s is not None or self._round is None

    async def __call__(self, client: Client, now: float) -> Fleet:
        """Ask at `now`, epoch seconds.

        Servers before API 2.32 ignore the wish for single GPUs and answer their average.
        """
        if abs(now - self._piece_at) > 2 * READINGS_PACE_S:
            # Who comes back after a while wants to know how the workers are now.
            self._round = None
        if self._round is None:
            self._workers = tuple(await self._ask_workers(client, now))
            alive = {worker.id for worker in self._workers}
            self._readings = {name: one for name, one in self._readings.items() if name in alive}
            if self._workers and abs(now - self._asked_at) >= READINGS_PACE_S:
                self._round = self._begun(now)
                self._asked_at = now
        if self._round is not None:
            await self._try_readings(client, self._round)
        self._piece_at = now
        with_gpus = [readings for readings in self._readings.values() if readings.gpus]
        split = not with_gpus or any(readings.per_gpu for readings in with_gpus)
        return Fleet(self._workers, dict(self._readings), split, self._fault)

    async def _ask_workers(self, client: Client, now: float) -> list[Worker]:
        answer = await client.workers.get_all(last_seen=LAST_SEEN_S)
        running = {item.task.id for item in answer.workers if item.task is not None}
        await self._ask_owners(client, {task for task in running if task})
        known: list[Worker] = []
        turns = Turns()
        for item in answer.workers:
            known.append(worker_of(item, self._owners))
            await turns.next()
        return sorted((*known, *self._lost_besides(known, now)), key=lambda w: w.id)

    def _lost_besides(self, known: Sequence[Worker], now: float) -> Iterable[Worker]:
        """Return the lost workers that the server drops after ten minutes of silence.

        One that is gone without having been silent first was ended by somebody.
        """
        named = {one.id for one in known}
        for one in self._answered:
            if one.id not in named and one.lost(self._answered_at):
                self._dropped[one.id] = replace(one, task="", queues=())
        self._dropped = {
            name: one
            for name, one in self._dropped.items()
            if name not in named and one.silent_s(now) < REMEMBERED_S
        }
        self._answered, self._answered_at = tuple(known), now
        return self._dropped.values()

    async def _ask_owners(self, client: Client, tasks: set[str]) -> None:
        """Ask whose the tasks are that have begun since; a worker's own user is its agent's."""
        self._owners = {task: name for task, name in self._owners.items() if task in tasks}
        missing = sorted(tasks - self._owners.keys())
        for start in range(0, len(missing), PAGE_SIZE):
            page = missing[start : start + PAGE_SIZE]
            answer = await client.tasks.get_all_ex(
                id=page, page=0, page_size=PAGE_SIZE, only_fields=["user.name"]
            )
            self._owners |= dict.fromkeys(page, "")
            for task in answer.tasks or ():
                self._owners[task.id or ""] = reference_name(task.user)

    def _begun(self, now: float) -> _Round:
        newest_s, names = self._newest_s, [worker.id for worker in self._workers]
        first = newest_s is None or now - newest_s > FIRST_S
        return _Round(
            since=now - FIRST_S if newest_s is None or first else newest_s,
            until=now,
            step_s=FIRST_STEP_S if first else STEP_S,
            newest_s=newest_s,
            # Without ids the server answers for all workers.
            names=names if len(names) > MOST_AT_ONCE else None,
        )

    async def _try_readings(self, client: Client, one: _Round) -> None:
        """Ask for readings; without them there are still the workers."""
        try:
            await self._ask_readings(client, one)
        except Unreachable:
            raise
        except ApiError as error:
            if error.wait_s:
                # The server wishes not to be asked for anything.
                raise
            self._round, self._fault = None, error
        else:
            self._fault = None

    async def _ask_readings(self, client: Client, one: _Round) -> None:
        items: list[JsonObject] = [
            {"key": name, "aggregation": "avg"} for name in (*MACHINE_READINGS, *GPU_READINGS)
        ]
        # Those in sight first; the others stay in their order.
        names = sorted(one.names or (), key=lambda name: name not in self._in_sight)
        answer = await client.workers.get_stats(
            worker_ids=names[:PIECE] or None,
            from_date=one.since,
            to_date=one.until,
            interval=one.step_s,
            items=items,
            split_by_resource=True,
        )
        turns = Turns()
        for found in answer.workers or ():
            await turns.next()
            if not found.worker:
                continue
            merged = read(found, self._readings.get(found.worker, _NOTHING))
            if merged is not None:
                self._readings[found.worker], read_at_s = merged
                one.newest_s = max(one.newest_s or 0.0, read_at_s)
        one.names = names[PIECE:]
        if not one.names:
            self._round, self._newest_s = None, one.newest_s


def read(stats: types.WorkerStats, before: Readings) -> tuple[Readings, float] | None:
    """Read a worker's newest readings, and since when its GPUs have been idle.

    Args:
        stats: The server's answer; needs `memory_used`, which tells silence from zero.
        before: What was known before, for how long GPUs have been idle.

    Returns:
        The readings and when they were taken, epoch seconds; None if there is nothing new.
    """
    dates = sorted(reported(stats))
    if not dates:
        return None
    machine: dict[str, float] = {}
    series: dict[str, list[dict[int, float]]] = {}
    per_gpu = False
    for metric in stats.metrics or ():
        for found in metric.stats or ():
            name, at = metric.metric or "", found.dates or []
            if name not in GPU_READINGS:
                value = _by_date(at, found.values).get(dates[-1])
                if value is not None:
                    machine[name] = value
                continue
            split = {one.name: one.values for one in found.resource_series or () if one.name}
            per_gpu = per_gpu or bool(split)
            series[name] = _by_number(split, at) if split else [_by_date(at, found.values)]
    count = max((len(gpus) for gpus in series.values()), default=0)
    usage = [*series.get("gpu_usage", ()), *({} for _ in range(count))][:count]
    gpus = {
        name: tuple(values[number].get(dates[-1]) for number in range(len(values)))
        for name, values in series.items()
    }
    # The server drops readings of 0: a GPU that is known but says nothing does nothing.
    gpus["gpu_usage"] = tuple(values.get(dates[-1], 0.0) for values in usage)
    idle = _idle_since(usage, dates, before.idle_since)
    return Readings(machine, gpus if count else {}, idle, per_gpu), dates[-1] / 1000


def _idle_since(
    usage: list[dict[int, float]], dates: list[int], before: tuple[float | None, ...]
) -> tuple[float | None, ...]:
    since = [*before[: len(usage)], *([None] * (len(usage) - len(before)))]
    for number, values in enumerate(usage):
        for date in dates:
            if values.get(date, 0.0) >= IDLE_BELOW:
                since[number] = None
            elif since[number] is None:
                since[number] = date / 1000
    return tuple(since)


def _by_number(
    split: Mapping[str, list[float | None] | None], dates: list[int]
) -> list[dict[int, float]]:
    """Return every GPU's values by date, in the GPUs' order."""
    numbers = {int(name): values for name, values in split.items() if _NUMBER.fullmatch(name)}
    return [_by_date(dates, numbers.get(number)) for number in range(max(numbers, default=-1) + 1)]


def _by_date(dates: list[int], values: list[float | None] | None) -> dict[int, float]:
    pairs = zip(dates, values or (), strict=False)
    return {date: value for date, value in pairs if value is not None}
