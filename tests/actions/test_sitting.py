"""What was done is taken back for those for whom it can be, and never stands in the way."""

from __future__ import annotations

from mltui.actions.action import Outcome, Refusal
from mltui.actions.sitting import Deed, Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS

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
