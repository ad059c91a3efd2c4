from __future__ import annotations

import asyncio

import pytest

from mltui.api.errors import (
    ApiError,
    AskedTooOften,
    NoPermission,
    NotSupported,
    Unreachable,
)
from mltui.api.left_alone import LeftAlone
from mltui.live.feed import Feed
from mltui.live.freshness import Freshness
from tests.support.timing import FakeTiming, settle


class Server:
    """Counts questions; answers, fails or waits as told."""

    def __init__(self) -> None:
        self.asked = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.left_alone: LeftAlone | None = None
        self.answered = asyncio.Event()

    async def ask(self) -> int:
        if self.left_alone is not None:
            self.left_alone.check()
        self.asked += 1
        number = self.asked
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.error is not None:
                raise self.error
            return number
        finally:
            self.in_flight -= 1
            self.answered.set()


class Watcher:
    def __init__(self) -> None:
        self.answers: list[int] = []
        self.errors: list[ApiError] = []
        self.freshness = Freshness()

    def deliver(self, answer: int, freshness: Freshness) -> None:
        self.answers.append(answer)
        self.freshness = freshness

    def fail(self, error: ApiError, freshness: Freshness) -> None:
        self.errors.append(error)
        self.freshness = freshness


Made = tuple[Feed[int], Server, Watcher, FakeTiming]


@pytest.fixture
async def made() -> Made:
    server, watcher, timing = Server(), Watcher(), FakeTiming()
    feed = Feed("test", server.ask, 5.0, watcher.deliver, watcher.fail, timing=timing)
    yield feed, server, watcher, timing
    await feed.close()


async def test_a_feed_asks_at_once_and_then_at_its_pace(made: Made):
    feed, server, watcher, timing = made
    feed.start()
    await settle()
    assert watcher.answers == [1]
    await timing.advance(4.9)
    assert server.asked == 1
    await timing.advance(0.2)
    assert watcher.answers == [1, 2]


async def test_an_answer_tells_when_it_was_given_and_how_long_it_took(made: Made):
    feed, server, watcher, timing = made
    server.gate = asyncio.Event()
    feed.start()
    await timing.advance(2.0)
    server.gate.set()
    await settle()
    assert watcher.freshness == Freshness(answered_at=timing.now(), latency_s=2.0)
    assert timing.waits == [18.0], "the next question waits nine times as long as this one took"


async def test_a_server_that_wishes_to_be_left_alone_is_left_alone(made: Made):
    feed, server, watcher, timing = made
    server.error = AskedTooOften("too many requests", status=429)
    server.error.wait_s = 60.0
    feed.start()
    await timing.advance(59.0)
    assert server.asked == 1
    server.error = None
    await timing.advance(2.0)
    assert watcher.answers == [2]


async def test_the_first_question_and_what_a_person_asks_for_are_not_asked_by_itself(made: Made):
    feed, server, watcher, timing = made
    server.left_alone = LeftAlone(timing.elapsed)
    wish = AskedTooOften("too many requests", status=429)
    wish.wait_s = 600.0
    server.left_alone.note(wish)
    feed.start()
    await settle()
    assert watcher.answers == [1]
    await timing.advance(6.0)
    assert (len(watcher.errors), watcher.freshness.error) == (1, "too many requests")
    feed.ask_now()
    await settle()
    assert watcher.answers == [1, 2]
    feed.ask_next()
    feed.ask_now(wanted=False)
    await settle()
    assert (watcher.answers, len(watcher.errors)) == ([1, 2], 2)
    await timing.advance(580.0)
    assert len(watcher.errors) == 2
    await timing.advance(30.0)
    assert watcher.answers[:3] == [1, 2, 3]


async def test_never_two_requests_are_in_flight(made: Made):
    feed, server, _, timing = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    feed.ask_now()
    feed.ask_next()
    feed.ask_anew()
    feed.rest()
    feed.resume()
    await timing.advance(60.0)
    assert server.most_in_flight == 1


async def test_a_resting_feed_asks_nothing(made: Made):
    feed, server, _, timing = made
    feed.start()
    await settle()
    feed.rest()
    await timing.advance(3600.0)
    assert feed.resting
    assert server.asked == 1


async def test_a_resumed_feed_asks_at_once_if_it_was_due(made: Made):
    feed, server, _, timing = made
    feed.start()
    await settle()
    feed.rest()
    await timing.advance(60.0)
    feed.resume()
    await settle()
    assert server.asked == 2


async def test_a_feed_resumed_early_waits_out_its_pace(made: Made):
    feed, server, _, timing = made
    feed.start()
    await settle()
    feed.rest()
    await timing.advance(2.0)
    feed.resume()
    await timing.advance(2.9)
    assert server.asked == 1
    await timing.advance(0.2)
    assert server.asked == 2


async def test_asking_now_does_not_wait(made: Made):
    feed, server, _, _ = made
    feed.start()
    await settle()
    feed.ask_now()
    await settle()
    assert server.asked == 2


async def test_asking_now_during_a_request_counts_as_that_request(made: Made):
    feed, server, _, _ = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    feed.ask_now()
    server.gate.set()
    await settle()
    assert server.asked == 1


async def test_asking_next_during_a_request_asks_again_right_after_it(made: Made):
    feed, server, watcher, _ = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    feed.ask_next()
    server.gate.set()
    await settle()
    assert watcher.answers == [1, 2]


async def test_asking_anew_gives_up_the_answer_under_way(made: Made):
    feed, server, watcher, _ = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    feed.ask_anew()
    await settle()
    server.gate.set()
    await settle()
    assert watcher.answers == [2]


async def test_asking_anew_at_the_moment_of_the_answer_asks_again_at_once(made: Made):
    feed, server, watcher, _ = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    server.gate.set()
    await server.answered.wait()
    assert feed.asking, "the feed has not taken the answer yet"
    feed.ask_anew()
    await settle()
    assert watcher.answers == [1, 2]


async def test_a_failing_feed_backs_off_and_recovers(made: Made):
    feed, server, watcher, timing = made
    server.error = Unreachable("The server does not answer.")
    feed.start()
    await timing.advance(20.0)
    assert timing.waits[:5] == [0.5, 1.0, 2.0, 4.0, 7.5]
    assert watcher.freshness.offline
    assert watcher.freshness.error == "The server does not answer."
    server.error = None
    await timing.advance(7.5)
    assert watcher.answers
    assert watcher.freshness.failures == 0


async def test_the_last_good_answers_time_survives_failures(made: Made):
    feed, server, watcher, timing = made
    feed.start()
    await settle()
    answered_at = timing.now()
    server.error = Unreachable("The server does not answer.")
    await timing.advance(60.0)
    assert watcher.freshness.answered_at == answered_at
    assert watcher.freshness.age_s(timing.now()) == 60.0


async def test_a_refusal_is_not_repeated_in_haste(made: Made):
    feed, server, watcher, timing = made
    server.error = NoPermission("You may not see this.")
    feed.start()
    await timing.advance(59.0)
    assert server.asked == 1
    assert watcher.freshness.refused
    assert not watcher.freshness.offline
    assert not watcher.freshness.unsupported


async def test_what_a_server_does_not_have_is_told_from_what_it_refuses(made: Made):
    feed, server, watcher, _ = made
    server.error = NotSupported("Not on this server.")
    feed.start()
    await settle()
    assert watcher.freshness.unsupported
    server.error = None
    feed.ask_now()
    await settle()
    assert not watcher.freshness.unsupported


async def test_a_fault_of_our_own_is_reported_and_the_feed_lives_on(made: Made):
    feed, server, watcher, timing = made
    server.error = KeyError("a bug")
    feed.start()
    await settle()
    assert "KeyError" in watcher.errors[0].sentence
    server.error = None
    await timing.advance(61.0)
    assert watcher.answers


async def test_closing_cancels_the_request_in_flight(made: Made):
    feed, server, watcher, _ = made
    server.gate = asyncio.Event()
    feed.start()
    await settle()
    await feed.close()
    assert server.in_flight == 0
    assert not watcher.answers
    left = [task for task in asyncio.all_tasks() if task.get_name() == "feed test"]
    assert not left


async def test_closing_cancels_a_waiting_feed(made: Made):
    feed, server, _, timing = made
    feed.start()
    await settle()
    await feed.close()
    await timing.advance(60.0)
    assert server.asked == 1


async def test_a_kept_answers_age_is_known_before_the_first_question(made: Made):
    feed, _, watcher, timing = made
    feed.remember(timing.now() - 3600)
    assert feed.freshness.remembered
    assert feed.freshness.stale
    feed.start()
    await settle()
    assert not watcher.freshness.stale
