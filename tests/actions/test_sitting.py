"""What was done is taken back for those for whom it can be, and never stands in the way."""

from __future__ import annotations

from mltui.actions.action import Outcome, Refusal
from mltui.actions.sending import perform
from mltui.actions.sitting import MOST_DEEDS, Deed, Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from tests.actions.served import Served, no_pause, subjects_of

TASKS = [Subject(name, name, "completed") for name in ("one", "two", "three")]


def archived(sitting: Sitting, tasks: list[Subject]) -> Deed:
    deed = sitting.begin(ACTIONS[Kind.TASK]["archive"], tasks, "", 0.0)
    sitting.end(deed, Outcome(tuple(task.id for task in tasks), before=tuple(tasks)))
    return deed


def taken_back(sitting: Sitting, deed: Deed, outcome: Outcome) -> None:
    (step,) = steps_back(deed)
    sitting.end(sitting.begin(step.action, step.subjects, step.text, 1.0, deed), outcome)


def test_what_was_not_sent_can_be_taken_back_by_another_try():
    sitting = Sitting()
    deed = archived(sitting, TASKS)
    lost = Refusal("two", "nothing was sent", again=True)
    gone = Refusal("three", "it is gone", gone=True)
    taken_back(sitting, deed, Outcome(("one",), (lost, gone)))
    assert deed.undone == {"one"}
    assert sitting.last_undoable is deed
    (step,) = steps_back(deed)
    assert [subject.id for subject in step.subjects] == ["two"]
    taken_back(sitting, deed, Outcome(("two",)))
    assert sitting.last_undoable is None


def test_what_cannot_be_taken_back_any_more_leaves_the_way_to_what_was_done_before():
    sitting = Sitting()
    first, second = archived(sitting, TASKS[:1]), archived(sitting, TASKS[1:2])
    taken_back(sitting, second, Outcome((), (Refusal("two", "it is gone", gone=True),)))
    assert second.undone == set()
    assert sitting.last_undoable is first


def test_what_is_being_taken_back_is_not_taken_back_twice():
    sitting = Sitting()
    first, second = archived(sitting, TASKS[:1]), archived(sitting, TASKS[1:2])
    second.going_back = True
    assert sitting.last_undoable is first


async def test_what_the_server_fails_at_again_does_not_stand_in_the_way_of_older_deeds():
    served = Served()
    client, wire = served.connect()
    sitting = Sitting()
    archive = ACTIONS[Kind.TASK]["archive"]
    for name in ("older", "newer"):
        tasks = await subjects_of(client, Kind.TASK, served.task("completed", name))
        deed = sitting.begin(archive, tasks, "", 0.0)
        sitting.end(deed, await perform(archive, client, tasks, pause=no_pause))
    older, newer = sitting.deeds

    async def undone() -> Deed:
        deed = sitting.last_undoable
        assert deed is not None
        (step,) = steps_back(deed)
        back = await perform(step.action, client, step.subjects, step.text, pause=no_pause)
        sitting.end(sitting.begin(step.action, step.subjects, step.text, 1.0, deed), back)
        return deed

    wire.fault = "500 and not done"
    # Once may be chance.
    assert await undone() is newer
    wire.spoiled = 0
    assert await undone() is newer
    assert newer.undone == set()
    assert await undone() is older
    assert len(older.undone) == 1
    assert sitting.last_undoable is None


def test_what_never_reached_the_server_can_be_taken_back_as_often_as_it_takes():
    sitting = Sitting()
    archived(sitting, TASKS[:1])
    deed = archived(sitting, TASKS[1:2])
    for _ in range(3):
        taken_back(sitting, deed, Outcome((), (Refusal("two", "nothing was sent", again=True),)))
        assert sitting.last_undoable is deed


def test_what_is_under_way_is_known_by_its_id_until_it_ends():
    sitting = Sitting()
    deed = sitting.begin(ACTIONS[Kind.TASK]["archive"], TASKS, "", 0.0)
    assert sitting.busy == {"one": "archiving", "two": "archiving", "three": "archiving"}
    assert sitting.under_way == (deed,)
    assert not deed.undoable
    sitting.end(deed, Outcome(("one", "two", "three"), before=tuple(TASKS)))
    assert not sitting.busy
    assert not sitting.under_way


def test_the_history_keeps_the_newest_deeds_and_what_is_under_way():
    sitting = Sitting()
    archive = ACTIONS[Kind.TASK]["archive"]
    slow = sitting.begin(archive, [Subject("slow", "slow", "completed")], "", 0.0)
    deeds = [
        archived(sitting, [Subject(f"t{n}", f"run {n}", "completed")])
        for n in range(MOST_DEEDS + 1)
    ]
    # It is still waited for when the monitor is left.
    assert sitting.under_way == (slow,)
    assert len(sitting.deeds) == MOST_DEEDS
    assert sitting.deeds == [slow, *deeds[2:]]
    sitting.end(slow, Outcome(("slow",), before=slow.subjects))
    assert not sitting.busy
    assert sitting.last_undoable is deeds[-1]
    newest = archived(sitting, TASKS[:1])
    assert sitting.deeds == [*deeds[2:], newest]
