from __future__ import annotations

from datetime import datetime

import pytest

from mltui.series.typed_times import parse_moment


@pytest.fixture(autouse=True)
def _zone(in_zone):
    in_zone("Europe/Berlin")


def clock(text: str, now: datetime) -> str:
    return datetime.fromtimestamp(parse_moment(text, now.timestamp())).isoformat(" ")


NOVEMBER = datetime(2026, 11, 29, 12, 0, 0, 500_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11:30", "2026-11-29 11:30:00"),
        ("12:00:00", "2026-11-29 12:00:00"),
        ("14:05", "2026-11-28 14:05:00"),
        ("24 Nov 14:05:30", "2026-11-24 14:05:30"),
        ("24 Dec 14:05", "2025-12-24 14:05:00"),
        ("2026-11-24  14:05", "2026-11-24 14:05:00"),
        ("2026-11-24", "2026-11-24 00:00:00"),
    ],
)
def test_a_time_without_a_date_or_a_year_is_the_last_such_time(text, expected):
    assert clock(text, NOVEMBER) == expected


def test_a_time_on_the_other_side_of_a_clock_change_is_as_the_clock_showed_it():
    assert clock("24 Jun 14:05", NOVEMBER) == "2026-06-24 14:05:00"
    spring = datetime(2026, 3, 29, 12, 0)  # clocks went from two to three this morning
    assert clock("01:30", spring) == "2026-03-29 01:30:00"
    assert clock("14:05", spring) == "2026-03-28 14:05:00"


def test_29_february_is_that_of_the_last_leap_year():
    assert clock("29 Feb 10:00", NOVEMBER) == "2024-02-29 10:00:00"


@pytest.mark.parametrize("text", ["", "yesterday", "25:00", "30 Feb 10:00", "0001-01-01"])
def test_anything_else_is_answered_with_what_would_be_right(text):
    with pytest.raises(ValueError, match=r"^Write a time such as 14:05, 24 Nov 14:05 or "):
        parse_moment(text, NOVEMBER.timestamp())
