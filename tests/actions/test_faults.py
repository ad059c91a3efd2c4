"""Faults between request and answer, for every write: never twice, never lost silently."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from mltui.actions.action import Action, Effect, Outcome
from mltui.actions.cloning import CloneWish
from mltui.actions.part_change import PartChange
from mltui.actions.reading import read
from mltui.actions.sending import perform
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.errors import Unreachable
from tests.actions.served import FAULTS, Served, no_pause, subjects_of

WRITES = [
    (kind, name)
    for kind, actions in ACTIONS.items()
    for name, action in actions.items()
    if action.effect is Effect.SEND
]


def status_for(action: Action) -> str:
    for status in ("stopped", "completed", "queued", "in_progress", "created"):
        if action.statuses is None or status in action.statuses:
            return status
    raise AssertionError(action.name)


async def made_for(action: Action, served: Served) -> Subject | None:
    """Make something that the action may be done to."""
    if action.makes:
        return None
    client, _ = served.connect()
    project = served.call("projects.create", name="Home")["id"]
    match action.kind:
        case Kind.TASK:
            status = "created" if action.name == "delete" else status_for(action)
            one = served.task(
                status, tags=["old"], project=project, archived=action.archived is True
            )
        case Kind.ENTRY:
            one = served.fill(served.queue("first"), 3)[1]
        case Kind.QUEUE:
            one = served.queue("first")
            served.fill(one, 2)
        case Kind.PROJECT:
            one = project
        case Kind.MODEL:
            made = served.call(
                "models.create", uri="file:///m", name="a model", project=project, ready=False
            )
            one = made["id"]
            if action.archived:
                served.call("models.archive_many", ids=[one])
        case Kind.WORKER:
            served.call("workers.register", worker="box1:gpu0", timeout=600)
            return Subject("box1:gpu0", "box1:gpu0", "lost", kind=Kind.WORKER)
        case _:
            raise AssertionError(action.kind)
    (subject,) = await subjects_of(client, action.kind, one)
    assert action.why_not(subject) is None
    return subject


def text_for(action: Action, served: Served) -> str:
    match action.name:
        case "enqueue" | "to queue":
            return served.queue("second")
        case "back to queue":
            return f"{served.queue('second')} 0"
        case "place":
            return "0"
        case "rename":
            return "another name"
        case "tag":
            return "new -old"
        case "note":
            return "key=value"
        case "move" | "merge":
            served.call("projects.create", name="Other")
            return "Other"
        case "move back":
            return served.call("projects.create", name="Back")["id"]
        case "clone":
            return CloneWish("A clone").text()
        case "change":
            return PartChange("Args", {}, {"lr": "0.1"}, {}).text()
    return "a text"


def clones_of(served: Served, subject: Subject | None) -> set[str]:
    parent = [subject.id] if subject is not None else []
    return {task["id"] for task in served.call("tasks.get_all", parent=parent)["tasks"]}


def check_made(action: Action, outcome: Outcome, served: Served) -> None:
    service = "queues" if action.kind is Kind.QUEUE else "projects"
    found = [one for one in served.call(f"{service}.get_all")[service] if one["name"] == "a text"]
    assert [one["id"] for one in found] == list(outcome.created)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("kind", "name"), WRITES, ids=lambda value: str(getattr(value, "name", value))
)
async def test_what_the_outcome_says_is_what_the_server_holds(kind: Kind, name: str, fault: str):
    served = Served()
    action = ACTIONS[kind][name]
    subject = await made_for(action, served)
    text = text_for(action, served)
    client, wire = served.connect()
    before = set[str]()
    if subject is not None and name == "clone":
        # There is one of that name already.
        again = {"task": subject.id, "new_task_parent": subject.id, "new_task_name": "A clone"}
        before = {served.call("tasks.clone", **again)["id"]}
    wire.fault = fault
    subjects = [subject] if subject is not None else []
    outcome = await perform(action, client, subjects, text, pause=no_pause)
    assert wire.spoiled == 1
    assert outcome.changed or outcome.created or outcome.refused, "lost silently"
    most = 3 if name == "back to queue" else 1
    assert sum(wire.writes.values()) <= most, "sent twice"
    if subject is None:
        check_made(action, outcome, served)
    elif name == "clone":
        assert clones_of(served, subject) - before == set(outcome.created)
    elif name == "change":
        # What it made of the parameters is looked at where it is tried by itself.
        assert bool(outcome.changed) == (sum(wire.writes.values()) > 0)
    else:
        assert action.holds is not None
        # What arrived was done, whatever became of the answer.
        arrived = sum(wire.writes.values()) > 0
        assert bool(outcome.changed) == arrived
        assert bool(outcome.refused) != arrived
        now = (await read(client, [subject])).get(subject.id)
        assert action.holds(subject, now, text) == arrived
    await client.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_note_that_is_removed_is_told_of_as_it_is(fault: str):
    served = Served()
    model = served.call("models.create", uri="file:///m", name="net", ready=False)["id"]
    note = {"key": "size", "type": "int", "value": "7"}
    served.call("models.add_or_update_metadata", model=model, metadata=[note])
    client, wire = served.connect()
    (subject,) = await subjects_of(client, Kind.MODEL, model)
    wire.fault = fault
    action = ACTIONS[Kind.MODEL]["note"]
    outcome = await perform(action, client, [subject], "size=", pause=no_pause)
    (now,) = await subjects_of(client, Kind.MODEL, model)
    assert outcome.changed == (() if now.notes else (model,))
    assert bool(outcome.refused) == bool(now.notes)
    assert bool(now.notes) != FAULTS[fault][0]
    assert wire.writes["models.delete_metadata"] == int(FAULTS[fault][0])
    await client.close()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("spoiled", ["tasks.edit_hyper_params", "tasks.enqueue"])
async def test_a_clone_says_what_it_lacks(fault: str, spoiled: str):
    served = Served()
    task = served.task("completed", "run")
    parameter = {"section": "Args", "name": "lr", "value": "0.1", "type": "float"}
    served.store.tasks.update(task, {"hyperparams": {"Args": {"lr": parameter}}})
    client, wire = served.connect()
    (subject,) = await subjects_of(client, Kind.TASK, task)
    way = wire.handle_async_request

    async def spoils(request: httpx.Request) -> httpx.Response:
        if request.url.path.strip("/") == spoiled:
            wire.fault = fault
        return await way(request)

    wire.handle_async_request = spoils  # type: ignore[method-assign]
    wish = CloneWish("A clone", parameters={"Args/lr": "0.5"}, queue=served.queue("first"))
    action = ACTIONS[Kind.TASK]["clone"]
    outcome = await perform(action, client, [subject], wish.text(), pause=no_pause)
    (made,) = outcome.created
    now = served.call("tasks.get_by_id", task=made)["task"]
    edited = now["hyperparams"]["Args"]["lr"] == {**parameter, "value": "0.5"}
    enqueued = now["status"] == "queued"
    assert bool(outcome.noticed) != (edited and enqueued)
    assert ("without its parameters" in " ".join(outcome.noticed)) != edited
    assert wire.writes["tasks.enqueue"] <= 1
    assert "and enqueued" in outcome.said or not enqueued
    await client.close()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", [0, 1], ids=["children", "task"])
async def test_of_a_task_and_its_children_it_is_told_which_were_asked_to_stop(
    fault: str, passing: int
):
    served = Served()
    task = served.task("in_progress", "parent")
    children = [served.task("in_progress", f"child {n}", parent=task) for n in range(2)]
    client, wire = served.connect()
    (subject,) = await subjects_of(client, Kind.TASK, task)
    wire.fault, wire.passing = fault, passing
    action = ACTIONS[Kind.TASK]["stop with children"]
    outcome = await perform(action, client, [subject], pause=no_pause)
    assert wire.spoiled == 1
    assert wire.writes["tasks.stop_many"] <= 2
    now = await subjects_of(client, Kind.TASK, task, *children)
    stopped = [one.id for one in now if one.status == "stopped"]
    assert list(outcome.changed) == [one for one in stopped if one == task]
    assert bool(outcome.refused) == (task not in stopped)
    told = " ".join(outcome.noticed)
    assert ("2 tasks made from it were asked to stop all the same" in told) == (
        task not in stopped and children[0] in stopped
    )
    # Neither alone: what was asked for can be asked for again.
    assert children[0] in stopped or task not in stopped
    assert all(refusal.again for refusal in outcome.refused)
    await client.close()


async def test_a_child_that_may_not_be_stopped_is_named_and_one_that_ended_is_not():
    served = Served()
    task = served.task("in_progress", "parent")
    children = [served.task("in_progress", f"child {n}", parent=task) for n in range(2)]
    client, wire = served.connect()
    (subject,) = await subjects_of(client, Kind.TASK, task)
    way, asked = wire.handle_async_request, 0

    async def refuses(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        if not request.url.path.endswith("stop_many") or asked:
            return await way(request)
        asked += 1
        served.store.tasks.update(children[0], {"status": "completed"})
        error = {"codes": [400, 1], "msg": "not yours"}
        data = {"succeeded": [], "failed": [{"id": one, "error": error} for one in children]}
        return httpx.Response(200, json={"meta": {"result_code": 200}, "data": data})

    wire.handle_async_request = refuses  # type: ignore[method-assign]
    action = ACTIONS[Kind.TASK]["stop with children"]
    outcome = await perform(action, client, [subject], pause=no_pause)
    assert outcome.changed == (task,)
    assert outcome.noticed == ("“child 1”, made from it, was not asked to stop: not yours",)
    await client.close()


async def test_what_is_enqueued_again_is_told_of_though_another_queue_is_gone():
    served = Served()
    queues = [served.queue(name) for name in ("first", "second", "third")]
    tasks = [served.task("failed", queue=queue) for queue in queues]
    served.call("queues.delete", queue=queues[1])
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    outcome = await perform(ACTIONS[Kind.TASK]["retry"], client, subjects, pause=no_pause)
    assert outcome.changed == (tasks[0], tasks[2])
    assert [refusal.id for refusal in outcome.refused] == [tasks[1]]
    await client.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_of_tasks_that_go_to_several_queues_each_is_told_of_as_it_is(fault: str):
    served = Served()
    tasks = [served.task("failed", queue=served.queue(name)) for name in ("first", "second")]
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    wire.fault, wire.passing = fault, 1
    outcome = await perform(ACTIONS[Kind.TASK]["retry"], client, subjects, pause=no_pause)
    now = await subjects_of(client, Kind.TASK, *tasks)
    assert set(outcome.changed) == {one.id for one in now if one.status == "queued"}
    assert {one.id for one in outcome.refused} == {one.id for one in now if one.status == "failed"}
    await client.close()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("passing", [0, 1, 2])
async def test_what_goes_back_to_a_queue_has_its_place_or_it_is_said(fault: str, passing: int):
    served = Served()
    queue = served.queue("first")
    waiting = served.fill(queue, 3)
    task = served.task("created")
    client, wire = served.connect()
    (subject,) = await subjects_of(client, Kind.TASK, task)
    wire.fault, wire.passing = fault, passing
    action = ACTIONS[Kind.TASK]["back to queue"]
    outcome = await perform(action, client, [subject], f"{queue} 1", pause=no_pause)
    assert wire.spoiled == 1
    entries = served.call("queues.get_by_id", queue=queue)["queue"]["entries"]
    order = [entry["task"] for entry in entries]
    assert outcome.changed == ((task,) if task in order else ())
    placed = order == [waiting[0], task, *waiting[1:]]
    assert placed or outcome.noticed or outcome.refused
    await client.close()


async def test_a_clone_that_cannot_be_enqueued_is_still_told_of():
    served = Served()
    client, _ = served.connect()
    (subject,) = await subjects_of(client, Kind.TASK, served.task("completed", "run"))
    wish = CloneWish("A clone", queue="no such queue")
    outcome = await perform(ACTIONS[Kind.TASK]["clone"], client, [subject], wish.text())
    assert outcome.changed == (subject.id,)
    assert len(outcome.created) == 1
    assert outcome.said == "“run” cloned as “A clone”."
    assert outcome.noticed[0].startswith("The clone is a draft not enqueued: ")
    await client.close()


async def test_a_server_that_stays_away_leaves_no_claim():
    served = Served()
    client, wire = served.connect()
    tasks = [served.task("completed") for _ in range(3)]
    subjects = await subjects_of(client, Kind.TASK, *tasks)

    action = ACTIONS[Kind.TASK]["archive"]
    wire.fault = "dropped"
    away = wire.handle_async_request

    async def cut_after_the_write(request):
        if wire.spoiled:
            raise httpx.ConnectError("refused", request=request)
        return await away(request)

    wire.handle_async_request = cut_after_the_write
    outcome = await perform(action, client, subjects, pause=no_pause)
    assert not outcome.changed
    assert all(refusal.unsure for refusal in outcome.refused)
    assert "Nobody can say" in outcome.refused[0].reason


async def test_a_server_that_was_asked_too_often_did_nothing_and_is_not_asked_what_it_did():
    served = Served()
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.TASK, served.task("completed"))
    wire.fault = "429 of a proxy"
    wire.requests = 0
    outcome = await perform(ACTIONS[Kind.TASK]["archive"], client, subjects, pause=no_pause)
    (refusal,) = outcome.refused
    assert refusal.reason.startswith("The server asks to be left alone for a while")
    assert (refusal.unsure, refusal.again) == (False, True)
    # It was looked at before, and nothing after.
    assert wire.requests == 2


async def test_a_server_that_was_asked_too_often_is_not_sent_the_rest():
    served = Served()
    client, wire = served.connect()
    tasks = [served.task("in_progress", name) for name in ("first", "second", "third")]
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    action = replace(ACTIONS[Kind.TASK]["stop"], page=1)
    wire.fault, wire.passing = "429 of a proxy", 1
    outcome = await perform(action, client, subjects, pause=no_pause)
    assert outcome.changed == (tasks[0],)
    assert [one.id for one in outcome.refused] == tasks[1:]
    assert all(one.again and "left alone" in one.reason for one in outcome.refused)
    assert sum(wire.writes.values()) == 1


async def test_clones_that_were_made_before_the_server_was_asked_too_often_are_told_of():
    served = Served()
    client, wire = served.connect()
    tasks = [served.task("completed", name) for name in ("first", "second")]
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    wire.fault, wire.passing = "429 of a proxy", 1
    text = CloneWish("again").text()
    outcome = await perform(ACTIONS[Kind.TASK]["clone"], client, subjects, text, pause=no_pause)
    assert len(outcome.created) == 1
    (refusal,) = outcome.refused
    assert refusal.reason.startswith("nothing was sent: The server asks to be left alone")


async def test_of_a_server_that_is_known_to_be_away_nobody_waits_to_hear_it():
    served = Served()
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.TASK, served.task("completed"))
    way = wire.handle_async_request

    async def cut(request):
        raise httpx.ConnectError("refused", request=request)

    wire.handle_async_request = cut
    with pytest.raises(Unreachable):
        await subjects_of(client, Kind.TASK, subjects[0].id)
    waits: list[float] = []

    async def pause(wait_s: float) -> None:
        waits.append(wait_s)

    action = ACTIONS[Kind.TASK]["archive"]
    outcome = await perform(action, client, subjects, pause=pause)
    assert outcome.refused[0].reason.startswith("nothing was sent: ")
    assert not outcome.refused[0].unsure
    assert waits == []

    # Once it answers again, a short absence is waited out as ever.
    wire.handle_async_request = way
    await subjects_of(client, Kind.TASK, subjects[0].id)
    wire.handle_async_request = cut
    await perform(action, client, subjects, pause=pause)
    assert waits
    await client.close()


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.QUEUE, "new queue"), (Kind.PROJECT, "new project"), (Kind.TASK, "clone")],
)
async def test_where_it_cannot_be_read_what_there_is_nothing_is_made(kind: Kind, name: str):
    served = Served()
    client, wire = served.connect()
    task = served.task("completed")
    subjects = await subjects_of(client, kind, task) if kind is Kind.TASK else []
    way, reads = wire.handle_async_request, 0

    async def cut(request: httpx.Request) -> httpx.Response:
        nonlocal reads
        reads += 1
        if subjects and reads == 1:
            # How the task is can still be read.
            return await way(request)
        raise httpx.ConnectError("refused", request=request)

    wire.handle_async_request = cut  # type: ignore[method-assign]
    text = CloneWish("A clone").text() if kind is Kind.TASK else "a text"
    outcome = await perform(ACTIONS[kind][name], client, subjects, text, pause=no_pause)
    (refusal,) = outcome.refused
    assert refusal.reason.startswith("nothing was sent: ")
    assert (refusal.again, refusal.unsure) == (True, False)
    assert not wire.writes


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.QUEUE, "new queue"), (Kind.PROJECT, "new project"), (Kind.TASK, "clone")],
)
async def test_what_is_made_is_not_said_to_be_refused_where_it_may_not_be_looked_for(
    kind: Kind, name: str
):
    served = Served()
    client, wire = served.connect()
    task = served.task("completed")
    subjects = await subjects_of(client, kind, task) if kind is Kind.TASK else []
    wire.fault, wire.after = "dropped", 429
    text = CloneWish("A clone").text() if kind is Kind.TASK else "a text"
    outcome = await perform(ACTIONS[kind][name], client, subjects, text, pause=no_pause)
    (refusal,) = outcome.refused
    assert refusal.unsure
    assert refusal.reason.endswith("Look whether it was done.")
    assert sum(wire.writes.values()) == 1
    await client.close()
