from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.envelope import Envelope
from mltui.series.raster import Raster

COUNT = 1_000_000


@pytest.fixture(scope="module")
def million() -> Envelope:
    """A million quiet points with one spike."""
    chance = random.Random(7)
    ys = [chance.random() for _ in range(COUNT)]
    ys[123_457] = 50.0
    return Envelope(range(COUNT), ys, single=True)


@pytest.mark.parametrize("columns", [60, 380, 1000])
def test_a_spike_of_one_point_in_a_million_is_never_hidden(million: Envelope, columns: int) -> None:
    for low, high in ((0, COUNT), (100_000, 150_000), (123_000, 124_000), (123_450, 123_460)):
        places, values = million.outline(columns, low, high)
        assert max(values) == 50.0
        place = places[values.index(max(values))]
        exact = math.floor(0.5 + (123_457 - low) / (high - low) * (columns - 1))
        assert abs(place - exact) <= 1
        assert million.extent(low, high)[1] == 50.0


def test_a_spike_reaches_the_top_of_the_picture(million: Envelope) -> None:
    canvas = Raster(190, 46)
    columns, values = million.outline(canvas.columns, 0, COUNT)
    canvas.draw_columns(columns, values, (0.0, 50.0), 0)
    assert any(owner == 0 for _, owner in canvas.runs(0))


def test_an_outline_has_at_most_two_points_a_column(million: Envelope) -> None:
    places, _ = million.outline(200, 0, COUNT)
    assert len(places) <= 2 * 200 + 40


def test_pages_give_the_same_curve_as_the_whole() -> None:
    chance = random.Random(3)
    ys = [chance.gauss(0, 1) for _ in range(5000)]
    whole, paged = Envelope(range(5000), ys), Envelope()
    for start in range(0, 5000, 333):
        paged.extend(range(start, min(start + 333, 5000)), ys[start : start + 333])
    for limits in ((0, 4999), (1000, 1100), (17, 3333)):
        assert whole.outline(120, *limits) == paged.outline(120, *limits)
        assert whole.extent(*limits) == paged.extent(*limits)
        inside = ys[limits[0] : limits[1] + 1]
        assert whole.extent(*limits) == (min(inside), max(inside))


def test_what_is_not_finite_is_a_gap_and_marked() -> None:
    envelope = Envelope([0, 1, 2, 3, 4], [1.0, math.nan, 2.0, math.inf, 3.0])
    assert list(envelope.marks) == [1, 3]
    _, values = envelope.outline(50, 0, 4)
    assert [value for value in values if math.isfinite(value)] == [1.0, 2.0, 3.0]
    assert sum(math.isnan(value) for value in values) == 2


def test_a_step_counter_that_restarts_is_drawn_as_it_was_reported() -> None:
    envelope = Envelope([0, 1, 2, 3, 1, 2, 3, 4], [1, 2, 3, 4, 10, 20, 30, 40])
    _, values = envelope.outline(50, 0, 4)
    assert [value for value in values if math.isfinite(value)] == [1, 2, 3, 4, 10, 20, 30, 40]
    assert envelope.at(2) == (2, 20)


def test_the_value_at_a_place_is_that_of_the_nearest_point() -> None:
    envelope = Envelope([0, 10, 20], [1.0, 2.0, 3.0])
    assert envelope.at(13) == (10, 2.0)
    assert envelope.at(16) == (20, 3.0)
    assert envelope.at(25) is None


def test_bands_are_the_least_and_the_greatest_value_of_each_column(million: Envelope) -> None:
    columns = 380
    for low, high in ((0, COUNT - 1), (100_000, 150_000), (122_000, 126_000)):
        bands = million.bands(columns, low, high)
        assert bands is not None
        first, lows, highs = bands
        step = (high - low) / (columns - 1)
        assert (first, len(lows), len(highs)) == (0, columns, columns)
        assert max(highs) == 50.0
        assert abs(highs.index(50.0) - (123_457 - low) / step) <= 1
        for column in range(20, columns, 97):
            # A block lies in the column in which it begins: half a column more at either side.
            start, end = (round(low + (column + side) * step) for side in (-1, 1))
            widest = million.ys[max(start, 0) : end]
            assert min(widest) <= lows[column] <= highs[column] <= max(widest)


def test_a_spike_among_the_last_points_is_in_the_last_band() -> None:
    envelope = Envelope(range(COUNT), [0.0] * (COUNT - 3) + [9.0, 0.0, 0.0], single=True)
    bands = envelope.bands(380, 0, COUNT - 1)
    assert bands is not None
    assert len(bands[2]) == 380
    assert bands[2].index(9.0) == 379


@pytest.mark.parametrize(
    ("why", "xs", "ys"),
    [
        ("few points", range(100), [0.5] * 100),
        ("a gap", range(5000), [0.5] * 2500 + [math.nan] + [0.5] * 2499),
        ("a counter that restarts", [*range(2500), *range(2500)], [0.5] * 5000),
        ("columns without a point", [*range(2500), *range(50_000, 52_500)], [0.5] * 5000),
    ],
)
def test_a_line_with_breaks_has_no_bands(why: str, xs: list[float], ys: list[float]) -> None:
    envelope = Envelope(xs, ys)
    assert envelope.bands(120, min(xs), max(xs)) is None, why
    assert envelope.outline(120, min(xs), max(xs))[0]


def test_bands_end_where_the_line_ends() -> None:
    envelope = Envelope(range(10_000), [float(x) for x in range(10_000)])
    bands = envelope.bands(201, -10_000, 30_000)
    assert bands is not None
    first, lows, highs = bands
    assert first == 50
    assert len(lows) == len(highs) == 51
    assert lows[0] == 0.0
    assert highs[-1] == 9999.0


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=60), st.floats(-120, 120), st.floats(0, 90)
)
def test_the_points_between_two_positions_are_counted(xs: list[float], low: float, width: float):
    envelope = Envelope(xs, [1.0] * len(xs))
    assert envelope.count(low, low + width) == sum(low <= x <= low + width for x in xs)


def test_what_is_nearly_beyond_all_numbers_is_a_gap_and_marked() -> None:
    curve = Envelope([0, 1, 2, 3, 4], [1.0, 1.7e308, 2.0, -9e307, 3.0])
    assert list(curve.ys) == [1.0, 2.0, 3.0]
    assert list(curve.marks) == [1, 3]
    assert [math.isnan(y) for y in curve.outline(40, 0, 4)[1]] == [False, True, False, True, False]
    assert list(Envelope([0, 1.5e308], [1.0, 2.0]).xs) == [0]


def test_in_single_precision_the_greatest_number_is_smaller() -> None:
    curve = Envelope([0, 1, 2], [1.0, 1e39, 2.0], single=True)
    assert (list(curve.ys), list(curve.marks)) == ([1.0, 2.0], [1])


NUMBERS = st.floats() | st.sampled_from([1e300, -1e300, 3e299, 1.7e308, 5e-324, 2.0**63, 0.0])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40), NUMBERS, NUMBERS, st.booleans())
def test_no_numbers_at_all_keep_a_curve_from_being_reduced(
    points: list[tuple[float, float]], low: float, high: float, single: bool
) -> None:
    curve = Envelope([x for x, _ in points], [y for _, y in points], single=single)
    columns, values = curve.outline(30, low, high)
    assert len(columns) == len(values)
    assert not any(map(math.isinf, values))
    curve.bands(3, low, high)
    curve.extent(low, high)
