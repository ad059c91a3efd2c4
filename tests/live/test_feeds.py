from __future__ import annotations

import pytest

from mltui.api.errors import Unreachable
from mltui.live.feed import Feed
from mltui.live.feeds import Feeds
from mltui.live.freshness import Freshness, combine
from tests.support.timing import FakeTiming, settle


class Log:
    def __init__(self, timing: FakeTiming) -> None:
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.timing = timing

    def feed(self, name: str) -> Feed[str]:
        async def ask() -> str:
            self.asked.append(name)
            if name in self.broken:
                raise Unreachable("No answer.")
            return name

        return Feed(name, ask, 5.0, lambda *_: None, lambda *_: None, timing=self.timing)


@pytest.fixture
async def feeds() -> Feeds:
    made = Feeds()
    yield made
    await made.close()


@pytest.fixture
def log() -> Log:
    return Log(FakeTiming())


async def test_feeds_rest_until_the_view_is_watched(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    await settle()
    assert log.asked == []
    feeds.resume()
    await settle()
    assert log.asked == ["a"]


async def test_a_feed_added_while_watched_starts_at_once(feeds: Feeds, log: Log):
    feeds.resume()
    feeds.add(log.feed("a"))
    await settle()
    assert log.asked == ["a"]


async def test_nothing_hidden_is_asked(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    feeds.add(log.feed("b"))
    feeds.resume()
    await settle()
    feeds.rest()
    await log.timing.advance(3600)
    assert log.asked == ["a", "b"]


async def test_what_a_hidden_tab_shows_is_not_asked(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    feeds.add(log.feed("b"))
    feeds.resume(lambda name: name == "b")
    await settle()
    assert log.asked == ["b"]


async def test_only_failing_feeds_are_asked_when_the_server_is_back(feeds: Feeds, log: Log):
    log.broken = {"a"}
    feeds.add(log.feed("a"))
    feeds.add(log.feed("b"))
    feeds.resume()
    await settle()
    log.asked.clear()
    feeds.ask_failing_now()
    await settle()
    assert log.asked == ["a"]


async def test_a_removed_feed_is_closed(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    feeds.resume()
    await settle()
    await feeds.remove("a")
    await feeds.remove("never there")
    await log.timing.advance(60)
    assert log.asked == ["a"]
    assert len(feeds) == 0


def test_two_feeds_of_one_name_are_a_mistake(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    with pytest.raises(ValueError, match="'a'"):
        feeds.add(log.feed("a"))


def test_a_view_is_as_fresh_as_its_worst_feed():
    good = Freshness(answered_at=100.0, latency_s=0.1)
    bad = Freshness(answered_at=50.0, latency_s=0.5, failures=2, error="No answer.")
    both = combine([good, bad])
    assert both.offline
    assert both.answered_at == 50.0
    assert both.latency_s == 0.5
    assert both.error == "No answer."


def test_a_refusal_is_less_bad_than_an_absent_server():
    refused = Freshness(failures=3, error="You may not.", refused=True)
    offline = Freshness(failures=1, error="No answer.")
    assert combine([refused, offline]).error == "No answer."


def test_what_is_shown_is_as_old_as_the_oldest_answer_though_one_question_never_had_any():
    never = Freshness(failures=2, error="No answer.")
    older, newer = Freshness(answered_at=60.0, failures=2), Freshness(answered_at=90.0)
    both = combine([newer, never, older])
    assert both.offline
    assert both.age_s(100.0) == 40.0


def test_a_view_without_feeds_has_no_age():
    assert combine([]) == Freshness()


async def test_a_feed_that_never_asked_does_not_make_a_resting_view_unknown(feeds: Feeds, log: Log):
    feeds.add(log.feed("a"))
    feeds.add(log.feed("b"))
    assert not feeds.answered
    feeds.resume(lambda name: name == "a")
    await settle()
    feeds.rest()
    assert feeds.answered
    assert feeds.freshness.answered_at is not None
