"""How a person wants to see curves, and how that is written down and read again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from mltui.live.metric_names import MONITOR_PREFIX
from mltui.series.smoothing import USUAL_DEVIATION, Smoothing

if TYPE_CHECKING:
    from mltui.api.types.json import Json, JsonObject

#: Plots side by side, and above each other, at most.
MOST_ACROSS = 6

#: What the smoothing key goes through.
STEPS: tuple[tuple[Smoothing, float, float], ...] = (
    (Smoothing.NONE, 0.0, USUAL_DEVIATION),
    (Smoothing.EXPONENTIAL, 0.6, USUAL_DEVIATION),
    (Smoothing.EXPONENTIAL, 0.9, USUAL_DEVIATION),
    (Smoothing.EXPONENTIAL, 0.97, USUAL_DEVIATION),
    (Smoothing.RUNNING_AVERAGE, 5, USUAL_DEVIATION),
    (Smoothing.RUNNING_AVERAGE, 51, USUAL_DEVIATION),
    (Smoothing.GAUSSIAN, 7, USUAL_DEVIATION),
    (Smoothing.GAUSSIAN, 31, 8.0),
)

_SHORT = {
    Smoothing.EXPONENTIAL: "exp",
    Smoothing.RUNNING_AVERAGE: "average",
    Smoothing.GAUSSIAN: "gauss",
}

#: The largest window and deviation, points: beyond it a curve is a flat line.
_WIDEST = 10_000


class X(Enum):
    """What runs along the X axis, apart from other scalars."""

    ITERATION = "iteration"
    SINCE_START = "time since start"
    WALL_TIME = "wall time"


@dataclass(frozen=True, slots=True)
class CurveView:
    """How curves are shown.

    Attributes:
        columns: Plots side by side, 0 as many as fit.
        rows: Plots above each other, 0 as many as fit.
        by_variant: A plot for each variant, rather than for each metric with all its variants.
        hidden: Metrics that are not shown.
        pinned: Metrics that come first.
        smoothing: The kind of smoothing.
        amount: Its strength, see `mltui.series.smoothing.smooth`.
        deviation: That of a Gaussian one.
        x: What runs along the X axis.
        x_scalar: Metric and variant that runs along the X axis instead; None is `x`.
        log_y: Whether Y axes are logarithmic.
        y_limits: Fixed ends of Y axes, by the title of the plot.
    """

    columns: int = 0
    rows: int = 0
    by_variant: bool = False
    hidden: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    smoothing: Smoothing = Smoothing.NONE
    amount: float = 0.0
    deviation: float = USUAL_DEVIATION
    x: X = X.ITERATION
    x_scalar: tuple[str, str] | None = None
    log_y: bool = False
    y_limits: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def x_name(self) -> str:
        """What the X axis is called."""
        if not self.x_scalar:
            return self.x.value
        return " ".join(self.x_scalar).removeprefix(MONITOR_PREFIX)

    def next_smoothing(self) -> CurveView:
        """Return the view with the next strength of smoothing."""
        current = (self.smoothing, self.amount, self.deviation)
        number = STEPS.index(current) + 1 if current in STEPS else 0
        return self.smoothed(*STEPS[number % len(STEPS)])

    def smoothed(self, kind: Smoothing, amount: float, deviation: float) -> CurveView:
        """Return the view with another smoothing."""
        return replace(self, smoothing=kind, amount=amount, deviation=deviation)

    def grown(self, columns: int, rows: int, fitting: tuple[int, int]) -> CurveView:
        """Return the view with more or fewer plots; below one is as many as fit again."""
        across = (self.columns or fitting[0]) + columns if columns else self.columns
        down = (self.rows or fitting[1]) + rows if rows else self.rows
        return replace(
            self, columns=min(max(across, 0), MOST_ACROSS), rows=min(max(down, 0), MOST_ACROSS)
        )

    def shape(self, count: int, fitting: tuple[int, int]) -> tuple[int, int]:
        """Return columns and rows: as wanted, else as square as the number of plots allows."""
        if count <= 1:
            return 1, 1
        most_columns, most_rows = self.columns or fitting[0], self.rows or fitting[1]
        rows = min(most_rows, math.ceil(count / most_columns))
        return min(most_columns, math.ceil(count / rows)), rows

    def with_limits(self, title: str, limits: tuple[float, float] | None) -> CurveView:
        """Return the view with other fixed ends of one plot's Y axis; None follows the data."""
        others = {name: each for name, each in self.y_limits.items() if name != title}
        if limits is not None:
            others[title] = limits
        return replace(self, y_limits=MappingProxyType(others))

    def limits_of(self, title: str) -> tuple[float, float] | None:
        """Return the fixed ends of a plot's Y axis, where the axis can have them."""
        limits = self.y_limits.get(title)
        return None if limits is not None and self.log_y and limits[0] <= 0 else limits

    def marks(self, title: str, metric: str) -> tuple[str, ...]:
        """Say what was chosen for one plot alone, in a word or two each."""
        fixed = ("y fixed",) if self.limits_of(title) is not None else ()
        return (*fixed, "pinned") if metric in self.pinned else fixed

    def words(self) -> list[str]:
        """Say what is not as usual, in a few words each."""
        found = []
        if self.smoothing is not Smoothing.NONE:
            found.append(f"smooth {smoothing_text(self.smoothing, self.amount, self.deviation)}")
        if self.x is not X.ITERATION or self.x_scalar:
            found.append(f"x {self.x_name}")
        if self.log_y:
            found.append("log y")
        if self.hidden:
            found.append(f"{len(self.hidden)} hidden")
        return found


def smoothing_text(kind: Smoothing, amount: float, deviation: float) -> str:
    """Write a smoothing as `parse_smoothing` reads it: `exp 0.6`, `average 11`, `none`."""
    if kind is Smoothing.NONE:
        return "none"
    text = f"{_SHORT[kind]} {amount:g}"
    return f"{text} {deviation:g}" if kind is Smoothing.GAUSSIAN else text


def parse_smoothing(text: str) -> tuple[Smoothing, float, float]:
    """Read a smoothing such as `exp 0.95`, `average 21`, `gauss 7 2`, or `none`.

    Returns:
        Its kind, its strength, and the deviation of a Gaussian one.

    Raises:
        ValueError: with a sentence that says what would be right.
    """
    words = text.casefold().split()
    if not words or words == ["none"]:
        return Smoothing.NONE, 0.0, USUAL_DEVIATION
    kinds = [kind for kind, word in _SHORT.items() if word.startswith(words[0][:3])]
    most = 3 if kinds == [Smoothing.GAUSSIAN] else 2
    if not kinds or not 2 <= len(words) <= most or len(words[0]) < 3:
        raise ValueError("Write exp 0.9, average 21, gauss 7 2 or none.")
    highest = 0.999 if kinds[0] is Smoothing.EXPONENTIAL else _WIDEST
    amount = _strength(words[1], f"The strength of {_SHORT[kinds[0]]}", highest)
    if len(words) < most or most == 2:
        return kinds[0], amount, USUAL_DEVIATION
    return kinds[0], amount, _strength(words[2], "The deviation", _WIDEST)


def _strength(text: str, name: str, highest: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a number.") from None
    if not 0 <= number <= highest:
        raise ValueError(f"{name} is from 0 to {highest:g}.")
    return number


def parse_limits(text: str) -> tuple[float, float] | None:
    """Read the ends of an axis, such as `0 2.5`; None for nothing or `auto`.

    Raises:
        ValueError: with a sentence that says what would be right.
    """
    words = text.split()
    if not words or words == ["auto"]:
        return None
    try:
        low, high = (float(word) for word in words)
    except ValueError:
        raise ValueError("Write two numbers, such as 0 2.5, or auto.") from None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError("The first number must be below the second.")
    return low, high


def encode(view: CurveView) -> JsonObject:
    """Make JSON of a view."""
    return {
        "columns": view.columns,
        "rows": view.rows,
        "by_variant": view.by_variant,
        "hidden": [*sorted(view.hidden)],
        "pinned": list(view.pinned),
        "smoothing": view.smoothing.value,
        "amount": view.amount,
        "deviation": view.deviation,
        "x": view.x.value,
        "x_scalar": list(view.x_scalar) if view.x_scalar else None,
        "log_y": view.log_y,
        "y_limits": {title: list(limits) for title, limits in view.y_limits.items()},
    }


def decode(kept: JsonObject) -> CurveView:
    """Make a view of JSON; what cannot be read is as usual."""
    usual = CurveView()
    try:
        kind, amount = Smoothing(kept.get("smoothing")), _number(kept.get("amount"))
        deviation = _number(kept.get("deviation", USUAL_DEVIATION))
        kind, amount, deviation = parse_smoothing(smoothing_text(kind, amount, deviation))
        x = X(kept.get("x"))
    except ValueError:
        kind, amount, deviation, x = usual.smoothing, usual.amount, usual.deviation, usual.x
    scalar = _texts(kept.get("x_scalar"))
    limits = kept.get("y_limits")
    return CurveView(
        columns=min(max(int(_number(kept.get("columns"))), 0), MOST_ACROSS),
        rows=min(max(int(_number(kept.get("rows"))), 0), MOST_ACROSS),
        by_variant=kept.get("by_variant") is True,
        hidden=frozenset(_texts(kept.get("hidden"))),
        pinned=_texts(kept.get("pinned")),
        smoothing=kind,
        amount=amount,
        deviation=deviation,
        x=x,
        x_scalar=(scalar[0], scalar[1]) if len(scalar) == 2 else None,
        log_y=kept.get("log_y") is True,
        y_limits=MappingProxyType(_limits(limits) if isinstance(limits, dict) else {}),
    )


def _number(value: Json) -> float:
    usable = isinstance(value, int | float) and math.isfinite(value)
    return float(value) if usable else 0.0  # type: ignore[arg-type]


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _limits(kept: JsonObject) -> dict[str, tuple[float, float]]:
    found = {}
    for title, ends in kept.items():
        if isinstance(ends, list) and len(ends) == 2:
            low, high = _number(ends[0]), _number(ends[1])
            if low < high:
                found[title] = (low, high)
    return found
