"""The containers that serve models, reporting every half minute."""

from __future__ import annotations

from dataclasses import replace

from mltui.server.lab import noise
from mltui.server.lab.people import AGENT_USER
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

_REPORT_S = 30.0


class Container:
    """One of them; see `Inhabitant`."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def act(self, world: World) -> float:
        """Report what it has served, or nothing while it loads."""
        if self.instance.loading:
            if world.now < world.opened + LOADED_AFTER_S:
                return LOADED_AFTER_S
            self.instance = served(self.instance)
        body = status_report(self.instance, world.opened, world.now)
        world.call("serving.container_status_report", body, AGENT_USER)
        return _REPORT_S


def open_endpoints(world: World) -> list[Container]:
    """Register all containers as of when they were started, and let those that serve report."""
    opened = world.now
    instances = [_with_model(world, instance) for instance in (*INSTANCES, LOADING)]
    for instance in instances:
        world.now = opened - instance.age_s
        world.call("serving.register_container", registration(instance), AGENT_USER)
        if instance.loading:
            continue
        since = 3.0 + 26.0 * noise.unit(noise.key_of("report", instance.container))
        world.now = opened - since
        body = status_report(instance, opened, world.now)
        world.call("serving.container_status_report", body, AGENT_USER)
    world.now = opened
    return [Container(instance) for instance in instances]


def _with_model(world: World, instance: Instance) -> Instance:
    """Let it serve the newest model of its kind, if there is one."""
    kind = instance.model.split()[0]
    made = [run for run in world.history.runs.values() if run.models and run.name.startswith(kind)]
    if not made:
        return instance
    run = max(made, key=lambda run: run.ended or 0.0)
    name = f"{run.name} final"
    return replace(instance, model=name, model_id=run.models[-1], task=run.task)
