"""Several waiting tasks keep their order among themselves, wherever they are moved."""

from __future__ import annotations

import httpx
import pytest

from mltui.actions import reading
from mltui.actions.plan import plan
from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from tests.actions.served import Served, no_pause, subjects_of


def order(served: Served, tasks: list[str]) -> str:
    (queue,) = served.call("queues.get_all", name="^first$")["queues"]
    return "".join("abcde"[tasks.index(entry["task"])] for entry in queue["entries"])


@pytest.mark.parametrize(
    ("name", "marked", "after"),
    [
        ("earlier", "c", "acbde"),
        ("earlier", "bc", "bcade"),
        ("earlier", "ac", "acbde"),
        ("earlier", "ab", "abcde"),
        ("earlier", "abd", "abdce"),
        ("later", "bc", "adbce"),
        ("later", "ce", "abdce"),
        ("later", "de", "abcde"),
        ("top", "c", "cabde"),
        ("top", "ce", "ceabd"),
        ("top", "ac", "acbde"),
        ("top", "ab", "abcde"),
        ("bottom", "bc", "adebc"),
        ("bottom", "ce", "abdce"),
        ("bottom", "e", "abcde"),
    ],
)
async def test_marked_ones_move_together_and_back(name: str, marked: str, after: str):
    served = Served()
    tasks = served.fill(served.queue("first"), 5)
    client, wire = served.connect()
    chosen = [tasks["abcde".index(letter)] for letter in marked]
    subjects = await subjects_of(client, Kind.ENTRY, *chosen)
    action = ACTIONS[Kind.ENTRY][name]
    intent = plan(action, subjects)
    assert bool(intent.changing) == (after != "abcde")
    outcome = await perform(action, client, intent.changing, pause=no_pause)
    assert not outcome.refused
    assert order(served, tasks) == after
    assert bool(wire.writes) == (after != "abcde")
    sitting = Sitting()
    deed = sitting.begin(action, intent.changing, "", 0.0)
    sitting.end(deed, outcome)
    for step in steps_back(deed):
        await perform(step.action, client, step.subjects, step.text, pause=no_pause)
    assert order(served, tasks) == "abcde"


@pytest.mark.parametrize("marked", ["a", "c", "bd", "de", "abcde"])
@pytest.mark.parametrize("name", ["remove", "to queue"])
async def test_marked_ones_come_back_to_their_places(name: str, marked: str):
    served = Served()
    tasks = served.fill(served.queue("first"), 5)
    second = served.queue("second")
    client, _ = served.connect()
    chosen = [tasks["abcde".index(letter)] for letter in marked]
    subjects = await subjects_of(client, Kind.ENTRY, *chosen)
    action = ACTIONS[Kind.ENTRY][name]
    outcome = await perform(action, client, subjects, second, pause=no_pause)
    assert order(served, tasks) == "".join(sorted(set("abcde") - set(marked)))
    sitting = Sitting()
    deed = sitting.begin(action, subjects, second, 0.0)
    sitting.end(deed, outcome)
    for step in steps_back(deed):
        back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
        assert not back.refused
    assert order(served, tasks) == "abcde"


@pytest.mark.parametrize("fault", ["dropped", "500 and not done"])
async def test_one_that_came_back_but_maybe_not_to_its_place_is_told_of(fault: str):
    served = Served()
    tasks = served.fill(served.queue("first"), 3)
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.ENTRY, tasks[1])
    action = ACTIONS[Kind.ENTRY]["remove"]
    outcome = await perform(action, client, subjects, pause=no_pause)
    sitting = Sitting()
    deed = sitting.begin(action, subjects, "", 0.0)
    sitting.end(deed, outcome)
    (step,) = steps_back(deed)
    way = wire.handle_async_request

    async def spoils(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("move_task_to_front"):
            wire.fault = fault
        return await way(request)

    wire.handle_async_request = spoils  # type: ignore[method-assign]
    back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
    assert back.changed == (tasks[1],)
    assert not back.refused
    (noticed,) = back.noticed
    assert noticed.startswith("“waiting 1” waits again, maybe not at the place it had: ")


async def test_a_task_that_waits_is_looked_for_in_its_own_queue_then_in_all(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(reading, "PAGE", 1)
    served = Served()
    (task,) = served.fill(served.queue("first"), 1)
    second, _ = served.queue("second"), served.queue("third")
    client, wire = served.connect()
    (entry,) = await subjects_of(client, Kind.ENTRY, task)
    before = wire.requests
    assert await reading.read(client, [entry]) == {task: entry}
    assert wire.requests == before + 1
    served.call("tasks.dequeue", task=task)
    assert await reading.read(client, [entry]) == {}
    served.call("tasks.enqueue", task=task, queue=second)
    assert (await reading.read(client, [entry]))[task].queue == second
