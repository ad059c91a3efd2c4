"""What machines and endpoints measured before the lab opened, made when a chart first asks."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.server.lab.history import DAY_S, History
from mltui.server.lab.machines import AGENT_BY_WORKER, IDLE, Agent, machine_stats
from mltui.server.lab.traffic import INSTANCES, status_report
from mltui.server.statistics.machine import container_values, worker_values
from mltui.server.store import Store

Sample = tuple[int, dict[str, float], bool]

Grain = tuple[float, float, float]

_GRAINS: tuple[Grain, ...] = (
    (3 * 3_600.0, 0.0, 60.0),
    (26 * 3_600.0, 3 * 3_600.0, 600.0),
    (30 * DAY_S, 26 * 3_600.0, 3_600.0),
)
"""From how long ago, to how long ago, and the seconds between two samples; the newest first."""

_LONGEST_MS = 3_600_000
"""A chart may begin with a sample that began so long before it."""


class Sensors:
    """Remembers what was measured, for each machine and container no further back than asked.

    Attributes:
        known: How many of the grains are in the store, by worker or container.
    """

    def __init__(self, store: Store, history: History, opened: float) -> None:
        """Remember nothing yet of the time before the lab `opened`, seconds since the epoch."""
        self._store = store
        self._history = history
        self._opened = opened
        self.known: dict[str, int] = {}

    def recall_worker(self, worker: str, start_ms: int) -> None:
        """Write a worker's last month: minutes of late, hours further back."""
        agent = AGENT_BY_WORKER.get(worker)
        if agent is None:
            return
        for since, until, span in self._missing(worker, start_ms):
            samples = _worker_samples(
                self._history, agent, self._opened - since, self._opened - until, span
            )
            self._store.worker_samples.append_many(worker, samples, span_s=span)

    def recall_container(self, container: str, start_ms: int) -> None:
        """Write the last month, or the whole life, of a container that serves."""
        opened = self._opened
        for since, until, span in self._missing(container, start_ms):
            for instance in INSTANCES:
                if instance.container != container:
                    continue
                start = max(opened - instance.age_s, opened - since)
                self._store.endpoint_samples.append_many(
                    container,
                    (
                        (
                            int(moment * 1000),
                            container_values(status_report(instance, opened, moment)),
                            True,
                        )
                        for moment in _moments(start, opened - until, span)
                    ),
                    span_s=span,
                    group=instance.url,
                )

    def _missing(self, name: str, start_ms: int) -> list[Grain]:
        known = self.known.get(name, 0)
        needed = [
            grain for grain in _GRAINS if start_ms - _LONGEST_MS < (self._opened - grain[1]) * 1000
        ]
        self.known[name] = max(known, len(needed))
        return needed[known:]


def _worker_samples(
    history: History, agent: Agent, start: float, end: float, span: float
) -> Iterator[Sample]:
    away = history.absences.get(agent.worker)
    for moment in _moments(start, end, span):
        if away is not None and moment >= away:
            return
        run = history.run_on(agent.worker, moment)
        load = run.load_at(moment) if run else IDLE
        values = worker_values(machine_stats(agent, load, moment))
        yield int(moment * 1000), values, run is not None


def _moments(start: float, end: float, span: float) -> Iterator[float]:
    moment = start - start % span + span
    while moment < end:
        yield moment
        moment += span
