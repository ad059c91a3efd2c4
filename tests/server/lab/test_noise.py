from __future__ import annotations

from itertools import pairwise
from statistics import fmean, pstdev

from mltui.server.lab import noise


def test_the_same_place_always_gives_the_same_number():
    assert noise.unit(noise.key_of("a", 1), 5) == noise.unit(noise.key_of("a", 1), 5)
    assert noise.unit(noise.key_of("a", 1), 5) != noise.unit(noise.key_of("a", 2), 5)
    assert noise.key_of("ab", "c") != noise.key_of("a", "bc")


def test_unit_numbers_are_evenly_spread():
    numbers = [noise.unit(3, index) for index in range(4000)]
    assert 0.0 <= min(numbers) < 0.01
    assert 0.99 < max(numbers) < 1.0
    assert abs(fmean(numbers) - 0.5) < 0.02


def test_normal_numbers_have_mean_0_and_deviation_1():
    numbers = [noise.normal(3, index) for index in range(4000)]
    assert abs(fmean(numbers)) < 0.06
    assert abs(pstdev(numbers) - 1.0) < 0.06
    assert max(map(abs, numbers)) < 3.5


def test_wandering_is_smooth():
    steps = [noise.wander(9, position / 100) for position in range(1000)]
    assert max(abs(b - a) for a, b in pairwise(steps)) < 0.02
    assert max(steps) - min(steps) > 0.5


def test_identifiers_look_like_clearml_ids():
    assert len(noise.identifier("task", 1)) == 32
    assert int(noise.identifier("task", 1), 16)
