from __future__ import annotations

import math

import pytest

from mltui.api.services.answers.events import Curve as AnsweredCurve
from mltui.live.reported import average, extreme, number
from mltui.live.scalars import curves_of


def test_a_value_that_is_missing_is_not_a_number() -> None:
    assert math.isnan(number(None))
    assert math.isnan(number(math.nan))


@pytest.mark.parametrize("value", [0.0, -2.5, 9e37, -9e37, 1e-300])
def test_a_number_stays_as_it_was_reported(value: float) -> None:
    assert number(value) == value


@pytest.mark.parametrize(("value", "stands_for"), [(3e38, math.inf), (-3e38, -math.inf)])
def test_what_a_training_reports_in_place_of_infinity_is_infinite(
    value: float, stands_for: float
) -> None:
    assert number(value) == stands_for


def test_the_greatest_value_is_one_that_stands_for_infinity_or_is_not_known() -> None:
    assert extreme(3e38) == math.inf
    assert extreme(0.5) == 0.5
    assert extreme(None) is None


def test_an_average_with_one_infinite_value_in_it_is_infinite_too() -> None:
    values = [0.5] * 9_999 + [3e38]
    assert average(sum(values) / len(values)) == math.inf
    assert average(0.5) == 0.5
    assert math.isnan(average(None))


def test_a_curve_is_broken_where_it_was_reported_that_it_is_no_number() -> None:
    answered = AnsweredCurve(x=[1.0, 2.0, 3.0, 4.0], y=[0.5, None, 3e38, -3e38])
    (curve,) = curves_of({"loss": {"train": answered}})["loss"]
    assert curve.xs == (1.0, 2.0, 3.0, 4.0)
    assert [math.isfinite(y) for y in curve.ys] == [True, False, False, False]
