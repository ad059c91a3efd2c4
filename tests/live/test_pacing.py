from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mltui.live.pacing import (
    LONGEST_BACKOFF_S,
    SHORTEST_BACKOFF_S,
    SLOWEST_S,
    Pace,
    wait_after_answer,
    wait_after_failure,
)


def test_a_quick_server_is_asked_at_the_feeds_own_pace():
    assert wait_after_answer(Pace(5.0), latency_s=0.02) == 5.0


def test_a_slow_server_is_asked_less_often():
    assert wait_after_answer(Pace(5.0), latency_s=2.0) == 18.0


def test_however_slow_the_server_it_is_asked_again():
    assert wait_after_answer(Pace(5.0), latency_s=600.0) == SLOWEST_S


def test_a_slow_pace_of_the_feed_itself_is_not_cut():
    assert wait_after_answer(Pace(300.0), latency_s=0.1) == 300.0


@given(st.floats(0, 1e4), st.floats(0.1, 600))
def test_the_wait_is_never_shorter_than_the_pace(latency_s: float, pace_s: float):
    assert wait_after_answer(Pace(pace_s), latency_s) >= pace_s


def test_the_limit_of_the_backoff_doubles_with_every_failure():
    limits = [wait_after_failure(n, lambda low, high: high) for n in range(1, 7)]
    assert limits == [1.0, 2.0, 4.0, 8.0, LONGEST_BACKOFF_S, LONGEST_BACKOFF_S]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_backoff_is_drawn_from_the_whole_range(failures: int, chance: float):
    wait_s = wait_after_failure(failures, lambda low, high: low + (high - low) * chance)
    assert SHORTEST_BACKOFF_S <= wait_s <= LONGEST_BACKOFF_S
