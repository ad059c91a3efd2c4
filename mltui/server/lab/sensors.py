"""What machines and endpoints measured before the lab opened, made when a chart first asks."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.server.lab.history import DAY_S, History
from mltui.server.lab.machines import AGENT_BY_WORKER, IDLE, Agent, machine_stats
from mltui.server.lab.traffic import INSTANCES, status_report
from mltui.server.statistics.machine import container_values, worker_values
from mltui.server.store import Store

Sample = tuple[int, dict[str, float], bool]

_GRAINS = (
    (30 * DAY_S, 26 * 3_600.0, 3_600.0),
    (26 * 3_600.0, 3 * 3_600.0, 600.0),
    (3 * 3_600.0, 0.0, 60.0),
)
"""From how long ago, to how long ago, and the seconds between two samples."""


def recall_worker(store: Store, history: History, worker: str, opened: float) -> None:
    """Write a worker's last month: minutes of late, hours further back."""
    agent = AGENT_BY_WORKER.get(worker)
    if agent is None:
        return
    for since, until, span in _GRAINS:
        samples = _worker_samples(history, agent, opened - since, opened - until, span)
        store.worker_samples.append_many(worker, samples, span_s=span)


def recall_container(store: Store, container: str, opened: float) -> None:
    """Write the last month, or the whole life, of a container that serves."""
    for instance in INSTANCES:
        if instance.container != container:
            continue
        born = opened - instance.age_s
        for since, until, span in _GRAINS:
            start = max(born, opened - since)
            moments = _moments(start, opened - until, span)
            store.endpoint_samples.append_many(
                container,
                (
                    (
                        int(moment * 1000),
                        container_values(status_report(instance, opened, moment)),
                        True,
                    )
                    for moment in moments
                ),
                span_s=span,
                group=instance.url,
            )


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
