from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mltui.series.waits import LEAST_RUNS, StartRange, start_ranges

HOUR = 3600.0
RUNS = [1 * HOUR, 1 * HOUR, 2 * HOUR, 3 * HOUR, 3 * HOUR]


def test_without_workers_or_runs_there_is_no_estimate():
    assert start_ranges(3, [], RUNS) == []
    assert start_ranges(3, [None], RUNS[: LEAST_RUNS - 1]) == []


def test_an_idle_worker_takes_the_first_entry_at_once():
    first, second = start_ranges(2, [None], RUNS)
    assert first == StartRange(0.0, 0.0)
    assert second == StartRange(1 * HOUR, 3 * HOUR)


def test_a_running_task_is_judged_by_runs_that_took_longer():
    (first,) = start_ranges(1, [2.5 * HOUR], RUNS)
    assert first == StartRange(0.5 * HOUR, 0.5 * HOUR)


def test_one_that_ran_longer_than_any_may_end_at_once_or_take_as_long_again():
    (first,) = start_ranges(1, [10 * HOUR], RUNS)
    assert first == StartRange(0.0, 10 * HOUR)


def test_two_workers_halve_the_wait():
    alone = start_ranges(4, [None], RUNS)
    together = start_ranges(4, [None, None], RUNS)
    assert together[3].high_s == alone[1].high_s


def test_what_other_queues_have_first_makes_the_later_end_later():
    (free,) = start_ranges(1, [None], RUNS)
    (behind,) = start_ranges(1, [None], RUNS, ahead=2)
    assert behind.low_s == free.low_s
    assert behind.high_s == 6 * HOUR


def test_who_has_waited_less_than_others_had_to_may_have_to_wait_as_long():
    first, second = start_ranges(
        2, [None, None], RUNS, waited_s=[0.25 * HOUR, 0.0], recent_wait_s=0.5 * HOUR
    )
    assert first == StartRange(0.0, 0.25 * HOUR)
    assert second == StartRange(0.0, 0.5 * HOUR)


def test_waits_of_others_make_no_start_earlier():
    usual = start_ranges(3, [1 * HOUR], RUNS)
    assert start_ranges(3, [1 * HOUR], RUNS, waited_s=[HOUR] * 3, recent_wait_s=60.0) == usual


@given(
    st.integers(0, 30),
    st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=6),
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=20),
    st.integers(0, 5),
    st.lists(st.floats(0, 1e6), max_size=30),
    st.floats(0, 1e6),
)
def test_ranges_are_in_order_and_not_upside_down(count, running, runs, ahead, waited, recent):
    waited = (waited + [0.0] * count)[:count]
    ranges = start_ranges(count, running, runs, ahead, waited, recent)
    assert len(ranges) in (0, count)
    assert all(0 <= one.low_s <= one.high_s for one in ranges)
    for before, after in pairwise(ranges):
        assert before.low_s <= after.low_s
        assert before.high_s <= after.high_s
