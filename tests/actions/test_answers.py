from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.actions.action import Action
from mltui.actions.answers import read_tags, tags_back, written_tag
from mltui.actions.foresight import lost_with_tasks
from mltui.actions.plan import plan
from mltui.actions.sending import perform
from mltui.actions.subject import Kind, Subject, called
from mltui.actions.table import ACTIONS
from tests.actions.served import Served, subjects_of


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
    text = plan(ACTIONS[Kind.TASK]["delete"], [*drafts, Subject("r", name, "in_progress")]).text()
    first, last = text.splitlines()[0], text.splitlines()[-1]
    assert first == "Delete 3 of 4 tasks: “draft 0”, “draft 1”, “draft 2”."
    assert last.startswith("Left alone: “long ")
    assert last.endswith("seed 7”, it is running.")
    assert len(last) < 80
    assert called("short") == "“short”"


@pytest.mark.parametrize(
    ("kind", "name", "lost"),
    [
        (Kind.TASK, "delete", "their scalars"),
        (Kind.TASK, "reset", "their scalars"),
        (Kind.TASK, "stop", "what the runs have not reported or saved is lost."),
        (Kind.QUEUE, "clear", "the order in which their tasks wait is lost."),
        (Kind.QUEUE, "delete", "the queues and the order of their tasks are gone."),
        (Kind.MODEL, "delete", "the models’ entries are gone for good."),
    ],
)
def test_a_plan_for_several_speaks_of_several(kind: Kind, name: str, lost: str):
    statuses = {"delete": "created", "reset": "failed", "stop": "in_progress"}
    subjects = [
        Subject(f"s{n}", f"one {n}", statuses.get(name, ""), kind=kind, waiting=2) for n in range(2)
    ]
    of_one, of_several = (plan(ACTIONS[kind][name], subjects[: n + 1]).text() for n in range(2))
    assert lost not in of_one
    assert f"This can’t be undone: {lost}" in of_several


def test_what_cannot_be_undone_is_said_before_a_list_that_may_be_long():
    queues = [Subject(f"q{n}", f"queue {n}", kind=Kind.QUEUE) for n in range(20)]
    waiting = [f"“queue {n}” is empty." for n in range(20)]
    said = plan(ACTIONS[Kind.QUEUE]["delete"], queues).with_foreseen(waiting).text().splitlines()
    assert said[1].startswith("This can’t be undone: ")
    assert said[2:] == waiting


async def test_what_goes_with_several_tasks_is_said_of_several():
    served = Served()
    tasks = [served.task("completed", f"run {n}", archived=True) for n in range(2)]
    for task in tasks:
        names = ["weights"] if task == tasks[0] else ["best", "weights"]
        artifacts = [{"key": name, "type": "custom", "mode": "output"} for name in names]
        served.store.tasks.update(task, {"execution": {"artifacts": artifacts}})
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    assert list(await lost_with_tasks(client, subjects[:1], "")) == [
        "1 artifact (“weights”) goes with it."
    ]
    assert list(await lost_with_tasks(client, subjects, "")) == [
        "3 artifacts (“weights” 2 times, “best”) go with them."
    ]
    await client.close()


async def test_models_that_are_published_do_not_go_with_their_task():
    served = Served()
    task = served.task("completed", archived=True)
    made = {
        name: served.call("models.create", uri=f"file:///{name}", name=name, task=task, ready=ready)
        for name, ready in (("draft", False), ("final", True))
    }
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, task)
    assert list(await lost_with_tasks(client, subjects, "")) == [
        "1 model (“draft”) goes with it.",
        "1 published model stays.",
    ]
    text = plan(ACTIONS[Kind.TASK]["delete"], subjects).text()
    assert "artifacts and unpublished models are gone for good; so are the files, if" in text
    await perform(ACTIONS[Kind.TASK]["delete"], client, subjects)
    left = served.call("models.get_all")["models"]
    assert [model["id"] for model in left] == [made["final"]["id"]]


@pytest.mark.parametrize("name", ["clear", "delete"])
async def test_what_waits_in_a_queue_is_named_before_it_is_cleared_or_deleted(name: str):
    served = Served()
    queues = [served.queue(one) for one in ("gpu", "idle")]
    served.fill(queues[0], 6)
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.QUEUE, *queues)
    foresee = ACTIONS[Kind.QUEUE][name].foresee
    assert foresee is not None
    assert list(await foresee(client, subjects, "")) == [
        "6 tasks (“waiting 0”, “waiting 1”, “waiting 2”, “waiting 3” and 2 more) wait in “gpu”"
        " and will not run.",
        "“idle” is empty.",
    ]
    await client.close()


@pytest.mark.parametrize(("count", "typed"), [(10, False), (11, True)])
def test_the_number_is_typed_for_more_than_ten(count: int, typed: bool):
    drafts = [Subject(f"d{n}", f"draft {n}", "created") for n in range(count)]
    assert plan(ACTIONS[Kind.TASK]["delete"], drafts).typed == typed
    assert not plan(ACTIONS[Kind.TASK]["archive"], drafts).typed


def test_what_else_would_happen_is_agreed_to_also_for_one():
    intent = plan(ACTIONS[Kind.TASK]["enqueue"], [Subject("d", "draft", "created")])
    assert not intent.asks
    assert intent.with_foreseen(["No worker serves it."]).asks


async def test_running_children_stop_with_a_task():
    served = Served()
    task = served.task("in_progress", "parent")
    statuses = ("in_progress", "queued", "completed")
    children = [served.task(status, status, parent=task) for status in statuses]
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, task)
    stop = ACTIONS[Kind.TASK]["stop with children"]
    assert stop.foresee is not None
    foreseen = await stop.foresee(client, subjects, "")
    intent = plan(stop, subjects).with_foreseen(foreseen)
    assert intent.title == "Stop 1 task?"
    assert intent.text().startswith("Stop “parent”.\n")
    assert intent.text().endswith("\n2 tasks made from it stop too.")
    others = await subjects_of(client, Kind.TASK, *children)
    assert list(await stop.foresee(client, others, "")) == [
        "None of the tasks made from them is running or queued."
    ]
    await perform(stop, client, subjects)
    now = await subjects_of(client, Kind.TASK, task, *children)
    assert [one.status for one in now] == ["stopped", "stopped", "stopped", "completed"]


async def test_each_is_enqueued_again_to_the_queue_that_it_was_in():
    served = Served()
    queues = [served.queue(name) for name in ("first", "second")]
    tasks = [served.task("failed", queue=queue) for queue in queues]
    never = served.task("failed")
    served.store.tasks.update(never, {"execution.queue": ""})
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks, never)
    outcome = await perform(ACTIONS[Kind.TASK]["retry"], client, subjects)
    assert set(outcome.changed) == set(tasks)
    assert outcome.refused[0].reason == "it was in no queue yet: enqueue it"
    now = await subjects_of(client, Kind.TASK, *tasks)
    assert [(one.status, one.queue) for one in now] == [("queued", queue) for queue in queues]


@pytest.mark.parametrize(
    ("statuses", "reason"),
    [
        ((), "nothing is chosen."),
        (("in_progress",), "it is running."),
        (("in_progress", "in_progress"), "each is running."),
        (("in_progress", "queued"), "“run 0”, it is running. “run 1”, it is queued."),
    ],
)
def test_it_is_said_why_nothing_would_change(statuses: tuple[str, ...], reason: str):
    runs = [Subject(f"r{n}", f"run {n}", status) for n, status in enumerate(statuses)]
    assert plan(ACTIONS[Kind.TASK]["enqueue"], runs).why_nothing() == reason


def test_a_plan_says_once_why_several_are_left_alone():
    draft = Subject("d", "draft", "created")
    running = [Subject(f"r{n}", f"run {n}", "in_progress") for n in range(7)]
    ended = [Subject(f"e{n}", f"end {n}", "completed") for n in range(2)]
    together = [running[0], *ended, draft, *running[1:]]
    text = plan(ACTIONS[Kind.TASK]["delete"], together, {"d": "archiving"}).text().splitlines()
    assert text == [
        "Delete: nothing would change.",
        "Left alone: “run 0”, “run 1”, “run 2”, “run 3” and 3 more: each is running.",
        "Left alone: “end 0”, “end 1”: each is not archived: archive it first.",
        "Left alone: “draft”, archiving is under way.",
    ]
