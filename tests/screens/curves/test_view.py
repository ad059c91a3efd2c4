from __future__ import annotations

import pytest

from mltui.screens.curves.lens import Lens
from mltui.screens.curves.view import CurveView, X, decode, encode, parse_limits, parse_smoothing
from mltui.series.smoothing import Smoothing

WHOLE = (0.0, 1000.0)


def test_a_view_is_the_same_after_it_was_kept() -> None:
    view = CurveView(
        columns=2,
        hidden=frozenset({"lr"}),
        pinned=("loss",),
        smoothing=Smoothing.GAUSSIAN,
        amount=3.0,
        deviation=1.5,
        x=X.WALL_TIME,
        log_y=True,
    ).with_limits("loss", (0.0, 2.0))
    assert decode(encode(view)) == view


def test_plots_side_by_side_and_above_each_other_are_one_to_six_or_as_many_as_fit() -> None:
    view, fitting = CurveView(), (3, 2)
    assert view.shape(20, fitting) == fitting
    for _ in range(9):
        view = view.grown(1, 1, fitting)
    assert view.shape(100, fitting) == (6, 6)
    for _ in range(5):
        view = view.grown(-1, -1, fitting)
    assert view.shape(100, fitting) == (1, 1)
    assert view.grown(-1, -1, fitting).shape(20, fitting) == fitting


def test_a_damaged_view_is_as_usual() -> None:
    kept = {"columns": "x", "smoothing": 7, "x": None, "y_limits": {"loss": [2, 1]}, "hidden": 3}
    assert decode(kept) == CurveView()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("exp 0.95", (Smoothing.EXPONENTIAL, 0.95, 2)),
        ("average 21", (Smoothing.RUNNING_AVERAGE, 21, 2)),
        ("gaussian 4", (Smoothing.GAUSSIAN, 4, 2)),
        ("gauss 9 1.5", (Smoothing.GAUSSIAN, 9, 1.5)),
        ("none", (Smoothing.NONE, 0, 2)),
    ],
)
def test_a_smoothing_is_read_as_typed(text: str, found: tuple[Smoothing, float, float]) -> None:
    assert parse_smoothing(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("exp 1", "exp", "exp x", "median 3", "gauss -1", "exp nan"),
        *("exp 0.5 2", "average 3 1", "gauss 7 -1", "gauss 7 x", "gauss 7 2 1"),
    ],
)
def test_a_wrong_smoothing_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_smoothing(text)


def test_limits_are_two_rising_numbers_or_nothing() -> None:
    assert parse_limits("0 2.5") == (0, 2.5)
    assert parse_limits("auto") is None
    for wrong in ("1", "2 1", "a b", "0 inf"):
        with pytest.raises(ValueError, match=r"\.$"):
            parse_limits(wrong)


def test_zooming_in_and_out_comes_back_to_everything() -> None:
    near = Lens().zoomed(WHOLE, 0.5, 400.0)
    assert near.over(WHOLE) == (200.0, 700.0)
    assert near.zoomed(WHOLE, 2.0, 400.0) == Lens()


def test_a_lens_at_the_end_follows_new_points() -> None:
    lens = Lens().zoomed(WHOLE, 0.5, 1000.0)
    assert lens.follows
    assert lens.over((0.0, 1100.0)) == (600.0, 1100.0)
    assert not lens.panned(WHOLE, -0.5).follows


def test_panning_stays_within_the_data() -> None:
    lens = Lens().zoomed(WHOLE, 0.5, 100.0)
    assert lens.panned(WHOLE, -9).over(WHOLE) == (0.0, 500.0)
    assert lens.panned(WHOLE, 9).over(WHOLE) == (500.0, 1000.0)
