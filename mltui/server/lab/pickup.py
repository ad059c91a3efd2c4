"""From a task in the store to the run that an agent makes of it."""

from __future__ import annotations

from dataclasses import replace

from mltui.api.types.json import Json, JsonObject
from mltui.server.document import read
from mltui.server.lab import noise
from mltui.server.lab.people import COLLEAGUES, ME, PROJECTS, project_id
from mltui.server.lab.recipes import DETECTION, RECIPE_BY_PROJECT, Recipe
from mltui.server.lab.runs import Run, make_run
from mltui.server.lab.world import World

_PEOPLE = {person.user: person for person in (ME, *COLLEAGUES)}
_PROJECT_NAMES = {project_id(name): name for name, _ in PROJECTS}
_RATE_TOO_HIGH = 5.0
"""A learning rate so many times the usual one makes a training diverge."""


def plan_run(world: World, task: str) -> Run | None:
    """Plan how a task will go, whoever made it and whatever ran under its id before.

    Its hyperparameters count: an absurd learning rate diverges.
    """
    document = world.store.tasks.get(task)
    if document is None:
        return None
    # What it reported in a life before stays, unless it was reset.
    world.store.events.ready(task)
    recipe = _recipe(document)
    before = world.history.runs.get(task)
    key = noise.key_of(world.seed, task, "begun", int(world.now))
    run = make_run(
        task,
        recipe,
        key=key,
        created=before.created if before else world.now,
        person=_PEOPLE.get(str(document.get("user")), ME),
        name=str(document.get("name", "")),
        # Minutes rather than hours, so that whoever watches sees the end of it.
        scale=noise.between(key, 31, 0.02, 0.09),
        reports=400,
    )
    for section, values in run.parameters.items():
        for name in values:
            value = read(document, ("hyperparams", section, name, "value"))
            if isinstance(value, str):
                values[name] = value
    if _diverges(run):
        run.temper = replace(run.temper, breaks_at=int(run.last * noise.between(key, 32, 0.2, 0.6)))
    elif noise.unit(key, 33) < 0.1:
        run.fate = "failed"
        run.last = int(run.last * noise.between(key, 34, 0.2, 0.9))
    run.progress_bar = noise.unit(key, 35) < 0.25
    world.history.add(run)
    if task not in world.made:
        world.made.append(task)
    return run


def _recipe(document: JsonObject) -> Recipe:
    name = _PROJECT_NAMES.get(str(document.get("project")), "")
    return RECIPE_BY_PROJECT.get(name, DETECTION)


def _diverges(run: Run) -> bool:
    usual = run.recipe.parameters.get("Args", {}).get("lr")
    chosen: Json = run.parameters.get("Args", {}).get("lr")
    if usual is None or not isinstance(chosen, str):
        return False
    try:
        return float(chosen) > _RATE_TOO_HIGH * max(float(value) for value in usual)
    except ValueError:
        return False
