from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.smoothing import (
    Smoothing,
    exponential,
    gaussian,
    running_average,
    smooth,
    smooth_on,
)

VALUES = st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=60)
GAPPY = st.lists(
    st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf]),
    min_size=1,
    max_size=80,
)
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
    seeded = random.Random(2)
    values = [seeded.gauss(0, 1) for _ in range(300)]
    # Debiasing is what pandas calls adjusting.
    expected = pandas.Series(values).ewm(alpha=0.1, adjust=True).mean()
    assert exponential(values, 0.9) == pytest.approx(list(expected))


def test_the_running_average_agrees_with_pandas():
    seeded = random.Random(3)
    values = [1e9 + seeded.gauss(0, 1) for _ in range(300)]
    # The points before count, as many as there are, and none of those after.
    expected = pandas.Series(values).rolling(9, min_periods=1).mean()
    assert running_average(values, 9) == pytest.approx(list(expected), rel=1e-12)


def test_the_gaussian_average_agrees_with_a_convolution():
    seeded = random.Random(4)
    values = [seeded.gauss(0, 1) for _ in range(200)]
    kernel = numpy.exp(-0.5 * (numpy.arange(-4, 5) / 3.0) ** 2)
    # Beyond the ends the first and the last value go on.
    expected = numpy.convolve(numpy.pad(values, 4, "edge"), kernel / kernel.sum(), "valid")
    assert gaussian(values, 9, 3.0) == pytest.approx(list(expected))
    assert gaussian(values, 8, 3.0) == pytest.approx(list(expected))


def test_the_numbers_are_those_of_the_web_pages():
    values = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    average = [1.0, 1.5, 7 / 3, 14 / 3, 28 / 3, 56 / 3, 112 / 3]
    assert smooth(values, Smoothing.RUNNING_AVERAGE, 3) == pytest.approx(average)
    # Of three points at a deviation of 1: weights of exp(-1/2), 1, exp(-1/2).
    side, middle = math.exp(-0.5) / (1 + 2 * math.exp(-0.5)), 1 / (1 + 2 * math.exp(-0.5))
    bell = [side * a + middle * b + side * c for a, b, c in ((1, 1, 2), (1, 2, 4), (32, 64, 64))]
    found = smooth(values, Smoothing.GAUSSIAN, 3, 1.0)
    assert [found[0], found[1], found[-1]] == pytest.approx(bell)
    # A debiased average is (1 * 0.25 + 2 * 0.5) / 0.75 at the second point, and so on.
    assert smooth(values, Smoothing.EXPONENTIAL, 0.5)[:3] == pytest.approx([1.0, 5 / 3, 3.0])


@pytest.mark.parametrize("kind", [Smoothing.RUNNING_AVERAGE, Smoothing.GAUSSIAN])
def test_five_points_are_not_averaged_over_a_window(kind):
    values = [1.0, 5.0, 2.0, 8.0, 3.0]
    assert smooth(values, kind, 3) == values
    assert smooth([*values, 9.0], kind, 3) != [*values, 9.0]


def test_a_gap_does_not_spread():
    values = [1.0, math.nan, 3.0]
    assert [math.isnan(value) for value in exponential(values, 0.5)] == [False, True, False]
    assert running_average(values, 3)[0] == 1.0


def with_gaps(values: list[float]) -> tuple[pandas.Series, list[bool]]:
    """The values as pandas has them, NaN for every gap; and where the gaps are."""
    series = pandas.Series(values, dtype="float64")
    finite = numpy.isfinite(series)
    return series.where(finite), [not each for each in finite]


def assert_same(result: list[float], expected: Sequence[float], gaps: list[bool]) -> None:
    """The same numbers where there are values, and gaps exactly where there were gaps."""
    assert [math.isnan(value) for value in result] == gaps
    values = [value for value, gap in zip(result, gaps, strict=True) if not gap]
    wanted = [value for value, gap in zip(expected, gaps, strict=True) if not gap]
    assert values == pytest.approx(wanted, rel=1e-9, abs=1e-6)


@given(GAPPY, st.sampled_from([0.0, 0.3, 0.6, 0.9, 0.99, 0.999]))
def test_the_exponential_average_agrees_with_pandas_across_gaps(values, weight):
    series, gaps = with_gaps(values)
    # Debiasing is what pandas calls adjusting; a gap does not make what came before it older.
    expected = series.ewm(alpha=1 - weight, adjust=True, ignore_na=True).mean()
    assert_same(exponential(values, weight), list(expected), gaps)


@given(GAPPY, st.integers(1, 25))
def test_the_running_average_agrees_with_pandas_across_gaps(values, window):
    series, gaps = with_gaps(values)
    expected = series.rolling(window, min_periods=1).mean()
    assert_same(running_average(values, window), list(expected), gaps)


@given(GAPPY, st.integers(1, 25), st.sampled_from([0.4, 1.0, 2.5, 7.0]))
def test_the_gaussian_average_agrees_with_a_convolution_across_gaps(values, window, deviation):
    series, gaps = with_gaps(values)
    reach = window // 2
    bell = numpy.exp(-0.5 * (numpy.arange(-reach, reach + 1) / deviation) ** 2)

    def spread(numbers: numpy.ndarray) -> numpy.ndarray:
        return numpy.convolve(numpy.pad(numbers, reach, "edge"), bell, "valid")

    with numpy.errstate(invalid="ignore", divide="ignore"):
        expected = spread(series.fillna(0).to_numpy()) / spread(1.0 - numpy.array(gaps))
    assert_same(gaussian(values, window, deviation), list(expected), gaps)


@given(
    st.lists(st.floats(-1e6, 1e6), max_size=60),
    st.integers(0, 60),
    KINDS | st.sampled_from([(Smoothing.GAUSSIAN, 8), (Smoothing.EXPONENTIAL, 0.0)]),
)
def test_smoothing_on_comes_to_the_same_as_smoothing_all_of_it(values, known, how):
    before = smooth(values[:known], *how)
    assert smooth_on(before, values, *how) == pytest.approx(smooth(values, *how), abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (Smoothing.EXPONENTIAL, 0.9),
        (Smoothing.RUNNING_AVERAGE, 21),
        (Smoothing.GAUSSIAN, 21),
        (Smoothing.GAUSSIAN, 20),
    ],
)
def test_smoothing_on_looks_only_at_what_is_new(kind: Smoothing, amount: float):
    class Counted(list[float]):
        """Values, and how many of them were looked at."""

        looked_at = 0

        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            found = super().__getitem__(place)
            self.looked_at += len(found)
            return found

        def __iter__(self):  # type: ignore[no-untyped-def]
            self.looked_at += len(self)
            return super().__iter__()

    random.seed(7)
    values = Counted(random.random() for _ in range(2000))
    before = smooth(list(values)[:1990], kind, amount)
    expected = smooth(list(values), kind, amount)
    values.looked_at = 0
    assert smooth_on(before, values, kind, amount) == pytest.approx(expected)
    assert values.looked_at < 60
