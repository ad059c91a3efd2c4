from __future__ import annotations

import math

import pytest

from mltui.series.rates import overall_per_minute, per_minute, usual_pause_s
from mltui.series.runs import Judgement, judge, trend


def test_a_silent_run_is_stalled():
    assert judge("in_progress", silent_s=1500, usual_pause_s=30) == Judgement(
        "stalled", "silent for 25m"
    )


def test_a_run_that_reports_seldom_may_be_silent_for_longer():
    assert judge("in_progress", silent_s=1500, usual_pause_s=600) is None


def test_a_run_whose_gpus_have_all_been_idle_is_stalled():
    judged = judge("in_progress", silent_s=5, gpu_percents=[0.0, 2.0, None], gpu_idle_s=840)
    assert judged == Judgement("stalled", "GPUs idle for 14m")
    assert judge("in_progress", gpu_percents=[0.0, 80.0], gpu_idle_s=840) is None


@pytest.mark.parametrize("value", [3e38, -3e38, 3.4e38])
def test_a_number_at_the_end_of_the_range_stands_for_one_that_servers_do_not_take(value: float):
    judged = judge("in_progress", last_metrics={"loss/train": value})
    assert judged == Judgement("diverged", "loss/train is out of range")
    assert judge("in_progress", last_metrics={"loss/train": 1e30}) is None


def test_nan_in_a_metric_is_divergence_but_not_in_one_about_the_machine():
    judged = judge("in_progress", last_metrics={"loss/train": math.nan})
    assert judged == Judgement("diverged", "loss/train is nan")
    assert judge("in_progress", last_metrics={":monitor:gpu/x": math.nan, "a/b": None}) is None


def test_a_run_that_is_over_is_not_judged():
    assert judge("completed", silent_s=1e6, last_metrics={"loss/train": math.inf}) is None


def test_iterations_per_minute():
    assert per_minute([0, 60, 120], [0, 200, 424]) == 212
    assert per_minute([0, 60, 120, 180, 240], [900, 1000, 0, 50, 100]) == 50
    assert per_minute([0, 10_000, 10_030, 10_060], [0, 10, 40, 70], window_s=600) == 60


def test_too_few_reports_tell_no_rate():
    assert per_minute([], []) is None
    assert per_minute([0], [5]) is None
    assert per_minute([0, 60], [0, 200]) is None
    assert per_minute([5, 5, 5], [1, 2, 3]) is None
    assert per_minute([0, 5, 10], [0, 20, 40]) is None
    assert per_minute([0, 60, 120, 180], [7, 7, 7, 7]) is None


def test_reports_that_are_seen_late_or_in_steps_do_not_move_the_rate():
    times = [5.0 * number + (number * 7 % 4) for number in range(40)]
    iterations = [int(3.45 * 5 * number) // 20 * 20 for number in range(40)]
    for known in range(20, 40):
        rate = per_minute(times[:known], iterations[:known])
        assert rate is not None
        assert abs(rate - 207) < 30


def test_a_burst_of_what_was_kept_back_does_not_move_the_rate():
    before = [(float(at), at) for at in range(0, 120, 5)]
    burst = [(240.0 + number, 120 + 24 * number) for number in range(1, 6)]
    after = [(float(at), at) for at in range(246, 300, 5)]
    for known in range(24, 40):
        times, iterations = zip(*(before + burst + after)[:known], strict=True)
        rate = per_minute(times, iterations)
        assert rate is not None
        assert abs(rate - 60) < 10


def test_the_rate_over_a_whole_run():
    assert overall_per_minute(100, 120) == 50
    assert overall_per_minute(100, 5) is None
    assert overall_per_minute(None, 120) is None
    assert overall_per_minute(100, None) is None


def test_the_usual_pause_is_the_median():
    assert usual_pause_s([0, 10, 20, 500]) == 10
    assert usual_pause_s([3]) is None


def test_trends():
    assert trend([3, 2, 1, 0.5, math.nan]) == -1
    assert trend([1, 2, 3]) == 1
    assert trend([1, 1.001, 1, 1.001, 1, 1.001]) == 0
    assert trend([]) == 0
