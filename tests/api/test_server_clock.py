from __future__ import annotations

import pytest

from mltui.api.server_clock import ServerClock, ahead_s

#: Thursday, 2026-03-05 10:00:00 UTC.
STAMP, DATE = 1_772_704_800.0, "Thu, 05 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("asked_at", "answered_at", "ahead"),
    [
        (STAMP - 0.2, STAMP + 0.3, 0.0),
        (STAMP + 0.1, STAMP + 0.3, 0.0),  # the stamp is of the whole second
        (STAMP + 1.0, STAMP + 1.2, 0.0),
        (STAMP + 1.5, STAMP + 1.7, -0.5),
        (STAMP - 18_000.5, STAMP - 18_000.0, 18_000.0),
        (STAMP + 18_001.0, STAMP + 18_001.5, -18_000.0),
    ],
)
def test_a_stamp_between_question_and_answer_agrees_with_our_clock(asked_at, answered_at, ahead):
    assert ahead_s(STAMP, asked_at, answered_at) == pytest.approx(ahead)


@pytest.fixture
def clock():
    clock = ServerClock()
    clock.heard = []
    clock.told = clock.heard.append
    return clock


def test_how_far_the_server_is_ahead_is_told_with_the_first_answer(clock):
    clock.hear(DATE, STAMP - 3600.1, STAMP - 3600.0)
    assert clock.heard == [pytest.approx(3600)]


def test_clocks_that_agree_are_told_to_agree_and_what_takes_its_way_is_no_news(clock):
    clock.hear(DATE, STAMP, STAMP + 0.5)
    clock.hear(DATE, STAMP + 2.5, STAMP + 2.6)
    assert clock.heard == [0.0]


def test_a_clock_that_was_put_right_meanwhile_is_followed_with_the_next_answer(clock):
    clock.hear(DATE, STAMP - 3600.1, STAMP - 3600.0)
    clock.hear(DATE, STAMP, STAMP + 0.1)
    assert clock.heard[1:] == [0.0]


@pytest.mark.parametrize("date", [None, "", "soon", "Thu, 05 Mar 9999 10:00:00 GMT", "0"])
def test_what_is_no_possible_time_moves_no_clock(clock, date):
    clock.hear(date, STAMP, STAMP + 0.1)
    assert clock.heard == []


def test_nobody_need_be_told():
    ServerClock().hear(DATE, 0.0, 1.0)
