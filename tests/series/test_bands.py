from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from mltui.series.bands import LEAST_VALUES, newest_side, usual_band

values = st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=80)


def test_few_values_have_no_band():
    assert usual_band([1.0] * (LEAST_VALUES - 1)) is None
    assert newest_side([1.0] * LEAST_VALUES) is None


def test_a_steady_value_may_move_by_a_quarter():
    band = usual_band([100.0] * 40)
    assert band is not None
    assert (band.low, band.high) == (75.0, 125.0)


def test_what_is_never_negative_has_no_negative_band():
    band = usual_band([0.0, 10.0] * 20)
    assert band is not None
    assert band.low == 0.0


def test_one_outlier_marks_nothing_and_two_do():
    steady = [float(20 + number % 4) for number in range(40)]
    assert newest_side([*steady, 21.0, 90.0]) == (0, usual_band(steady))
    found = newest_side([*steady, 88.0, 90.0])
    assert found is not None
    assert found[0] == 1
    found = newest_side([*steady, 1.0, 2.0])
    assert found is not None
    assert found[0] == -1


@given(values)
def test_the_median_is_always_within(numbers):
    band = usual_band(numbers)
    known = sorted(number for number in numbers if math.isfinite(number))
    if band is not None and abs(known[-1]) < 1e30 and abs(known[0]) < 1e30:
        assert band.side(known[len(known) // 2]) == 0
