from __future__ import annotations

import pytest

from mltui.live.scalars import Curve, averaged


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
