from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.smoothing import Smoothing, exponential, gaussian, running_average, smooth

VALUES = st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=60)
KINDS = st.sampled_from(
    [
        (Smoothing.EXPONENTIAL, 0.6),
        (Smoothing.EXPONENTIAL, 0.999),
        (Smoothing.RUNNING_AVERAGE, 7),
        (Smoothing.GAUSSIAN, 2.5),
        (Smoothing.NONE, 0),
    ]
)


@given(VALUES, KINDS)
def test_smoothed_values_lie_between_the_least_and_the_greatest(values, how):
    result = smooth(values, *how)
    known = [value for value in values if math.isfinite(value)]
    assert len(result) == len(values)
    for before, after in zip(values, result, strict=True):
        assert math.isfinite(before) == math.isfinite(after)
        if math.isfinite(after):
            slack = 1e-9 * max(abs(min(known)), abs(max(known)), 1e-300) + 1e-9
            assert min(known) - slack <= after <= max(known) + slack


@given(st.floats(-1e3, 1e3), KINDS)
def test_a_constant_stays_as_it_is(value, how):
    assert smooth([value] * 20, *how) == pytest.approx([value] * 20)


def test_the_exponential_average_agrees_with_pandas():
    pandas = pytest.importorskip("pandas")
    seeded = random.Random(2)
    values = [seeded.gauss(0, 1) for _ in range(300)]
    # Debiasing is what pandas calls adjusting.
    expected = pandas.Series(values).ewm(alpha=0.1, adjust=True).mean()
    assert exponential(values, 0.9) == pytest.approx(list(expected))


def test_the_running_average_agrees_with_pandas():
    pandas = pytest.importorskip("pandas")
    seeded = random.Random(3)
    values = [1e9 + seeded.gauss(0, 1) for _ in range(300)]
    expected = pandas.Series(values).rolling(9, center=True, min_periods=1).mean()
    assert running_average(values, 9) == pytest.approx(list(expected), rel=1e-12)


def test_the_gaussian_average_agrees_with_a_convolution():
    numpy = pytest.importorskip("numpy")
    seeded = random.Random(4)
    values = [seeded.gauss(0, 1) for _ in range(200)]
    kernel = numpy.exp(-0.5 * (numpy.arange(-9, 10) / 3.0) ** 2)
    expected = numpy.convolve(values, kernel, "same") / numpy.convolve(
        numpy.ones(200), kernel, "same"
    )
    assert gaussian(values, 3.0) == pytest.approx(list(expected))


def test_a_gap_does_not_spread():
    values = [1.0, math.nan, 3.0]
    assert [math.isnan(value) for value in exponential(values, 0.5)] == [False, True, False]
    assert running_average(values, 3)[0] == 1.0
