"""The curves that trainings draw: each value is a function of (run, curve, iteration) alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from mltui.server.lab import noise


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric's variant as a kind of training reports it.

    Attributes:
        metric: Metric name, the plot.
        variant: Variant name, the line in the plot.
        shape: Key of `SHAPES`.
        start: Value near iteration 0.
        end: Value a good run comes to.
        noise: Deviation of a point, as a part of the value.
        every: Reported in every so many of the run's reports.
        diverges: Whether it becomes NaN in a run that diverges.
        exponent: The curve of which it is e to the power, as perplexity is of a loss; all that
            it is follows from that one then.
    """

    metric: str
    variant: str
    shape: str
    start: float
    end: float
    noise: float = 0.02
    every: int = 1
    diverges: bool = False
    exponent: Curve | None = None


@dataclass(frozen=True, slots=True)
class Temper:
    """What makes one run's curves differ from another's of the same kind.

    Attributes:
        key: Key of the run's noise.
        iterations: Iterations of the whole training.
        quality: How near it comes to a curve's end, about 0.8 to 1.1.
        haste: How early it bends, about 0.6 to 1.8.
        epochs: Epochs of the whole training.
        breaks_at: Iteration from which it diverges, or None.
    """

    key: int
    iterations: int
    quality: float
    haste: float
    epochs: int
    breaks_at: int | None = None


def _decay(curve: Curve, temper: Temper, part: float) -> float:
    floor = curve.end * (2.0 - temper.quality)
    fall = math.exp(-9.0 * temper.haste * part) * 0.55 + 0.45 / (1.0 + 14.0 * temper.haste * part)
    return floor + (curve.start - floor) * fall * (1.0 - 0.6 * part)


def _overfit(curve: Curve, temper: Temper, part: float) -> float:
    # The validation loss of a hasty run turns up again towards the end.
    turn = max(0.0, part - 0.45) * max(0.0, temper.haste - 1.0)
    return _decay(curve, temper, part) * (1.0 + 0.5 * turn)


def _rise(curve: Curve, temper: Temper, part: float) -> float:
    # Shares of 1: what is still missing at the end is larger in a run that is not so good.
    top = 1.0 - (1.0 - curve.end) * (2.0 - temper.quality)
    bend = 1.0 - math.exp(-5.5 * temper.haste * part) * 0.8 - 0.2 / (1.0 + 9.0 * part)
    return curve.start + (top - curve.start) * bend


def _cosine(curve: Curve, _temper: Temper, part: float) -> float:
    if part < 0.04:
        return curve.start * (part / 0.04)
    return curve.end + (curve.start - curve.end) * (0.5 + 0.5 * math.cos(math.pi * part))


def _steps(curve: Curve, _temper: Temper, part: float) -> float:
    if part < 0.02:
        return curve.start * (part / 0.02)
    return curve.start * 0.1 ** sum(part >= drop for drop in (0.5, 0.75, 0.92))


def _level(curve: Curve, temper: Temper, part: float) -> float:
    drift = noise.wander(temper.key + 17, part * 30.0) - 0.5
    return curve.start * (1.0 + 0.05 * drift)


def _ramp(curve: Curve, _temper: Temper, part: float) -> float:
    return curve.start + (curve.end - curve.start) * part


def _utilisation(curve: Curve, temper: Temper, part: float) -> float:
    drift = noise.wander(temper.key + hash_of(curve), part * 50.0)
    dip = 0.55 if noise.unit(temper.key + 29, int(part * temper.epochs * 12)) > 0.93 else 1.0
    return curve.start * (0.93 + 0.09 * drift) * dip


SHAPES: dict[str, Callable[[Curve, Temper, float], float]] = {
    "decay": _decay,
    "overfit": _overfit,
    "rise": _rise,
    "cosine": _cosine,
    "steps": _steps,
    "level": _level,
    "ramp": _ramp,
    "utilisation": _utilisation,
}

_hashes: dict[tuple[str, str], int] = {}


def hash_of(curve: Curve) -> int:
    """Return the part of a curve's noise key that is its own."""
    name = (curve.metric, curve.variant)
    found = _hashes.get(name)
    if found is None:
        found = _hashes[name] = noise.key_of(*name) >> 8
    return found


def value(curve: Curve, temper: Temper, iteration: int) -> float:
    """Return the curve's value at `iteration`; NaN once a diverging run has blown up."""
    if curve.exponent is not None:
        # Where the loss blows up, it stays a number, as that does.
        return math.exp(min(value(curve.exponent, temper, iteration), 60.0))
    part = iteration / temper.iterations
    level = SHAPES[curve.shape](curve, temper, part)
    swing = curve.noise * noise.normal(temper.key + hash_of(curve), iteration)
    if curve.shape == "rise":
        # The nearer to all of it, the less it varies.
        swing *= 4.0 * (1.0 - level)
    level *= max(1.0 + swing, 0.0)
    if curve.shape == "utilisation":
        level = min(level, 100.0)
    if curve.diverges and temper.breaks_at is not None and iteration >= temper.breaks_at:
        level *= math.exp(min(60.0, 14.0 * (iteration / temper.breaks_at - 1.0) / 0.02))
        if iteration > temper.breaks_at * 1.04:
            return math.nan
    return level


def spread(curve: Curve, first: float, middle: float, last: float) -> tuple[float, float]:
    """Return about the least and the greatest value of a curve.

    Three of its values and its known noise stand for all of them: a list of tasks shows these
    before anyone has looked at a curve.
    """
    points = [point for point in (first, middle, last) if math.isfinite(point)] or [0.0]
    swing = 1.0 + 2.4 * curve.noise
    low, high = min(points), max(points)
    most = {"rise": 1.0, "utilisation": 100.0}.get(curve.shape, math.inf)
    return min(low, middle / swing), max(high, min(middle * swing, most))
