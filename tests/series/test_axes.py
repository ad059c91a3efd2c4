from __future__ import annotations

import math
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.axes import AxisKind, limits, log_ticks, step_for, ticks
from mltui.series.tick_labels import labels

RANGE = st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)).map(sorted)
KIND = st.sampled_from(list(AxisKind))


@given(RANGE, KIND)
def test_limits_hold_the_data_and_always_differ(ends, kind):
    low, high = limits(*ends, kind)
    slack = 1e-6 * max(abs(ends[0]), abs(ends[1]), 1.0)
    assert low <= ends[0] + slack
    assert high >= ends[1] - slack
    assert low < high


@given(RANGE, KIND, st.integers(1, 12))
def test_ticks_lie_within_the_limits_and_are_few(ends, kind, count):
    low, high = limits(*ends, kind)
    found = ticks(low, high, count, kind)
    slack = (high - low) * 1e-6
    assert all(low - slack <= tick <= high + slack for tick in found)
    assert len(found) <= count + 2
    assert len(labels(found, kind, UTC)) == len(found)


def test_growing_data_moves_the_limits_only_now_and_then():
    ends = [
        limits(0, iteration, AxisKind.ITERATION, 20, hold_low=True)
        for iteration in range(1000, 2000)
    ]
    assert len(set(ends)) < 25


def test_steps_are_round():
    assert step_for(10, 5) == 2
    assert step_for(1, 4) == 0.25
    assert step_for(40_000, 4, AxisKind.ITERATION) == 10_000
    assert step_for(3 * 3600, 4, AxisKind.DURATION) == 3600
    assert step_for(3 * 2**30, 3, AxisKind.BYTES) == 2**30
    assert step_for(2, 10, AxisKind.ITERATION) == 1


def test_logarithmic_ticks_are_powers_of_ten():
    assert log_ticks(0.001, 10, 9) == [0.001, 0.01, 0.1, 1.0, 10.0]
    assert log_ticks(2, 9, 5) == [2, 5]
    assert log_ticks(0, 10, 5) == []


@given(st.floats(), st.floats(), st.integers(0, 9), KIND)
def test_nothing_raises_for_odd_limits(low, high, count, kind):
    found = ticks(low, high, count, kind)
    labels(found, kind)
    log_ticks(low, high, count) if math.isfinite(
        low + high
    ) and 1e-300 < low < high < 1e300 else None


@pytest.mark.parametrize(
    ("high", "count", "found"),
    [
        (41_000, 2, [0, 20_000, 40_000]),
        (54_896, 2, [0, 50_000]),
        (9, 1, [0, 5]),
        (0.9, 1, [0, 0.5]),
    ],
)
def test_a_scale_has_two_numbers_where_there_are_round_ones(
    high: float, count: int, found: list[float]
):
    kind = AxisKind.ITERATION if high > 1 else AxisKind.NUMBER
    assert ticks(0, high, count, kind) == found
