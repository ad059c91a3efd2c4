"""The containers that serve models, reporting every ten seconds."""

from __future__ import annotations

from dataclasses import replace

from mltui.server.lab import noise
from mltui.server.lab.reporter import Reporter
from mltui.server.lab.traffic import (
    INSTANCES,
    LOADED_AFTER_S,
    LOADING,
    Instance,
    registration,
    served,
    status_report,
)
from mltui.server.lab.world import World

_REPORT_S = 10.0
_CLIENT = "clearml-serving-1.3.5"


class Container:
    """One of them; see `Inhabitant`."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._reporter = Reporter(instance.container, _CLIENT)
        # Containers do not report all in the same second.
        self._silent_s = _REPORT_S * noise.unit(noise.key_of("report", instance.container))

    @property
    def first_after_s(self) -> float:
        """How long after the lab's opening it acts for the first time."""
        return LOADED_AFTER_S if self.instance.loading else _REPORT_S - self._silent_s

    def enter(self, world: World) -> None:
        """Register as of when it was started, and report for the last time before the opening."""
        opened = world.opened
        world.now = opened - self.instance.age_s
        self._reporter.report(world, "serving.register_container", registration(self.instance))
        if not self.instance.loading:
            world.now = opened - self._silent_s
            self._report(world)
        world.now = opened

    def act(self, world: World) -> float:
        """Report what it has served."""
        self.instance = served(self.instance)
        self._report(world)
        return _REPORT_S

    def _report(self, world: World) -> None:
        body = status_report(self.instance, world.opened, world.now)
        self._reporter.report(world, "serving.container_status_report", body)


def open_endpoints(world: World) -> list[Container]:
    """Let all containers register, and those that serve report."""
    containers = [Container(_with_model(world, one)) for one in (*INSTANCES, LOADING)]
    for container in containers:
        container.enter(world)
    return containers


def _with_model(world: World, instance: Instance) -> Instance:
    """Let it serve the newest model of its kind, if there is one."""
    kind = instance.model.split()[0]
    made = [run for run in world.history.runs.values() if run.models and run.name.startswith(kind)]
    if not made:
        return instance
    run = max(made, key=lambda run: run.ended or 0.0)
    name = f"{run.name} final"
    return replace(instance, model=name, model_id=run.models[-1], task=run.task)
