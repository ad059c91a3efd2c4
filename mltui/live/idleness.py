"""Which GPUs of a fleet are busy, free, or held by a task that does not use them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from mltui.live.fleet import HELD_AFTER_S, Readings
from mltui.live.kept import Keep
from mltui.live.names import given_gpus
from mltui.live.workers import Worker

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject


@dataclass(frozen=True, slots=True)
class Tally:
    """How many hosts and GPUs there are and how they do.

    Attributes:
        hosts: Machines.
        gpus: GPUs of the workers that report.
        busy: Those that work, or that a task has left idle for less than `HELD_AFTER_S`.
        idle: Those that do nothing and that no task has.
        held: Those that a task has but does not use.
        lost: Workers that don't report any more.
    """

    hosts: int = 0
    gpus: int = 0
    busy: int = 0
    idle: int = 0
    held: int = 0
    lost: int = 0


def held_gpus(worker: Worker, readings: Readings, now: float) -> dict[int, float]:
    """Return the readings of GPUs that the worker's task does not use, with for how long, seconds.

    A task that has just begun is given time: what its GPUs did before it is not its fault.
    """
    if not worker.task or worker.lost(now):
        return {}
    idle = {
        number: now - since for number, since in enumerate(readings.idle_since) if since is not None
    }
    if worker.running_s is not None:
        idle = {number: min(idle_s, worker.running_s) for number, idle_s in idle.items()}
    return {number: idle_s for number, idle_s in idle.items() if idle_s >= HELD_AFTER_S}


def free_gpus(worker: Worker, readings: Readings, now: float) -> int:
    """Return how many GPUs do nothing because the worker has no task."""
    if worker.task or worker.lost(now):
        return 0
    return _idle(readings) * stands_for(worker, readings)


def stands_for(worker: Worker, readings: Readings) -> int:
    """Return how many GPUs a reading is about.

    Servers before API 2.32 give one, the average of all that the worker was given.
    """
    if readings.per_gpu or readings.gpu_count != 1:
        return 1
    return max(len(given_gpus(worker.id)), 1)


def _idle(readings: Readings) -> int:
    return len(readings.idle_since) - readings.idle_since.count(None)


def tally(fleet: Iterable[tuple[Worker, Readings]], now: float) -> Tally:
    """Count the fleet's GPUs at `now`, epoch seconds."""
    hosts: set[str] = set()
    gpus = idle = held = lost = 0
    for worker, readings in fleet:
        hosts.add(worker.host)
        if worker.lost(now):
            lost += 1
            continue
        each = stands_for(worker, readings)
        gpus += readings.gpu_count * each
        # Of thousands most work: they are not looked at any closer.
        if not worker.task:
            idle += _idle(readings) * each
        elif _idle(readings):
            held += len(held_gpus(worker, readings, now)) * each
    return Tally(len(hosts), gpus, gpus - idle - held, idle, held, lost)


def _encode(found: Tally | None) -> JsonObject:
    return asdict(found) if found is not None else {}


def _decode(value: JsonObject) -> Tally:
    return Tally(**cast("dict[str, Any]", value))


KEEP_TALLY: Keep[Tally | None] = Keep(
    "fleet tally", _encode, _decode, worth=lambda found: found is not None
)
