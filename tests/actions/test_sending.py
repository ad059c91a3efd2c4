from __future__ import annotations

import pytest

from mltui.actions.reading import READERS
from mltui.actions.sending import looked_at, perform
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.errors import NoPermission, Unreachable
from mltui.live.workers import worker_of
from tests.actions.served import Served, no_pause, subjects_of


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("in_progress", "meanwhile it is running"),
        ("queued", "meanwhile it is queued, and it is not archived: archive it first"),
        ("created", None),
    ],
)
def test_a_refusal_says_what_somebody_else_made_of_it(status: str, reason: str | None):
    seen = Subject("t", "run", "created")
    ready, looked = looked_at(
        ACTIONS[Kind.TASK]["delete"], [seen], {"t": Subject("t", "run", status)}
    )
    assert [refusal.reason for refusal in looked.refused] == ([reason] if reason else [])
    assert len(ready) == (reason is None)


@pytest.mark.parametrize(("name", "refused"), [("reset", True), ("tag", False)])
def test_what_somebody_else_has_changed_since_is_not_destroyed_unseen(name: str, refused: bool):
    seen, now = Subject("t", "run", "completed"), Subject("t", "run", "failed")
    ready, looked = looked_at(ACTIONS[Kind.TASK][name], [seen], {"t": now})
    reasons = ["meanwhile it is failed; look again"] if refused else []
    assert [refusal.reason for refusal in looked.refused] == reasons
    assert list(looked.noticed) == ([] if refused else ["“run” was failed by then."])
    assert len(ready) == (not refused)


@pytest.mark.parametrize("name", ["earlier", "to queue", "remove"])
def test_what_somebody_else_put_into_another_queue_is_left_there(name: str):
    places = {"place": 1, "waiting": 3, "status": "queued", "kind": Kind.ENTRY}
    seen = Subject("t", "run", queue="here", **places)
    now = Subject("t", "run", queue="there", **places | {"place": 0})
    ready, looked = looked_at(ACTIONS[Kind.ENTRY][name], [seen], {"t": now})
    assert not ready
    assert [refusal.reason for refusal in looked.refused] == ["meanwhile it waits in another queue"]


@pytest.mark.parametrize(("now", "refused"), [(2, False), (3, False), (4, True)])
@pytest.mark.parametrize("name", ["clear", "delete"])
def test_tasks_that_came_to_a_queue_meanwhile_are_not_lost_unseen(
    name: str, now: int, refused: bool
):
    seen = Subject("q", "gpu", kind=Kind.QUEUE, waiting=3)
    fresh = Subject("q", "gpu", kind=Kind.QUEUE, waiting=now)
    _, looked = looked_at(ACTIONS[Kind.QUEUE][name], [seen], {"q": fresh})
    reasons = ["meanwhile 4 tasks wait in it; look again"] if refused else []
    assert [refusal.reason for refusal in looked.refused] == reasons


@pytest.mark.parametrize(("error", "again"), [(NoPermission, False), (Unreachable, True)])
async def test_only_a_server_that_is_away_makes_another_try_worth_while(monkeypatch, error, again):
    async def refused(*_: object) -> dict[str, Subject]:
        raise error("Why not.")

    monkeypatch.setitem(READERS, Kind.QUEUE, refused)
    client, wire = Served().connect()
    queue = Subject("q", "a queue", kind=Kind.QUEUE, waiting=1)
    outcome = await perform(ACTIONS[Kind.QUEUE]["clear"], client, [queue], pause=no_pause)
    assert [(one.reason, one.again) for one in outcome.refused] == [
        ("nothing was sent: Why not.", again)
    ]
    assert not wire.writes


@pytest.mark.parametrize("name", ["gpu", "gpu, company=ours", "a/b = c"])
async def test_a_name_that_is_taken_is_refused_in_a_sentence_without_ids(name: str):
    served = Served()
    served.call("queues.create", name=name)
    client, _ = served.connect()
    outcome = await perform(ACTIONS[Kind.QUEUE]["new queue"], client, (), name, pause=no_pause)
    (refusal,) = outcome.refused
    assert refusal.reason == f"the name “{name}” is taken already"


async def test_the_server_s_reason_is_told_without_its_ids():
    served = Served()
    client, _ = served.connect()
    (task,) = await subjects_of(client, Kind.TASK, served.task("created", "train"))
    enqueue = ACTIONS[Kind.TASK]["enqueue"]
    outcome = await perform(enqueue, client, [task], "0" * 32, pause=no_pause)
    assert [refusal.reason for refusal in outcome.refused] == ["Invalid queue id"]


@pytest.mark.parametrize("back", [True, False], ids=["came back", "stays away"])
async def test_a_lost_worker_that_reports_again_meanwhile_is_not_unregistered(back: bool):
    served = Served()
    served.call("workers.register", worker="box1:gpu0", timeout=600)
    client, wire = served.connect()
    (listed,) = (await client.workers.get_all()).workers or ()
    seen = Subject(
        "box1:gpu0", "box1:gpu0", "lost", kind=Kind.WORKER, reported=worker_of(listed).reported
    )
    if back:
        served.call("workers.status_report", worker="box1:gpu0", timestamp=1, machine_stats={})
    outcome = await perform(ACTIONS[Kind.WORKER]["unregister"], client, [seen], pause=no_pause)
    assert [one.reason for one in outcome.refused] == (["meanwhile it is alive"] if back else [])
    assert wire.writes["workers.unregister"] == int(not back)


def test_what_somebody_else_removed_is_told_and_not_sent():
    seen = [Subject(name, name, "completed") for name in ("one", "two")]
    ready, looked = looked_at(ACTIONS[Kind.TASK]["archive"], seen, {"two": seen[1]})
    assert ready == seen[1:]
    (refusal,) = looked.refused
    assert (refusal.id, refusal.gone, refusal.again) == ("one", True, False)
    assert "somebody else removed it" in refusal.reason


def test_what_waits_no_more_is_not_said_to_be_removed_by_somebody():
    waiting = Subject("1", "one", kind=Kind.ENTRY, queue="q")
    _, outcome = looked_at(ACTIONS[Kind.ENTRY]["place"], [waiting], {})
    (refusal,) = outcome.refused
    assert refusal.gone
    assert refusal.reason == "it does not wait in a queue any more"


def test_the_default_queue_is_not_deleted():
    delete = ACTIONS[Kind.QUEUE]["delete"]
    default = Subject("q", "default", kind=Kind.QUEUE, default=True)
    assert delete.why_not(default) == "it is the default queue"
    assert delete.why_not(Subject("q", "gpu", kind=Kind.QUEUE)) is None


@pytest.mark.parametrize(("kind", "service"), [(Kind.QUEUE, "queues"), (Kind.PROJECT, "projects")])
async def test_what_was_made_is_found_by_its_whole_name(kind: Kind, service: str):
    served = Served()
    for name in ("gpu", "gpu two", "a/gpu"):
        served.call(f"{service}.create", name=name)
    client, wire = served.connect()
    wire.fault = "dropped"
    outcome = await perform(ACTIONS[kind][f"new {kind.value}"], client, (), "gpu 2", pause=no_pause)
    made = {one["id"]: one["name"] for one in served.call(f"{service}.get_all")[service]}
    assert [made[one] for one in outcome.created] == ["gpu 2"]
    # One that was there before was not made.
    wire.fault, wire.spoiled = "not sent", 0
    action = ACTIONS[kind][f"new {kind.value}"]
    outcome = await perform(action, client, (), "gpu", pause=no_pause)
    assert not outcome.created
    assert outcome.refused[0].reason.startswith("it was not done when looked at ")
