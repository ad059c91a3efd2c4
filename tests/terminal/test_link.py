from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from mltui.terminal import drawing as drawing_module
from mltui.terminal.drawing import Drawing
from mltui.terminal.link import LONGEST_PAUSE_S, QUESTION, Holding, Link


def asked(link: Link, now: float, takes: float) -> None:
    """A frame with a question, answered so many seconds later."""
    link.sent(500, now)
    assert link.question(now) == QUESTION
    assert link.answered(now + takes)


def test_a_terminal_next_door_is_asked_once():
    link = Link()
    asked(link, 0.0, 0.002)
    assert link.round_trip_s == 0.002
    assert not link.is_far
    assert link.question(1.0) == ""
    assert link.hold(1.0, 0) == 0.0


def test_a_far_terminal_gets_fewer_frames():
    link = Link()
    asked(link, 0.0, 0.2)
    assert link.is_far
    link.sent(100, 10.0)
    link.sent(100, 10.001)
    assert link.hold(10.02, 0) == pytest.approx(0.081)
    assert link.hold(10.2, 0) == 0.0


def test_what_a_key_brings_behind_its_frame_does_not_wait_for_the_next():
    link = Link()
    asked(link, 0.0, 0.2)
    link.sent(1500, 10.0)
    assert link.hold(10.001, 0) == 0.0, "the title changes with the plot"
    link.sent(70, 10.001)
    assert link.hold(10.002, 0) > 0.0


def test_what_changes_all_the_time_gets_one_frame_in_each_pause():
    link = Link()
    asked(link, 0.0, 0.2)
    sent, now = [], 10.0
    while now < 12.0:
        if link.hold(now, 0) == 0.0:
            link.sent(100, now)
            sent.append(now)
        now += 0.01
    assert len(sent) == pytest.approx(2.0 / link.pause_s + 1, abs=1)


def test_the_first_frame_after_a_rest_never_waits():
    link = Link()
    asked(link, 0.0, 3.0)
    assert link.pause_s == LONGEST_PAUSE_S
    assert link.hold(20.0, 0) == 0.0


def test_what_is_on_its_way_unanswered_is_bounded():
    link = Link()
    asked(link, 0.0, 0.1)
    link.sent(20_000, 1.0)
    assert link.question(1.0) == QUESTION
    assert link.hold(1.5, 0) is Holding.ANSWER
    assert link.answered(2.0)
    assert link.hold(2.0, 0) == 0.0


def test_throughput_shows_in_what_an_answer_takes_longer():
    link = Link()
    asked(link, 0.0, 0.1)
    link.sent(50_000, 1.0)
    assert link.question(1.0) == QUESTION
    assert link.answered(2.1)
    assert link.bytes_a_second is not None
    assert 40_000 < link.bytes_a_second < 60_000


def test_a_link_that_was_slow_once_is_seen_to_be_fast_again():
    link = Link()
    asked(link, 0.0, 0.1)
    for now, takes in ((1.0, 2.1), (10.0, 0.1)):
        link.sent(50_000, now)
        assert link.question(now) == QUESTION
        assert link.answered(now + takes)
    link.sent(40_000, 20.0)
    assert link.question(20.0) == QUESTION
    assert link.hold(22.0, 0) == 0.0


def picture_sent(size: int, carries: float) -> tuple[float, float]:
    """A picture in pieces over a link of 100 ms that carries so many bytes a second.

    Returns how long it takes, and how long an answer took at most, seconds.
    """
    link, piece = Link(), 4096
    asked(link, 0.0, 0.1)
    now, free_at, asked_at, slowest = 1.0, 0.0, None, 0.0
    answer_at = float("inf")
    while size > 0 or asked_at is not None:
        if size > 0 and not isinstance(link.hold(now, 0), Holding):
            link.carried(piece)
            size -= piece
            free_at = max(free_at, now) + piece / carries
            if link.question(now):
                asked_at, answer_at = now, free_at + 0.1
            continue
        assert asked_at is not None
        now = answer_at
        slowest = max(slowest, now - asked_at)
        asked_at = None
        assert link.answered(now)
    return now - 1.0, slowest


def test_a_picture_over_a_far_and_fast_link_does_not_crawl():
    took, slowest = picture_sent(1_000_000, carries=50e6)
    assert took < 3.0
    assert slowest < 0.15


@pytest.mark.parametrize("carries", [20_000.0, 100_000.0, 1e6])
def test_a_slow_link_is_found_out_and_a_key_never_waits_for_long(carries):
    took, slowest = picture_sent(1_000_000, carries)
    assert took < 1.5 * 1_000_000 / carries + 1.5
    assert slowest < 1.0


def test_a_terminal_that_never_answers_is_not_waited_for():
    link = Link()
    link.sent(100_000, 0.0)
    assert link.question(0.0) == QUESTION
    assert link.hold(1.0, 0) == 0.0
    assert link.hold(10.0, 0) == 0.0
    assert link.question(10.0) == ""


def test_an_answer_may_come_at_the_very_moment_it_is_given_up():
    """Answers are noted in the reading thread."""

    class Raced(Link):
        @property
        def _asked_at(self) -> float | None:
            value, self._value = self._value, None
            return value

        @_asked_at.setter
        def _asked_at(self, value: float | None) -> None:
            self._value = value

    link = Raced()
    assert link.question(0.0) == QUESTION
    assert link.answered(0.1)
    assert link.round_trip_s == 0.1


def test_an_answer_nobody_asked_for_is_a_key():
    assert not Link().answered(1.0)


def test_a_terminal_that_takes_nothing_holds_everything_back():
    assert Link().hold(0.0, 1) is Holding.TERMINAL


class Behind:
    """A shadow that has something to send."""

    is_behind = True

    def __init__(self, frame: str) -> None:
        self._frame = frame

    def difference(self) -> str:
        self.is_behind = False
        return self._frame


def test_a_frame_counts_as_arrived_with_the_answer_to_the_question_behind_it(monkeypatch):
    now = 0.0
    monkeypatch.setattr(drawing_module, "time", SimpleNamespace(monotonic=lambda: now))
    sent: list[str] = []
    drawing = Drawing(sent.append)
    for now, frame, takes in ((0.0, "near", 0.1), (1.0, "é" * 50_000, 2.1)):
        drawing.shadow = Behind(frame)
        drawing.go_on()
        assert sent.pop() == frame + QUESTION
        assert drawing.link.answered(now + takes)
    # Two bytes each.
    assert drawing.link.bytes_a_second == pytest.approx(50_000)


def test_held_back_updates_are_sent_as_one():
    sent: list[str] = []
    waiting = 1
    drawing = Drawing(sent.append, lambda: waiting)
    drawing.shadow = Behind("frame")
    drawing.close = lambda: None

    async def run() -> None:
        nonlocal waiting
        drawing.go_on()
        assert sent == []
        waiting = 0
        drawing.go_on()
        drawing.go_on()

    asyncio.run(run())
    assert sent == ["frame" + QUESTION]
