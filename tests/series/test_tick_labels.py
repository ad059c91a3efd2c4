from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series.axes import AxisKind, ticks, zone_offset
from mltui.series.tick_labels import labels, log_labels


def test_decimals_are_as_many_as_the_steps_need():
    assert labels([0.0, 0.25, 0.5]) == ["0", "0.25", "0.50"]
    assert labels([0.0, 1.0, 2.0]) == ["0", "1", "2"]
    assert labels([0.0, 15000.0, 30000.0], AxisKind.ITERATION) == ["0", "15k", "30k"]
    assert labels([0.0, 3600.0, 5400.0], AxisKind.DURATION) == ["0", "1h", "1h30m"]
    assert labels([0.0, 50.0, 100.0], AxisKind.PERCENT) == ["0%", "50%", "100%"]


def test_ticks_far_from_nought_and_close_together_differ():
    assert labels([1e6, 1e6 + 0.1, 1e6 + 0.2]) == ["1000000", "1000000.1", "1000000.2"]
    assert labels([5.0001e-30, 5.0002e-30]) == ["5.0001e-30", "5.0002e-30"]
    assert labels([1.00001e30, 1.00002e30]) == ["1.00001e30", "1.00002e30"]
    assert labels([12_000_000.0, 12_000_100.0]) == ["12000000", "12000100"]
    many = labels([1_000_000.0, 1_000_020.0, 1_000_040.0], AxisKind.ITERATION)
    assert many == ["1000000", "1000020", "1000040"]


def test_logarithmic_ticks_have_more_digits_only_where_they_would_look_alike():
    assert log_labels([1e-5, 0.5, 20, 1e4]) == ["1e-5", "0.5", "20", "10k"]
    close = [1e6, 1e6 + 0.2, 1e6 + 0.4]
    assert log_labels(close) == ["1000000", "1000000.2", "1000000.4"]


def test_counts_are_in_thousands_where_that_rounds_none_of_them():
    assert labels([0, 1250, 2500], AxisKind.ITERATION) == ["0", "1.25k", "2.5k"]
    assert labels([950_000, 1_000_000, 1_050_000], AxisKind.ITERATION) == ["950k", "1M", "1.05M"]
    assert labels([0, 20_000, 40_000]) == ["0", "20k", "40k"]
    assert labels([999_950, 1_000_000], AxisKind.ITERATION) == ["999950", "1000000"]


def test_wall_time_ticks_are_round_in_the_zone_and_name_the_day_at_midnight():
    zone = timezone(timedelta(hours=5, minutes=30))
    start = datetime(2026, 3, 1, 20, 10, tzinfo=zone).timestamp()
    offset = zone_offset(start, zone)
    assert offset == 5.5 * 3600
    found = ticks(start, start + 8 * 3600, 4, AxisKind.WALL_TIME, offset)
    assert labels(found, AxisKind.WALL_TIME, zone) == ["22:00", "2 Mar", "02:00", "04:00"]


@pytest.mark.parametrize(
    ("low", "high", "kind", "some"),
    [
        (1.5e9, 1.503e9, AxisKind.BYTES, "1431.0 MiB"),
        (7200.0, 7206.0, AxisKind.BYTES, "7201 B"),
        (0.0, 0.4, AxisKind.BYTES, "0.125 B"),
        (7200.0, 7206.0, AxisKind.DURATION, "2:00:01"),
        (7200.0, 7200.4, AxisKind.DURATION, "2:00:00.1"),
        (200_000.0, 201_000.0, AxisKind.DURATION, "55:40:00"),
        (0.0, 0.4, AxisKind.DURATION, "0.1s"),
        (0.0, 1.5, AxisKind.DURATION, "0.25s"),
        (-0.4, 0.0, AxisKind.DURATION, "-0.1s"),
        (7200.0, 7203.0, AxisKind.WALL_TIME, "02:00:00.5"),
        (86_400.0, 86_400.4, AxisKind.WALL_TIME, "00:00:00.1"),
        (50.0, 50.0004, AxisKind.PERCENT, "50.0001%"),
        (500.0, 500.0004, AxisKind.PERCENT, "500.0001%"),
    ],
)
def test_ticks_of_any_kind_that_lie_close_together_differ(
    low: float, high: float, kind: AxisKind, some: str
):
    found = labels(ticks(low, high, 6, kind), kind, UTC)
    assert len(set(found)) == len(found) >= 3
    assert some in found


@given(
    st.floats(0, 1e7),
    st.floats(1e-3, 10),
    st.sampled_from([AxisKind.BYTES, AxisKind.DURATION, AxisKind.PERCENT, AxisKind.WALL_TIME]),
)
def test_no_tick_looks_like_another_one_however_close(low: float, span: float, kind: AxisKind):
    found = ticks(low, low + span, 6, kind)
    assert len(set(labels(found, kind, UTC))) == len(set(found))


def test_two_lengths_of_time_are_told_whole_though_they_would_differ():
    assert labels([750.0, 780.0], AxisKind.DURATION) == ["0:12:30", "0:13:00"]
    assert labels([174_600.0, 180_000.0], AxisKind.DURATION) == ["48:30:00", "50:00:00"]
    assert labels([600.0, 3600.0, 187_200.0], AxisKind.DURATION) == ["10m", "1h", "2d4h"]
