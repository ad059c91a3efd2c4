"""Many subjects are sent in pages: what stands in the way of a page is told of all it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from mltui.actions import sending
from mltui.actions.action import Action, Outcome
from mltui.actions.answers import all_changed
from mltui.actions.reading import READERS
from mltui.actions.sending import Progress, perform
from mltui.actions.subject import Kind, Subject
from mltui.actions.table import ACTIONS
from mltui.api.client import Client
from mltui.api.errors import Unreachable
from tests.actions.served import Served, no_pause

TASKS = [Subject(f"t{n}", f"run {n}", "completed") for n in range(7)]


@pytest.fixture(autouse=True)
def everything_is_as_it_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(_: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
        return {subject.id: subject for subject in subjects}

    monkeypatch.setitem(READERS, Kind.TASK, read)
    # Five are read at a time, and two of them sent.
    monkeypatch.setattr(sending, "READ_PAGE", 5)


def in_pages(call: object) -> Action:
    return replace(ACTIONS[Kind.TASK]["archive"], page=2, call=call)


async def archived(_: Client, subjects: Sequence[Subject], __: str) -> Outcome:
    return all_changed(subjects)


def names(outcome: Outcome) -> list[str]:
    return [refusal.id for refusal in outcome.refused]


async def test_all_are_sent_and_counted():
    client, _ = Served().connect()
    seen: list[int] = []
    progress = Progress()
    progress.changed = lambda: seen.append(progress.done)
    outcome = await perform(in_pages(archived), client, TASKS, progress=progress)
    assert outcome.changed == tuple(task.id for task in TASKS)
    assert (progress.done, progress.total) == (7, 7)
    assert list(dict.fromkeys(seen)) == [0, 2, 4, 5, 7]


async def test_what_was_not_sent_when_it_was_cancelled_is_told_of_all():
    client, _ = Served().connect()
    progress = Progress()

    async def first(_: Client, subjects: Sequence[Subject], __: str) -> Outcome:
        progress.cancelled = True
        return all_changed(subjects)

    outcome = await perform(in_pages(first), client, TASKS, progress=progress)
    assert outcome.changed == ("t0", "t1")
    assert names(outcome) == ["t2", "t3", "t4", "t5", "t6"]
    assert {one.reason for one in outcome.refused} == {"it was not sent: cancelled"}
    assert all(one.again for one in outcome.refused)


async def test_where_the_server_is_away_nothing_more_is_sent(monkeypatch: pytest.MonkeyPatch):
    client, _ = Served().connect()
    sent: list[str] = []

    async def gone(_: Client, __: Sequence[Subject]) -> dict[str, Subject]:
        raise Unreachable("It is away.")

    async def lost(_: Client, subjects: Sequence[Subject], __: str) -> Outcome:
        sent.extend(subject.id for subject in subjects)
        monkeypatch.setitem(READERS, Kind.TASK, gone)
        raise Unreachable("It is away.")

    outcome = await perform(in_pages(lost), client, TASKS, pause=no_pause)
    assert sent == ["t0", "t1"]
    assert names(outcome) == [task.id for task in TASKS]
    assert [one.unsure for one in outcome.refused] == [True] * 2 + [False] * 5
    assert outcome.refused[-1].reason == "it was not sent: the server is away"


async def test_of_whom_the_answer_is_silent_it_is_said():
    client, _ = Served().connect()

    async def one_of_two(_: Client, subjects: Sequence[Subject], __: str) -> Outcome:
        return all_changed(subjects[:1])

    outcome = await perform(in_pages(one_of_two), client, TASKS[:2])
    assert outcome.changed == ("t0",)
    assert [one.id for one in outcome.before] == ["t0"]
    assert [one.reason for one in outcome.refused] == ["the server did not say what became of it"]


async def test_a_server_that_is_away_for_a_moment_is_asked_again_what_became_of_it(
    monkeypatch: pytest.MonkeyPatch,
):
    client, _ = Served().connect()
    waits: list[float] = []

    async def pause(wait_s: float) -> None:
        waits.append(wait_s)

    async def soon(_: Client, subjects: Sequence[Subject]) -> dict[str, Subject]:
        if len(waits) < 2:
            raise Unreachable("It is away.")
        return {subject.id: replace(subject, archived=subject.id == "t0") for subject in subjects}

    async def lost(_: Client, __: Sequence[Subject], ___: str) -> Outcome:
        monkeypatch.setitem(READERS, Kind.TASK, soon)
        raise Unreachable("It is away.")

    outcome = await perform(in_pages(lost), client, TASKS[:2], pause=pause)
    assert len(waits) == 2
    assert outcome.changed == ("t0",)
    assert names(outcome) == ["t1"]
