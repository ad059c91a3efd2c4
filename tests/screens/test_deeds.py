"""What came of what was done, in a sentence."""

from __future__ import annotations

import pytest

from mltui.actions.action import Outcome, Refusal
from mltui.actions.sitting import Deed, Sitting, steps_back
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.screens.deeds import deed_lines, told, undoing
from mltui.series.moments import CLOCK, local


def done(
    sitting: Sitting,
    name: str,
    subjects: list[Subject],
    *,
    target: str = "",
    of: Deed | None = None,
) -> Deed:
    """Do something to all of these tasks, or take it back."""
    deed = sitting.begin(ACTIONS[Kind.TASK][name], subjects, "", 0.0, of, target)
    sitting.end(deed, Outcome(tuple(one.id for one in subjects), before=tuple(subjects)))
    return deed


RUN, OTHER = Subject("r", "run", "completed"), Subject("o", "other", "failed")


@pytest.mark.parametrize(
    ("name", "back", "sentence"),
    [
        ("tag", "tag", "“run” tagged as before."),
        ("rename", "rename", "“run” renamed as before."),
        ("comment", "comment", "“run” commented as before."),
        ("archive", "restore", "“run” restored."),
        ("move", "move back", "“run” moved back."),
    ],
)
def test_what_was_taken_back_is_told(name: str, back: str, sentence: str):
    sitting = Sitting()
    deed = done(sitting, name, [RUN], target="somehow")
    assert told(deed) == (f"“run” {deed.action.past} somehow.", "information")
    undone = done(sitting, back, [RUN], target="", of=deed)
    assert told(undone) == (sentence, "information")
    assert deed_lines(sitting.deeds)[0].endswith(f"undo: {sentence}")


def test_of_several_what_was_refused_is_named_one_by_one():
    sitting = Sitting()
    deed = sitting.begin(ACTIONS[Kind.TASK]["archive"], [RUN, OTHER], "", 0.0)
    assert told(deed) == ("Archiving…", "information")
    assert deed_lines(sitting.deeds)[1].strip() == "“run”, “other”"
    sitting.end(deed, Outcome(("r",), (Refusal("o", "meanwhile it is running"),)))
    assert told(deed) == ("1 task archived, 1 not.", "warning")
    (first, second, third) = deed_lines(sitting.deeds)
    assert first.endswith("1 task archived, 1 not.")
    assert second.strip() == "“run”"
    assert third.strip() == "“other”: meanwhile it is running"


def test_the_history_names_the_first_of_several_and_counts_the_rest():
    sitting = Sitting()
    done(sitting, "archive", [Subject(f"r{n}", f"run {n}", "completed") for n in range(13)])
    done(sitting, "archive", [RUN])
    one, many, names = deed_lines(sitting.deeds)
    assert one.endswith("“run” archived.")
    assert many.endswith("13 tasks archived.")
    assert names.strip() == "“run 0”, “run 1”, “run 2”, “run 3” and 9 more"


def test_what_was_done_late_is_told_with_when_that_was_seen():
    sitting = Sitting()
    tag, was = ACTIONS[Kind.TASK]["tag"], [RUN, OTHER]
    deed = sitting.begin(tag, was, "", 0.0)
    lost = tuple(Refusal(one.id, "it was not done", sent=True, fault="Lost.") for one in was)
    sitting.end(deed, Outcome(refused=lost, doubtful=(RUN, OTHER)))
    sitting.note_look(deed, was, was[:1], 60.0)
    first, late, other = deed_lines(sitting.deeds)
    assert first.endswith("1 task tagged, 1 not.")
    assert late.strip() == f"Tag “run”: done when looked at again {local(60.0, CLOCK)}."
    assert other.strip() == f"“other”: it was not done when looked at {local(60.0, CLOCK)}. Lost."


def test_what_was_refused_is_a_sentence_whatever_the_key_is_called():
    entry = Subject("r", "run", "queued", kind=Kind.ENTRY)
    said = []
    for name in ("earlier", "top", "to queue", "remove"):
        sitting = Sitting()
        deed = sitting.begin(ACTIONS[Kind.ENTRY][name], [entry], "", 0.0)
        sitting.end(deed, Outcome(refused=(Refusal("r", "why"),)))
        said.append(told(deed)[0])
    assert said == [
        *["Could not move “run”: why"] * 3,
        "Could not remove “run”: why",
    ]


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("earlier", "one place towards the front"),
        ("later", "one place towards the end"),
        ("top", "to the front"),
        ("bottom", "to the end"),
    ],
)
def test_of_a_waiting_task_that_was_moved_it_is_told_where_to(name: str, where: str):
    sitting = Sitting()
    entry = Subject("r", "run", "queued", kind=Kind.ENTRY)
    deed = sitting.begin(ACTIONS[Kind.ENTRY][name], [entry], "", 0.0)
    sitting.end(deed, Outcome(("r",), before=(entry,)))
    assert told(deed)[0] == f"“run” moved {where}."


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("archive", "", "Restore 2 tasks: “run”, “other”."),
        ("tag", "new", "Tag 2 tasks as before: “run”, “other”."),
    ],
)
def test_before_several_are_taken_back_they_are_named(name: str, text: str, said: str):
    sitting = Sitting()
    deed = sitting.begin(ACTIONS[Kind.TASK][name], [RUN, OTHER], text, 0.0)
    sitting.end(deed, Outcome(("r", "o"), before=(RUN, OTHER)))
    assert undoing(deed, steps_back(deed)) == said
