from __future__ import annotations

import math
import sqlite3
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.server.events.histogram import histogram, own_interval, shared_intervals
from mltui.server.events.kinds import SINGLE_VALUE_ITERATION
from mltui.server.events.scalars import Extent, ScalarTable


@pytest.fixture
def scalars() -> ScalarTable:
    return ScalarTable(sqlite3.connect(":memory:"))


def float32(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def test_points_come_back_in_order_and_exactly(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "train", [(2, 20, 0.2), (0, 0, 0.1), (1, 10, 1e-300)])
    (series,) = scalars.series("t")
    assert [point for _, point in scalars.points([series.number])] == [
        (0, 0, 0.1),
        (1, 10, 1e-300),
        (2, 20, 0.2),
    ]


def test_the_same_iteration_again_replaces_the_value(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "train", [(5, 0, 1.0)])
    scalars.append("t", "loss", "train", [(5, 9, 2.0)])
    (series,) = scalars.series("t")
    assert [point for _, point in scalars.points([series.number])] == [(5, 9, 2.0)]


def test_nan_and_infinity_are_kept(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "train", [(0, 0, math.nan), (1, 1, math.inf)])
    (series,) = scalars.series("t")
    values = [point.value for _, point in scalars.points([series.number])]
    assert math.isnan(values[0])
    assert values[1] == math.inf
    _, averages = scalars.average(series.number, "iteration", 1)
    assert math.isnan(averages[0])


def test_several_series_are_read_as_one_list_by_iteration(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "a", [(i, i, 0.0) for i in range(0, 10, 2)])
    scalars.append("t", "loss", "b", [(i, i, 1.0) for i in range(1, 10, 2)])
    numbers = [series.number for series in scalars.series("t")]
    found = [point.iteration for _, point in scalars.points(numbers, after=2)]
    assert found == [3, 4, 5, 6, 7, 8, 9]
    back = [point.iteration for _, point in scalars.points(numbers, descending=True)]
    assert back == list(range(9, -1, -1))


@given(st.floats(min_value=-1e30, max_value=1e30).filter(lambda v: v == 0 or abs(v) > 1e-30))
def test_averages_are_of_float32_numbers(value: float) -> None:
    scalars = ScalarTable(sqlite3.connect(":memory:"))
    scalars.append("t", "loss", "train", [(0, 0, value)])
    assert scalars.average(1, "iteration", 1) == ([0], [float32(value)])


def test_buckets_begin_at_multiples_of_their_width(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "train", [(i, i, float(i)) for i in range(-5, 20)])
    assert scalars.average(1, "iteration", 10) == ([-10, 0, 10], [-3.0, 4.5, 14.5])


def test_a_series_with_fewer_points_than_samples_is_not_averaged(scalars: ScalarTable) -> None:
    scalars.append("t", "accuracy", "top1", [(i, i, 0.5) for i in range(0, 6000, 10)])
    ((_, positions, _),) = histogram(scalars, scalars.series("t"), "iteration", 2000)
    assert positions == list(range(0, 6000, 10))


def test_single_values_are_not_part_of_a_curve(scalars: ScalarTable) -> None:
    scalars.append("t", "Summary", "best", [(SINGLE_VALUE_ITERATION, 1, 0.9)])
    assert histogram(scalars, scalars.series("t"), "iteration", 100) == []
    assert scalars.single(1) == (SINGLE_VALUE_ITERATION, 1, 0.9)


def test_bucket_width_as_the_recorded_server_has_it() -> None:
    # From the recorded answers: 6000 points in 100 samples, and 2329 points in 50.
    assert own_interval(Extent(6000, 0, 5999), 100) == 60
    assert own_interval(Extent(2329, 0, 2328), 50) == 47
    assert own_interval(Extent(60, 0, 5900), 100) == 1


def test_nearly_equal_bucket_widths_are_made_equal() -> None:
    # From the recorded answer by time stamp: 637 and 642 ms became 642.
    assert shared_intervals({1: 637, 2: 642, 3: 900}) == {1: 642, 2: 642, 3: 900}


def test_deleting_a_task_leaves_the_others(scalars: ScalarTable) -> None:
    scalars.append("t", "loss", "train", [(0, 0, 1.0), (1, 1, 1.0)])
    scalars.append("u", "loss", "train", [(0, 0, 1.0)])
    assert scalars.delete("t") == 2
    assert scalars.series("t") == []
    assert scalars.count(series.number for series in scalars.series("u")) == 1
