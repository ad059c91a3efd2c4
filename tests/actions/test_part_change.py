"""A part of a draft's configuration is changed, told of, and changed back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

import httpx
import pytest

from mltui.actions.part_change import PartChange, back
from mltui.actions.sending import perform
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.client import Client
from tests.actions.served import FAULTS, Served, Wire, no_pause, subjects_of

CHANGE = ACTIONS[Kind.TASK]["change"]
RATE = {"section": "Args", "name": "lr", "value": "0.1", "type": "float"}
SIZE = {"section": "Args", "name": "batch", "value": "32"}
ABOUT = {"lr": {"type": "float"}, "batch": {}}


def draft(served: Served) -> str:
    """Make a draft with two parameters and an object."""
    task = served.task(name="net")
    served.call("tasks.edit_hyper_params", task=task, hyperparams=[RATE, SIZE])
    served.call(
        "tasks.edit_configuration", task=task, configuration=[{"name": "layers", "value": "a"}]
    )
    return task


class Drafted(NamedTuple):
    """A draft on a server, and who changes it."""

    served: Served
    task: str
    client: Client
    wire: Wire
    subjects: Sequence[Subject]


@pytest.fixture
async def drafted() -> AsyncIterator[Drafted]:
    served = Served()
    task = draft(served)
    client, wire = served.connect()
    yield Drafted(served, task, client, wire, await subjects_of(client, Kind.TASK, task))
    await client.close()


def held(served: Served, task: str) -> dict[str, str]:
    found = served.call("tasks.get_by_id", task=task)["task"]
    values = {name: item["value"] for name, item in found["hyperparams"]["Args"].items()}
    return values | {name: item["value"] for name, item in found["configuration"].items()}


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (
            PartChange("Args", {"lr": "0.1"}, {"lr": "0.5"}, ABOUT),
            {"lr": "0.5", "batch": "32", "layers": "a"},
        ),
        (
            PartChange("Args", {"lr": "0.1", "batch": "32"}, {"lr": "0.1", "new": "x"}, ABOUT),
            {"lr": "0.1", "new": "x", "layers": "a"},
        ),
        (
            PartChange("layers", {"layers": "a"}, {"layers": "b"}, {}, is_object=True),
            {"lr": "0.1", "batch": "32", "layers": "b"},
        ),
    ],
    ids=["a value", "one more and one less", "an object"],
)
async def test_a_change_is_made_and_taken_back(
    drafted: Drafted, change: PartChange, after: dict[str, str]
):
    served, task, client, _, subjects = drafted
    before = held(served, task)
    assert (await perform(CHANGE, client, subjects, change.text())).changed == (task,)
    assert held(served, task) == after
    step = back(subjects[0], change.text())
    assert step.action == CHANGE.name
    assert (await perform(CHANGE, client, subjects, step.text)).changed == (task,)
    assert held(served, task) == before
    found = served.call("tasks.get_by_id", task=task)["task"]["hyperparams"]["Args"]
    assert found["lr"]["type"] == "float"


async def test_what_somebody_else_has_changed_meanwhile_is_left_and_named(drafted: Drafted):
    served, task, client, wire, subjects = drafted
    change = PartChange("Args", {"lr": "0.1"}, {"lr": "0.5"}, ABOUT)
    served.call("tasks.edit_hyper_params", task=task, hyperparams=[{**RATE, "value": "0.2"}])
    (refusal,) = (await perform(CHANGE, client, subjects, change.text())).refused
    assert refusal.reason == "somebody else has changed “lr” meanwhile"
    served.call("tasks.edit_hyper_params", task=task, hyperparams=[{**RATE, "value": "0.5"}])
    (refusal,) = (await perform(CHANGE, client, subjects, change.text())).refused
    assert refusal.reason == "it is so already"
    # What they changed beside it is no reason.
    served.call("tasks.edit_hyper_params", task=task, hyperparams=[{**SIZE, "value": "64"}])
    again = PartChange("Args", {"lr": "0.5"}, {"lr": "0.1"}, ABOUT)
    assert (await perform(CHANGE, client, subjects, again.text())).changed == (task,)
    assert held(served, task)["batch"] == "64"
    assert sum(wire.writes.values()) == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    "change",
    [
        PartChange("Args", {"lr": "0.1"}, {"lr": "0.5"}, ABOUT),
        PartChange("Args", {"batch": "32"}, {}, ABOUT),
        PartChange("layers", {"layers": "a"}, {"layers": "b"}, {}, is_object=True),
    ],
    ids=["value", "removed", "object"],
)
async def test_what_is_told_of_a_change_is_what_the_server_holds(
    drafted: Drafted, change: PartChange, fault: str
):
    served, task, client, wire, subjects = drafted
    before = held(served, task)
    wire.fault = fault
    outcome = await perform(CHANGE, client, subjects, change.text(), pause=no_pause)
    done = held(served, task) != before
    assert done == FAULTS[fault][0]
    assert outcome.changed == ((task,) if done else ())
    assert bool(outcome.refused) != done
    assert all(refusal.again for refusal in outcome.refused)
    assert sum(wire.writes.values()) == int(done)


#: A value becomes another one, and a parameter goes: that takes two requests.
BOTH = PartChange("Args", {"lr": "0.1", "batch": "32"}, {"lr": "0.5"}, ABOUT)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", [0, 1], ids=["values", "removal"])
async def test_of_values_and_a_removal_it_is_told_what_was_done(
    drafted: Drafted, passing: int, fault: str
):
    served, task, client, wire, subjects = drafted
    wire.fault, wire.passing = fault, passing
    outcome = await perform(CHANGE, client, subjects, BOTH.text(), pause=no_pause)
    assert wire.spoiled == 1
    assert all(count == 1 for count in wire.writes.values())
    now = held(served, task)
    changed, removed = now["lr"] == "0.5", "batch" not in now
    assert (changed, removed) == ((True, True) if FAULTS[fault][0] else (passing == 1, False))
    assert bool(outcome.changed) == (changed and removed)
    for refusal in outcome.refused:
        half = refusal.reason.endswith("The new values are there, “batch” may be left.")
        assert half == (changed and not removed)
        assert refusal.again


async def test_what_was_done_by_half_can_be_sent_again(drafted: Drafted):
    served, task, client, wire, subjects = drafted
    wire.fault, wire.passing = "502 of a proxy", 1
    assert (await perform(CHANGE, client, subjects, BOTH.text(), pause=no_pause)).refused
    assert (await perform(CHANGE, client, subjects, BOTH.text())).changed == (task,)
    assert held(served, task) == {"lr": "0.5", "layers": "a"}


async def test_values_that_may_be_there_are_not_said_to_be_refused(drafted: Drafted):
    _, _, client, wire, subjects = drafted
    wire.fault, wire.after = "dropped", 429
    outcome = await perform(CHANGE, client, subjects, BOTH.text(), pause=no_pause)
    (refusal,) = outcome.refused
    assert refusal.unsure
    assert refusal.reason.endswith("Nobody can say whether it was done.")


async def test_of_a_change_that_is_refused_half_done_the_rest_is_named(drafted: Drafted):
    served, task, client, wire, subjects = drafted
    way = wire.handle_async_request

    async def run_before_the_removal(request: httpx.Request) -> httpx.Response:
        if "delete_hyper_params" in request.url.path:
            served.store.tasks.update(task, {"status": "in_progress"})
        return await way(request)

    wire.handle_async_request = run_before_the_removal  # type: ignore[method-assign]
    (refusal,) = (await perform(CHANGE, client, subjects, BOTH.text())).refused
    assert held(served, task) == {"lr": "0.5", "batch": "32", "layers": "a"}
    assert refusal.reason.endswith(". The new values are there, “batch” may be left.")
    assert "tatus" in refusal.reason


async def test_a_task_that_runs_by_now_is_not_changed(drafted: Drafted):
    served, task, client, wire, subjects = drafted
    served.store.tasks.update(task, {"status": "in_progress"})
    change = PartChange("Args", {"lr": "0.1"}, {"lr": "0.5"}, ABOUT)
    (refusal,) = (await perform(CHANGE, client, subjects, change.text())).refused
    assert refusal.reason == "meanwhile it is running"
    assert not wire.writes


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (PartChange("Args", {"lr": "0.1", "x": "1"}, {"lr": "0.5", "x": "1"}, {}), "lr 0.1 → 0.5"),
        (PartChange("Args", {"a": "1"}, {"b": "two\nlines"}, {}), "without a, new b two lines"),
        (PartChange("Args", {"api_key": "old"}, {"api_key": "s3cr3t"}, {}), "api_key"),
        (PartChange("Args", {}, {"api_key": "s3cr3t"}, {}), "api_key"),
        (
            PartChange("Args", {}, dict.fromkeys("abcde", "1"), {}),
            "new a 1, new b 1, new c 1 and 2 more",
        ),
        (PartChange("Args", {"a": "1"}, {"a": ""}, {}), "a 1 → “”"),
        (PartChange("Args", {"a": "x/1" + "y" * 99}, {"a": "x/1" + "y" * 98}, {}), "a"),
        (PartChange("Args", {"a": "1  2"}, {"a": "1 2"}, {}), "a"),
        (
            PartChange("Args", {"a": "1" * 99}, {"a": "2"}, {}),
            f"a {'1' * 12}…{'1' * 11} → 2",
        ),
    ],
)
def test_what_changed_is_said_without_its_secrets(change: PartChange, said: str):
    assert change.said() == f"in Args: {said}"
    assert PartChange.read(change.text()) == change.of_what_differs()


def test_of_an_object_its_name_is_said():
    change = PartChange("layers", {"layers": "a"}, {"layers": "b"}, {}, is_object=True)
    assert change.said() == "in layers"
    taken_back = PartChange.read(back(Subject("t", "net"), change.text()).text)
    assert taken_back.after == {"layers": "a"}
