from __future__ import annotations

from typing import cast

import pytest

from mltui.api.client import Client
from mltui.live import console
from mltui.live.console import ConsoleQuestion
from mltui.server.demo import Demo
from tests.support.lab import Wire, client_of
from tests.support.small import Served


class Log:
    """A task that writes, and somebody who follows."""

    def __init__(self) -> None:
        self.served = Served()
        self.wire = Wire(cast("Demo", self.served))
        self.client: Client = client_of(cast("Demo", self.served), self.wire)
        self.task = self.served.call("tasks.create", name="run", type="training")["id"]
        self.question = ConsoleQuestion(self.task)

    def write(self, *lines: tuple[int, str], worker: str = "rank 0") -> None:
        for timestamp, text in lines:
            self.served.call(
                "events.add",
                type="log",
                task=self.task,
                worker=worker,
                msg=text,
                timestamp=1_700_000_000_000 + timestamp,
            )

    async def look(self) -> list[str]:
        return [message.text for message in (await self.question(self.client)).messages]

    @property
    def asked(self) -> int:
        return self.wire.asked["events.get_task_log"]


async def test_what_came_since_is_asked_for_once():
    log = Log()
    log.write((1000, "a"), (2000, "b"))
    assert await log.look() == ["a", "b"]
    log.write((3000, "c"))
    before = log.asked
    assert await log.look() == ["c"]
    assert await log.look() == []
    assert log.asked == before + 2


async def test_lines_of_another_process_that_come_late_or_at_the_same_moment_are_found():
    log = Log()
    log.write((1000, "a"), (2000, "b"))
    await log.look()
    log.write((1990, "late"), (2000, "same"), (2001, "new"), worker="rank 1")
    answer = await log.question(log.client)
    assert [message.text for message in answer.messages] == ["late", "same", "new"]
    assert {message.text for message in answer.late} == {"late", "same"}
    assert await log.look() == []


async def test_equal_lines_are_as_many_as_were_written():
    log = Log()
    log.write((1000, "tick"), (1000, "tick"))
    assert await log.look() == ["tick", "tick"]
    log.write((1000, "tick"))
    assert await log.look() == ["tick"]
    assert await log.look() == []


async def test_more_lines_of_one_moment_than_fit_an_answer_are_all_there(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(console, "NEXT_BATCH", 3)
    log = Log()
    log.write((1000, "a"))
    await log.look()
    lines = [(2000, "b"), (2001, "c"), (2001, "d"), (2001, "e"), (2002, "f")]
    log.write(*lines)
    assert await log.look() == [text for _, text in lines]
    assert await log.look() == []


async def test_a_log_that_grew_by_more_than_one_waits_for_begins_anew_with_its_newest_lines(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(console, "FIRST_BATCH", 2)
    monkeypatch.setattr(console, "NEXT_BATCH", 3)
    monkeypatch.setattr(console, "MOST_NEW", 6)
    log = Log()
    log.write((1000, "a"))
    await log.look()
    before = log.asked
    log.write(*((2000 + number, str(number)) for number in range(40)))
    answer = await log.question(log.client)
    assert [message.text for message in answer.messages] == ["38", "39"]
    assert (answer.fresh, answer.skips, answer.earlier) == (True, 38, True)
    assert log.asked == before + 3
    log.write((3000, "new"))
    assert await log.look() == ["new"]


async def test_of_a_log_too_long_to_be_counted_late_lines_are_looked_for_while_it_grows(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(console, "MOST_COUNTED", 2)
    log = Log()
    log.write((1000, "a"), (2000, "b"), (3000, "c"))
    await log.look()
    log.write((4000, "d"))
    assert await log.look() == ["d"]
    log.write((3500, "late"))
    assert await log.look() == ["late"]
    assert await log.look() == []


async def test_a_search_of_the_whole_log_knows_all_hits_or_that_there_are_more(
    monkeypatch: pytest.MonkeyPatch,
):
    log = Log()
    log.write((1000, "loss 1\nloss 2"), (2000, "eval"), (3000, "loss 3"), (4000, "loss 4"))
    reached = []

    def count(text: str) -> int:
        return text.count("loss")

    def note(time: float, lines: int) -> None:
        reached.append((time - 1_700_000_000_000, lines))

    hits = await console.search_whole(log.client, log.task, count, note)
    assert [time - 1_700_000_000_000 for time in hits.times] == [1000, 3000, 4000]
    assert (hits.lines, hits.whole, reached) == (4, True, [(4000, 4)])
    assert hits.first_after(hits.times[1]) == hits.times[2]
    assert hits.last_before(hits.times[1]) == hits.times[0]
    assert hits.last_before(hits.times[0]) is hits.first_after(hits.times[2]) is None
    monkeypatch.setattr(console, "MOST_HITS", 1)
    monkeypatch.setattr(console, "WHOLE_BATCH", 2)
    hits = await console.search_whole(log.client, log.task, count, note)
    assert (hits.lines, hits.whole) == (2, False)
