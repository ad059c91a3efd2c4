from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.actions.action import Action
from mltui.actions.answers import read_tags, tags_back, written_tag
from mltui.actions.plan import plan
from mltui.actions.subject import Kind, Subject, called
from mltui.actions.table import ACTIONS


@pytest.mark.parametrize(
    ("typed", "added", "removed"),
    [
        ("new -old", ["new"], ["old"]),
        ("+new new", ["new"], []),
        ('"two words" -"old one"', ["two words"], ["old one"]),
        ('"-odd"', ["-odd"], []),
        ('- + "" -""', [], []),
        ('"half open', ["half", "open"], []),
        ('a"b -c"d', ['a"b'], ['c"d']),
        (r'"a \"b\"" -"\"c"', ['a "b"'], ['"c']),
        ("--x", [], ["-x"]),
    ],
)
def test_tags_are_read_as_they_are_typed(typed: str, added: list[str], removed: list[str]):
    assert read_tags(typed) == (added, removed)


@given(st.sets(st.text(min_size=1).filter(str.strip)))
def test_a_tag_that_is_written_is_read_again(tags: set[str]):
    kept = {tag.strip() for tag in tags}
    assert set(read_tags(" ".join(map(written_tag, kept)))[0]) == kept
    assert set(read_tags(" ".join(f"-{written_tag(tag)}" for tag in kept))[1]) == kept


def test_tags_with_blanks_come_back():
    before = Subject("t", "run", tags=("two words", "here"))
    back = tags_back(before, '"brand new" here -"two words" -never')
    assert read_tags(back) == (["two words"], ["brand new"])


def test_tags_with_quotes_come_back():
    before = Subject("t", "run", tags=('in"side', '"', "-x"))
    assert read_tags(tags_back(before, '-in"side -"\\"" --x "\\"new\\""')) == (
        ['in"side', '"', "-x"],
        ['"new"'],
    )


def test_a_plan_of_nothing_says_so():
    text = plan(ACTIONS[Kind.TASK]["delete"], [Subject("r", "run", "in_progress")]).text()
    assert text == "Delete: nothing would change.\nLeft alone: “run”, it is running."


@pytest.mark.parametrize(
    "action", [action for of in ACTIONS.values() for action in of.values() if action.destroys]
)
def test_what_an_action_loses_is_a_sentence(action: Action):
    assert re.search(r" (is|are|stays|appears) ", f"{action.loses} ")


def test_stopping_says_what_is_lost():
    text = plan(ACTIONS[Kind.TASK]["stop"], [Subject("r", "run", "in_progress")]).text()
    assert text.endswith("This can’t be undone: what the run has not reported or saved is lost.")


def test_a_plan_says_how_many_of_how_many_and_keeps_long_names_short():
    name = f"{'long ' * 40}seed 7"
    drafts = [Subject(f"d{n}", f"draft {n}", "created") for n in range(3)]
    running = [Subject(f"r{n}", name, "in_progress") for n in range(7)]
    text = plan(ACTIONS[Kind.TASK]["delete"], [*drafts, *running]).text().splitlines()
    assert text[0] == "Delete 3 of 10 tasks: “draft 0”, “draft 1”, “draft 2”."
    left = [line for line in text if line.startswith("Left alone")]
    assert all(len(line) < 80 for line in left)
    assert "seed 7”, it is running." in left[0]
    assert left[-1] == "Left alone: 2 tasks more, it is running."
    assert called("short") == "“short”"
