from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mltui.server.lab.curves import SHAPES, Curve, Temper, spread, value
from mltui.server.lab.machines import AGENTS
from mltui.server.lab.metrics import monitor_curves
from mltui.server.lab.recipes import RECIPES, Recipe

TEMPER = Temper(key=11, iterations=10_000, quality=0.95, haste=1.1, epochs=30)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_is_finite_from_the_first_iteration_to_the_last(shape):
    curve = Curve("m", "v", shape, 2.0, 0.2, 0.02)
    values = [value(curve, TEMPER, iteration) for iteration in range(0, 10_001, 100)]
    assert all(math.isfinite(number) for number in values)


def test_a_loss_falls_and_an_accuracy_rises():
    loss = Curve("loss", "train", "decay", 2.6, 0.2, 0.03)
    accuracy = Curve("accuracy", "top1", "rise", 0.05, 0.93, 0.01)
    assert value(loss, TEMPER, 0) > 2.0 > 0.5 > value(loss, TEMPER, 10_000)
    assert value(accuracy, TEMPER, 0) < 0.1 < 0.8 < value(accuracy, TEMPER, 10_000)


@pytest.mark.parametrize("key", [1, 7, 13])
@pytest.mark.parametrize(("quality", "haste"), [(0.8, 0.6), (1.1, 1.8)])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.project)
def test_what_runs_report_could_be_true(recipe: Recipe, quality: float, haste: float, key: int):
    temper = Temper(key, 10_000, quality, haste, recipe.epochs)
    found: dict[str, list[float]] = {}
    curves = recipe.curves + monitor_curves(AGENTS[0], recipe.load.gpu)
    for curve in curves:
        values = [value(curve, temper, iteration) for iteration in range(0, 10_001, 50)]
        found[f"{curve.metric} {curve.variant}"] = values
        assert min(values) >= 0
        low, high = spread(curve, values[0], values[100], values[-1])
        if curve.shape == "rise":
            assert max(*values, high) <= 1
        if curve.shape == "utilisation" or "percent" in curve.variant:
            assert max(*values, high) <= 100
        assert low >= 0
    if "accuracy top5" in found:
        pairs = zip(found["accuracy top1"], found["accuracy top5"], strict=True)
        assert all(top1 < top5 for top1, top5 in pairs)
    if "perplexity val" in found:
        # A language model's perplexity is e to the power of its loss.
        assert found["perplexity val"] == pytest.approx([math.exp(x) for x in found["loss val"]])


def test_a_diverging_run_blows_up_and_then_reports_nan():
    loss = Curve("loss", "train", "decay", 2.6, 0.2, 0.03, diverges=True)
    temper = replace(TEMPER, breaks_at=5_000)
    assert value(loss, temper, 4_990) < 1.0
    assert value(loss, temper, 5_150) > 10.0
    assert math.isnan(value(loss, temper, 5_400))


def test_a_learning_rate_warms_up_and_cools_down():
    rate = Curve("learning rate", "group 0", "cosine", 0.01, 0.0001, 0.0)
    assert value(rate, TEMPER, 0) == 0.0
    assert value(rate, TEMPER, 450) == pytest.approx(0.01, rel=0.02)
    assert value(rate, TEMPER, 10_000) == pytest.approx(0.0001)


def test_the_spread_of_a_curve_holds_the_three_values_it_is_made_of():
    curve = Curve("m", "v", "level", 1.0, 1.0, 0.05)
    low, high = spread(curve, 1.0, 1.1, math.nan)
    assert low <= 1.0
    assert high >= 1.1
