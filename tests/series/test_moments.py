from __future__ import annotations

import math

import pytest

from mltui.series.moments import local


@pytest.fixture(autouse=True)
def _zone(in_zone):
    in_zone("Europe/Berlin")


def test_moments_are_written_in_the_local_zone():
    assert local(1_795_472_864) == "2026-11-23 23:27"
    assert local(1_795_472_864, "%H:%M:%S") == "23:27:44"


@pytest.mark.parametrize("at", [1e17, 9e18, -1e15, math.nan, math.inf, -math.inf])
def test_a_time_that_no_calendar_has_is_no_fault(at):
    assert local(at) == "?"
