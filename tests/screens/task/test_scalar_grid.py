from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mltui.live.task import LastMetric
from mltui.screens.curves.plots import Line
from mltui.screens.curves.values import Values, values_of
from mltui.screens.task.scalar_grid import TaskCurves


def test_what_the_server_counted_is_of_all_points_where_averages_are_drawn():
    curves = TaskCurves()
    line = Line("loss", "train", [0.0, 40.0], [30.0, 20.0], averaged=True)
    drawn = values_of(line.xs, line.ys)
    assert drawn is not None
    assert curves.counted(line, drawn) is None
    spike = LastMetric(
        "loss", "train", 15.0, 10.0, 44, 90.0, 7, first=40.0, first_iteration=0, mean=24.0
    )
    curves.known = {("loss", "train"): spike}
    counted = curves.counted(line, drawn)
    assert counted == Values((40.0, 0), (15.0, 40.0), (10.0, 44), (90.0, 7), 24.0)
    # Older servers tell less, and what is drawn may be newer than what was counted.
    curves.known = {("loss", "train"): replace(spike, mean=None)}
    assert curves.counted(line, drawn) is None
    curves.known = {("loss", "train"): replace(spike, low=25.0, high=26.0)}
    counted = curves.counted(line, drawn)
    assert counted is not None
    assert (counted.low, counted.high) == ((20.0, 40.0), (30.0, 0.0))


def test_a_small_mean_is_that_of_what_is_drawn_because_servers_round_it():
    curves = TaskCurves()
    line = Line("rate", "group", [0.0, 40.0], [0.002, 0.004], averaged=True)
    rounded = LastMetric("rate", "group", 0.004, 0.001, 1, 0.005, 2, first=0.002, mean=0.0)
    curves.known = {("rate", "group"): rounded}
    drawn = values_of(line.xs, line.ys)
    assert drawn is not None
    counted = curves.counted(line, drawn)
    assert counted is not None
    assert counted.mean == pytest.approx(0.003)


def test_a_value_that_stands_for_infinity_is_not_the_greatest_of_a_curve():
    curves = TaskCurves()
    curves.known = {
        ("loss", "train"): LastMetric(
            metric="loss",
            variant="train",
            value=2.0,
            low=1.0,
            high=math.inf,
            first=4.0,
            mean=1e36,
        )
    }
    line = Line("loss", "train", [0.0, 1.0, 2.0], [4.0, math.inf, 2.0])
    drawn = values_of(line.xs, line.ys)
    assert drawn is not None
    assert curves.counted(line, drawn) is None
    assert drawn.high == (4.0, 0.0)
