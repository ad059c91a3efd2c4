from __future__ import annotations

import math

import pytest

from mltui.api.services.answers.events import Curve as AnsweredCurve
from mltui.live.scalars import Curve, averaged, curves_of, points_of


def curve(*xs: float) -> Curve:
    return Curve("train", tuple(xs), tuple(0.0 for _ in xs))


@pytest.mark.parametrize(
    ("xs", "by_time", "expected"),
    [
        (range(0, 400, 10), False, False),  # fewer than half of what was asked for
        (range(0, 1600, 10), False, True),  # each may stand for ten
        (range(160), False, False),  # every iteration has its own
        (range(7, 167), False, False),
        (range(160), True, True),  # several may be reported within a second
    ],
)
def test_a_curve_is_called_averaged_where_points_may_have_been_merged(xs, by_time, expected):
    assert averaged(curve(*map(float, xs)), 160, by_time=by_time) is expected


def test_an_empty_curve_is_not_averaged():
    assert not averaged(curve(), 1, by_time=False)


def test_a_number_that_stands_for_nan_or_infinity_is_infinite_in_a_curve_also_in_an_average():
    among_a_million = 3e38 / 1e6
    answer = AnsweredCurve(x=[0, 1, 2, 3, 4], y=[0.3, 3e38, -3e38, among_a_million, None])
    xs, ys = points_of(answer)
    assert xs == (0, 1, 2, 3, 4)
    assert ys[:4] == (0.3, math.inf, -math.inf, math.inf)
    assert math.isnan(ys[4])


def test_curves_are_sorted_by_metric_and_variant_and_lack_points_without_a_position():
    b = AnsweredCurve(x=[1000, None, 3000], y=[1, 2, 3])
    found = curves_of({"loss": {"val": b, "train": b}, "accuracy": {"top1": b}}, scale=0.001)
    assert list(found) == ["accuracy", "loss"]
    assert found["loss"] == (
        Curve("train", (1.0, 3.0), (1.0, 3.0)),
        Curve("val", (1.0, 3.0), (1.0, 3.0)),
    )
