"""What is made below a project later belongs to it, too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mltui.live.model_filter import parse_model_filter
from mltui.live.models import ModelsQuestion
from mltui.live.projects import find_project
from mltui.live.subtree import EVERY_S
from mltui.live.task_filter import parse_filter
from mltui.live.task_window import TaskWindow
from mltui.live.watches import Target
from tests.live.watching import Place


async def project(place: Place, name: str) -> str:
    return str((await place.call("projects.create", name=name))["id"])


async def task_in(place: Place, project: str, name: str) -> str:
    made = await place.call("tasks.create", name=name, type="training", project=project)
    return str(made["id"])


async def listed(place: Place, window: TaskWindow) -> list[str]:
    window.clock = lambda: place.now
    window.forget()
    answer = await window.ask(place.client)
    return sorted(row.name for page in answer.pages for row in page.rows)


@pytest.fixture
async def window(place: Place) -> TaskWindow:
    """The list of a project, filled."""
    await task_in(place, await project(place, "own"), "first")
    found = TaskWindow()
    found.look_for(parse_filter("project:own"))
    assert await listed(place, found) == ["first"]
    await task_in(place, await project(place, "own/sweep"), "second")
    return found


def later(place: Place) -> None:
    place.moment += timedelta(seconds=EVERY_S)


async def test_the_projects_below_one_are_looked_for_again_now_and_then(
    place: Place, window: TaskWindow
):
    assert await listed(place, window) == ["first"]
    later(place)
    assert await listed(place, window) == ["first", "second"]


async def test_and_at_once_where_somebody_asks(place: Place, window: TaskWindow):
    window.forget_projects()
    assert await listed(place, window) == ["first", "second"]


async def test_a_projects_own_page_finds_them_too(place: Place, window: TaskWindow):
    found = await find_project(place.client, "own")
    assert found is not None
    page = TaskWindow(found.name, found.subtree)
    assert await listed(place, page) == ["first", "second"]
    await task_in(place, await project(place, "own/third"), "third")
    later(place)
    assert await listed(place, page) == ["first", "second", "third"]


async def test_a_project_that_is_made_anew_under_its_name_is_found(place: Place):
    window = TaskWindow()
    window.look_for(parse_filter("project:own"))
    assert await listed(place, window) == []
    await task_in(place, await project(place, "own"), "first")
    later(place)
    assert await listed(place, window) == ["first"]


async def test_models_of_a_project_made_later_are_listed(place: Place):
    await project(place, "own")
    question = ModelsQuestion()
    question.clock = lambda: place.now
    question.look_for(parse_model_filter("project:own"))
    assert not (await question.ask(place.client)).total
    below = await project(place, "own/sweep")
    await place.call("models.create", name="weights", uri="file:///w", project=below)
    later(place)
    assert (await question.ask(place.client)).total == 1


async def test_a_watched_project_tells_of_those_made_below_it_later(place: Place):
    await task_in(place, await project(place, "own"), "first")
    place.watch(Target.FILTER, "project:own", "fails")
    assert await place.later() == []
    task = await task_in(place, await project(place, "own/sweep"), "second")
    await place.call("tasks.started", task=task)
    await place.later(EVERY_S)
    await place.call("tasks.failed", task=task, status_message="boom")
    assert await place.later() == ["second failed: boom"]
