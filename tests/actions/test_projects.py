"""Projects are called by their whole names, and go back to where they were."""

from __future__ import annotations

import pytest

from mltui.actions.foresight import lost_with_projects
from mltui.actions.project_table import project_called
from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.live.projects import find_project, unknown_project
from tests.actions.served import Served, no_pause, subjects_of

ODD = ("exp(1)", "c++ runs", "run[0]", "lr=1e-3|b", "50% (held", "back\\slash")


@pytest.mark.parametrize("name", ODD)
async def test_a_project_is_found_whatever_signs_are_in_its_name(name: str):
    served = Served()
    for other in ("exp1", "c runs", "run0", "web", f"{name} more"):
        served.call("projects.create", name=other)
    identity = served.call("projects.create", name=name)["id"]
    client, _ = served.connect()
    assert await project_called(client, name) == identity
    found = await find_project(client, name)
    assert found is not None
    assert found.id == identity
    assert unknown_project(name, [name]) == ""


@pytest.mark.parametrize("name", ["gpu (new)", "a[0]"])
async def test_a_queue_whose_answer_was_lost_is_found_whatever_its_name(name: str):
    served = Served()
    client, wire = served.connect()
    wire.fault = "dropped"
    outcome = await perform(ACTIONS[Kind.QUEUE]["new queue"], client, (), name, pause=no_pause)
    known = {one["name"]: one["id"] for one in served.call("queues.get_all")["queues"]}
    assert outcome.created == (known[name],)


@pytest.mark.parametrize("target", ["Attic/One", "Barn/One", "One"])
async def test_what_is_merged_goes_into_the_project_of_that_whole_name(target: str):
    served = Served()
    homes = {
        name: served.call("projects.create", name=name)["id"]
        for name in ("Attic/One", "Barn/One", "One")
    }
    source = served.call("projects.create", name="Source")["id"]
    task = served.task(project=source)
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.PROJECT, source)
    outcome = await perform(ACTIONS[Kind.PROJECT]["merge"], client, subjects, target)
    assert outcome.changed == (source,)
    now = served.call("tasks.get_by_id", task=task)["task"]
    assert now["project"] == homes[target]


async def test_nothing_is_merged_into_a_project_that_is_gone():
    served = Served()
    served.call("projects.create", name="Attic/One")
    source = served.call("projects.create", name="Source")["id"]
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.PROJECT, source)
    outcome = await perform(ACTIONS[Kind.PROJECT]["merge"], client, subjects, "One")
    assert [one.reason for one in outcome.refused] == ["there is no project called One"]
    assert not wire.writes


@pytest.mark.parametrize(
    ("name", "to"), [("Attic/One", ""), ("Attic/One", "Barn"), ("Barn", "Attic"), ("Attic", "Barn")]
)
async def test_a_moved_project_goes_back_to_where_it_was(name: str, to: str):
    served = Served()
    for each in ("Attic/One", "Barn"):
        served.call("projects.create", name=each)
    before = {one["id"]: one["name"] for one in served.call("projects.get_all")["projects"]}
    (moved,) = (one for one, called in before.items() if called == name)
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.PROJECT, moved)
    action = ACTIONS[Kind.PROJECT]["move"]
    outcome = await perform(action, client, subjects, to, pause=no_pause)
    assert outcome.changed == (moved,)
    assert {one["id"]: one["name"] for one in served.call("projects.get_all")["projects"]} != before
    sitting = Sitting()
    deed = sitting.begin(action, subjects, to, 0.0)
    sitting.end(deed, outcome)
    for step in steps_back(deed):
        back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
        assert not back.refused
    assert {one["id"]: one["name"] for one in served.call("projects.get_all")["projects"]} == before


async def test_a_plan_says_what_of_a_project_is_not_archived():
    served = Served()
    home = served.call("projects.create", name="Home")["id"]
    served.task("completed", project=home, archived=True)
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.PROJECT, home)
    said = "“Home” has 1 task inside, all deleted with it."
    assert list(await lost_with_projects(client, subjects, "")) == [said]
    served.task("completed", project=home)
    said = "“Home” has 2 tasks inside, all deleted with it. Not archived of them: 1."
    assert list(await lost_with_projects(client, subjects, "")) == [said]


async def test_a_plan_counts_the_projects_below_one_that_is_deleted():
    served = Served()
    for name in ("Home/Below/It", "Away"):
        served.call("projects.create", name=name)
    known = {one["name"]: one["id"] for one in served.call("projects.get_all")["projects"]}
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.PROJECT, known["Home"], known["Away"])
    assert list(await lost_with_projects(client, subjects, "")) == [
        "“Home” has 2 projects inside, all deleted with it.",
        "“Away” is empty.",
    ]
    outcome = await perform(ACTIONS[Kind.PROJECT]["delete"], client, subjects[:1])
    assert not outcome.refused
    assert [one["name"] for one in served.call("projects.get_all")["projects"]] == ["Away"]
