from __future__ import annotations

import json
from pathlib import Path

import pytest

from mltui.actions.action import Effect
from mltui.actions.cloning import CloneWish
from mltui.actions.part_change import PartChange
from mltui.actions.plan import plan
from mltui.actions.reading import read
from mltui.actions.sending import perform
from mltui.actions.sitting import Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from tests.actions.promises import PROMISES, done, promise_of
from tests.actions.served import Served, no_pause, subjects_of

RECORDED = json.loads(
    (Path(__file__).parents[1] / "recordings" / "task_actions_by_status.json").read_text()
)
#: `closed` was not recorded as a beginning: it is what a server of old made of an ended task.
STATUSES = (*RECORDED, "closed")

SENT = [name for name, action in ACTIONS[Kind.TASK].items() if action.effect is Effect.SEND]

#: What the recordings call an action.
RECORDED_AS = {
    "enqueue": "enqueue",
    "dequeue": "dequeue",
    "stop": "stop",
    "complete": "completed",
    "fail": "failed",
    "publish": "publish",
    "reset": "reset",
    "delete": "delete",
}

#: Stricter than the server, which protects nobody here.
STRICTER = {
    ("reset", "created"),
    ("reset", "in_progress"),
    ("stop", "stopped"),
    ("stop", "failed"),
    ("dequeue", "created"),
    ("dequeue", "in_progress"),
    ("dequeue", "stopped"),
    ("dequeue", "failed"),
    ("dequeue", "completed"),
    ("dequeue", "published"),
    ("complete", "completed"),
    ("fail", "failed"),
}


def wished(name: str, served: Served) -> str:
    """What the action wants."""
    match name:
        case "enqueue":
            return served.queue("second")
        case "back to queue":
            return f"{served.queue('second')} 0"
        case "rename":
            return "another name"
        case "comment":
            return "a remark"
        case "tag":
            return "new -old"
        case "move":
            return "Some/Where"
        case "move back":
            return served.call("projects.create", name="Back")["id"]
        case "clone":
            return CloneWish("A clone").text()
        case "change":
            return PartChange("Args", {"lr": "0.1"}, {"lr": "0.5"}, {}).text()
    return ""


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("archived", [False, True], ids=["listed", "archived"])
@pytest.mark.parametrize("name", SENT)
async def test_an_action_is_offered_where_the_server_takes_it_and_undone(
    name: str, status: str, archived: bool
):
    served = Served()
    client, wire = served.connect()
    action = ACTIONS[Kind.TASK][name]
    queue = served.queue("first")
    home = served.call("projects.create", name="Home")["id"]
    task = served.task(
        status, tags=["old"], comment="was", archived=archived, queue=queue, project=home
    )
    rate = {"section": "Args", "name": "lr", "value": "0.1"}
    served.store.tasks.update(task, {"hyperparams": {"Args": {"lr": rate}}})
    (before,) = await subjects_of(client, Kind.TASK, task)
    assert (before.status, before.archived) == (status, archived)
    intent, promise = plan(action, [before]), promise_of(name, status)
    text = wished(name, served)
    assert bool(intent.changing) == promise.offers(status, archived)
    assert intent.text() == promise.text(status, archived)
    outcome = await perform(action, client, [before], text, pause=no_pause)
    if not intent.changing:
        assert not outcome.changed
        assert outcome.refused[0].reason.startswith("meanwhile")
        assert not wire.writes
        return
    assert list(wire.writes.items()) == [(call, 1) for call in promise.calls]
    assert all(task in (body.get("task"), *body.get("ids", ())) for body in wire.bodies)
    assert outcome.changed == (task,), outcome.refused
    after = (await read(client, [before])).get(task)
    assert done(served, name, task, text)
    if action.holds is not None:
        assert action.holds(before, after, text)
    if name in RECORDED_AS and status in RECORDED and not archived and name != "delete":
        assert after is not None
        assert after.status == RECORDED[status][RECORDED_AS[name]]["after"]
    sitting = Sitting()
    deed = sitting.begin(action, [before], text, 0.0)
    sitting.end(deed, outcome)
    assert [step.action.name for step in steps_back(deed)] == (
        [promise.undo] if promise.undo else []
    )
    wire.writes.clear()
    for step in steps_back(deed):
        back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
        if name == "restore" and status in ("queued", "in_progress"):
            assert back.refused[0].reason.startswith("meanwhile it is")
            continue
        assert back.changed == (task,), back.refused
        assert list(wire.writes.items()) == [(call, 1) for call in PROMISES[step.action.name].calls]
        (undone,) = await subjects_of(client, Kind.TASK, task)
        same = ("name", "comment", "project", "archived")
        assert all(getattr(undone, field) == getattr(before, field) for field in same)
        assert set(undone.tags) == set(before.tags)
        assert undone.status in (before.status, "created")


@pytest.mark.parametrize("status", RECORDED)
@pytest.mark.parametrize("name", [n for n in RECORDED_AS if n != "delete"])
def test_the_table_is_never_laxer_than_the_server_and_stricter_on_purpose(name: str, status: str):
    offered = ACTIONS[Kind.TASK][name].why_not(Subject("t", "a task", status)) is None
    taken = RECORDED[status][RECORDED_AS[name]]["http"] == 200
    if offered:
        assert taken
    assert ((name, status) in STRICTER) == (taken and not offered)


@pytest.mark.parametrize("name", SENT)
def test_what_destroys_is_agreed_to_by_more_than_enter(name: str):
    action, promise = ACTIONS[Kind.TASK][name], promise_of(name, "created")
    assert (action.destroys, action.typed) == (promise.destroys, promise.typed)
    intent = plan(action, [Subject(f"t{n}", "a task", "stopped") for n in range(11)])
    assert intent.typed == (promise.typed and bool(intent.changing))
    assert intent.asks or not (promise.destroys or action.plans)
