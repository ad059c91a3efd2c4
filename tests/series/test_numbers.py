from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.series import numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"), (7, "7"), (950, "950"), (999, "999"), (1000, "1k"), (2100, "2.1k"),
        (41_200, "41.2k"), (99_960, "100k"), (999_949, "1000k"), (999_960, "1000k"),
        (1_300_000, "1.3M"), (-41_200, "-41.2k"), (None, "–"),
        (math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"),
    ],
)  # fmt: skip
def test_counts(value, expected):
    assert numbers.si(value).replace("1000k", "1M") == expected.replace("1000k", "1M")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.218, "0.218"), (1.902, "1.902"), (12.345, "12.35"), (100, "100"), (41_200, "41.2k"),
        (0.001, "0.001"), (3.1e-5, "3.1e-5"), (0, "0"), (1e-7, "1e-7"), (2.5e9, "2.5e9"),
        (math.nan, "nan"), (None, "–"),
    ],
)  # fmt: skip
def test_metrics(value, expected):
    assert numbers.metric(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0s"), (8.9, "8s"), (60, "1m"), (90, "1m30s"), (51 * 60, "51m"), (11520, "3h12m"),
        (7200, "2h00m"), (187_200, "2d4h"), (86_400, "1d"), (9e6, "104d"), (None, "–"),
        (math.nan, "–"), (-90, "-1m30s"),
    ],
)  # fmt: skip
def test_durations(seconds, expected):
    assert numbers.duration(seconds) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 B"), (999, "999 B"), (1536, "1.5 KiB"), (212 * 2**30, "212 GiB"), (None, "–")],
)
def test_sizes(count, expected):
    assert numbers.size(count) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.4, "now"), (-5, "now"), (40, "40s"), (200, "3m"), (7300, "2h"), (4e5, "4d"), (9e7, "3y")],
)
def test_ages(seconds, expected):
    assert numbers.age(seconds) == expected


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_number_is_written_in_few_cells(value):
    for written in (numbers.si(value), numbers.metric(value), numbers.age(value)):
        assert 0 < len(written) <= 9 or abs(value) >= 1e15


@given(st.floats(1e-3, 1e6))
def test_a_written_metric_is_near_the_value(value):
    written = numbers.metric(value)
    scale = {"k": 1e3, "M": 1e6}.get(written[-1], 1.0)
    assert float(written.rstrip("kM")) * scale == pytest.approx(value, rel=6e-3)


def test_whole_numbers_are_written_in_groups_that_no_line_breaks_apart() -> None:
    assert numbers.grouped(7) == "7"
    assert numbers.grouped(1_234_567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
