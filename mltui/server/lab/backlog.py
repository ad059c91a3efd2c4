"""How long the queues were over the last month, and a note of it every minute from now on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mltui.server.lab import noise
from mltui.server.lab.documents import queue_id
from mltui.server.lab.history import DAY_S, waiting_since
from mltui.server.lab.machines import QUEUES
from mltui.server.lab.world import World
from mltui.server.queue_samples import QueueSample, append_samples, forget_old_samples, touch_all

_PEAKS = {"default": 3.0, "gpu-large": 9.0, "gpu-small": 7.0, "services": 2.0}
"""About the longest each queue gets in a day."""
_WAIT_S = 1_150.0
"""Mean wait for each task ahead, seconds."""
_SETTLING_S = 2.5 * 3_600.0
"""Over this time before the opening a queue comes to the length it has then."""
_NOTE_S = 60.0
_RECALL_S = 0.5
_FORGET_S = 3_600.0


class Recorder:
    """Keeps the history of the queues; see `Inhabitant`."""

    def __init__(self) -> None:
        self._to_recall = [*QUEUES]
        self._forget_at = 0.0

    def act(self, world: World) -> float:
        """Note the queues as they are; but first, one by one, as they were."""
        store, now = world.store, world.engine.clock()
        with store.transaction():
            if self._to_recall:
                name = self._to_recall.pop()
                append_samples(store, queue_id(name), _past(world, name))
                return _RECALL_S
            touch_all(store, now)
            if world.now >= self._forget_at:
                self._forget_at = world.now + _FORGET_S
                forget_old_samples(store, now)
        return _NOTE_S


def _past(world: World, name: str) -> Iterator[QueueSample]:
    since = waiting_since(world.opened)
    runs = [world.history.runs[task] for task in world.history.waiting.get(name, [])]
    waits = [world.opened - since[run.name] for run in runs]
    wait = sum(waits) / len(waits) if waits else 0.0
    for age, until, span in ((30 * DAY_S, DAY_S, 3_600.0), (DAY_S, 0.0, 300.0)):
        moment = world.opened - age
        while moment < world.opened - until:
            yield _sample(world, name, moment, len(runs), wait)
            moment += span


def _sample(world: World, name: str, moment: float, length: int, wait: float) -> QueueSample:
    key = noise.key_of(world.seed, "backlog", name)
    # Least at five in the morning, UTC.
    day = 0.5 - 0.5 * math.cos(2 * math.pi * (moment / DAY_S - 5 / 24))
    usual = _PEAKS[name] * (0.25 + 0.75 * day) * noise.wander(key, moment / 5_400.0)
    usual_wait = _WAIT_S * usual * (0.6 + 0.8 * noise.wander(key + 1, moment / 7_200.0))
    near = max(0.0, 1.0 - (world.opened - moment) / _SETTLING_S)
    return QueueSample(
        time_ms=int(moment * 1000),
        length=round(usual + (length - usual) * near),
        waited_s=max(0.0, usual_wait + (wait - usual_wait) * near),
    )
