"""A run: one task's training, past, present or to come, as a plan that says all about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mltui.server.lab import noise
from mltui.server.lab.curves import Temper
from mltui.server.lab.machines import IDLE, Agent, Load
from mltui.server.lab.people import Person
from mltui.server.lab.recipes import Recipe

SETUP_S = 48.0
"""Seconds from a task's start to its first iteration: environment, data, compilation."""

_SETTING_UP = Load(gpu=0.4, gpu_memory=0.02, cpu=24.0, memory=0.08, network=38.0, disk=60.0)
_STALLED = Load(gpu=0.6, gpu_memory=0.71, cpu=3.0, memory=0.12, network=0.05, disk=0.1)


@dataclass(slots=True)
class Run:
    """A training on its way from draft to its end. Moments are seconds since the epoch.

    Attributes:
        task: Task id.
        name: Task name.
        recipe: Kind of training.
        person: Who made it.
        parameters: Section to name to value.
        tags: The task's tags.
        temper: What its curves look like.
        pace: Iterations a second.
        every: Iterations between two reports.
        created: When it was made.
        queue: Name of its queue, "" for none.
        parent: Id of the task it was cloned from, or "".
        agent: Who runs or ran it.
        started: When it began.
        ended: When it ended.
        fate: How it ends: "completed", "failed" or "stopped".
        reason: Why it ended, "" to let chance say it.
        last: Iteration at which it ends.
        stalls_at: Iteration after which it is silent though running, or None.
        status: ClearML's status of the task.
        archived: Whether it is in the archive.
        progress_bar: Whether its console shows a progress bar.
        reported: Number of reports made so far, of a running one.
        unsaid: Of so many of them, from the first, the console is not in the store.
        remembered: Whether all events so far are in the store.
        base: Id of the model it starts from, "" for none.
    """

    task: str
    name: str
    recipe: Recipe
    person: Person
    parameters: dict[str, dict[str, str]]
    tags: list[str]
    temper: Temper
    pace: float
    every: int
    created: float
    queue: str = ""
    parent: str = ""
    agent: Agent | None = None
    started: float | None = None
    ended: float | None = None
    fate: str = "completed"
    reason: str = ""
    last: int = 0
    stalls_at: int | None = None
    status: str = "created"
    archived: bool = False
    progress_bar: bool = False
    reported: int = 0
    unsaid: int = 0
    remembered: bool = False
    models: list[str] = field(default_factory=list)
    base: str = ""

    def begin(self, agent: Agent, started: float) -> None:
        """Put the run on an agent, from the moment `started`."""
        self.agent = agent
        self.started = started
        self.ended = None
        self.status = "in_progress"
        self.reported = 0

    def ends_at(self) -> float:
        """Return the moment at which a started run comes to its last iteration."""
        return (self.started or self.created) + SETUP_S + self.last / self.pace

    def iteration_at(self, moment: float) -> int:
        """Return the iteration the run is at."""
        if self.started is None:
            return 0
        if self.ended is not None:
            moment = min(moment, self.ended)
        limit = self.last if self.stalls_at is None else min(self.last, self.stalls_at)
        return max(0, min(limit, int((moment - self.started - SETUP_S) * self.pace + 1e-6)))

    def moment_of(self, iteration: int) -> float:
        """Return when the run is or was at `iteration`."""
        return (self.started or self.created) + SETUP_S + iteration / self.pace

    def reports_until(self, moment: float) -> int:
        """Return how many reports the run has made by then; report k is of iteration k * every."""
        if self.started is None or moment < self.started + SETUP_S:
            return 0
        return self.iteration_at(moment) // self.every + 1

    def load_at(self, moment: float) -> Load:
        """Return what it asks of its machine at a moment."""
        if self.started is None or moment < self.started:
            return IDLE
        if self.ended is not None and moment >= self.ended:
            return IDLE
        if moment < self.started + SETUP_S:
            return _SETTING_UP
        if self.stalls_at is not None and moment > self.moment_of(self.stalls_at):
            return _STALLED
        return self.recipe.load


def temper_of(key: int, recipe: Recipe, iterations: int, breaks_at: int | None = None) -> Temper:
    """Return the temper that a run's noise key gives it."""
    return Temper(
        key=key,
        iterations=iterations,
        quality=noise.between(key, 1, 0.84, 1.04),
        haste=noise.between(key, 2, 0.7, 1.7),
        epochs=recipe.epochs,
        breaks_at=breaks_at,
    )


def make_run(
    task: str,
    recipe: Recipe,
    *,
    key: int,
    created: float,
    person: Person,
    name: str = "",
    number: int = 0,
    scale: float = 1.0,
    reports: int = 1600,
) -> Run:
    """Make a run in draft.

    Args:
        task: Id of its task.
        recipe: Kind of training.
        key: Noise key that everything left open is drawn from.
        created: When it was made, seconds since the epoch.
        person: Who made it.
        name: Task name; drawn from the recipe's patterns if empty.
        number: Number in the name, such as a sweep's.
        scale: Length, as a part of the recipe's.
        reports: At most so many reports.
    """
    parameters = {
        section: {
            name: noise.pick(key, 100 + 7 * place + len(section), values)
            for place, (name, values) in enumerate(choices.items())
        }
        for section, choices in recipe.parameters.items()
    }
    for choice in recipe.parameters.get("Args", {}).get("lr", ()):
        if choice in name.split():
            parameters["Args"]["lr"] = choice  # as its name says
    iterations = max(40, int(noise.between(key, 3, *recipe.iterations) * scale))
    pace = noise.between(key, 4, *recipe.pace)
    tags = [tag for place, tag in enumerate(recipe.tags) if noise.unit(key, 20 + place) < 0.3]
    return Run(
        task=task,
        name=name or _name(recipe, key, number, parameters),
        recipe=recipe,
        person=person,
        parameters=parameters,
        tags=tags,
        temper=temper_of(key, recipe, iterations),
        pace=pace,
        every=max(1, round(pace * recipe.report_s), iterations // reports),
        created=created,
        last=iterations,
    )


def _name(recipe: Recipe, key: int, number: int, parameters: dict[str, dict[str, str]]) -> str:
    family = noise.pick(key, 5, recipe.families)
    values = {"family": family, "n": str(number), "v": f"{1 + number % 2}.{number % 10}"}
    return noise.pick(key, 6, recipe.names).format(**{**parameters.get("Args", {}), **values})
