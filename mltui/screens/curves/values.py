"""Curves in numbers: first, last, minimum, maximum and mean of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.series import numbers
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.table import Cell, Column, Row, Table

#: A value and the position at which it was reported.
Point = tuple[float, float]

COLUMNS = (
    Column("name", "CURVE", flex=1, priority=9, minimum=20),
    Column("last", "LAST", width=17, align="right", priority=8),
    Column("low", "MIN", width=17, align="right", priority=7),
    Column("high", "MAX", width=17, align="right", priority=6),
    Column("mean", "MEAN", width=8, align="right", priority=5),
    Column("first", "FIRST", width=17, align="right", priority=4),
)


@dataclass(frozen=True, slots=True)
class Values:
    """What a curve comes to; each point is (value, position)."""

    first: Point
    last: Point
    low: Point
    high: Point
    mean: float


def values_of(xs: Sequence[float], ys: Sequence[float]) -> Values | None:
    """Return what a curve comes to; None without a finite value."""
    points = [(y, x) for x, y in zip(xs, ys, strict=False) if math.isfinite(y)]
    if not points:
        return None
    return Values(
        first=points[0],
        last=points[-1],
        low=min(points),
        high=max(points, key=lambda point: (point[0], -point[1])),
        mean=math.fsum(y for y, _ in points) / len(points),
    )


class ValuesTable(Dialog[None]):
    """Shows the table until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,t", "close", "close")]

    def __init__(
        self,
        curves: Sequence[tuple[str, Values]],
        single: Sequence[tuple[str, float | None]],
        note: str,
    ) -> None:
        """Make the table.

        Args:
            curves: Name and values of each curve.
            single: Name and value of what was reported without an iteration.
            note: What the numbers are of, such as averages.
        """
        super().__init__()
        self._curves = curves
        self._single = single
        self._note = note

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(classes="box -wide"):
            yield text_block([f"Values{self._note}"], classes="title")
            yield Table(COLUMNS)
            yield text_block(["value @ where, j k scroll, esc close"], classes="keys")

    def on_mount(self) -> None:
        """Fill the table."""
        box = self.query_one(".box")
        box.styles.width = "96%"
        box.styles.max_width = 130
        table = self.query_one(Table)
        rows = list(self._rows())
        table.styles.height = min(len(rows) + 1, max(self.app.size.height - 8, 3))
        table.set_rows(rows)
        table.focus()

    def _rows(self) -> Iterable[Row]:
        for name, found in self._curves:
            yield Row(
                name,
                {
                    "name": name,
                    "last": _at(found.last),
                    "low": _at(found.low),
                    "high": _at(found.high),
                    "mean": numbers.metric(found.mean),
                    "first": Cell(_at(found.first), "muted"),
                },
            )
        for name, value in self._single:
            yield Row(f"single {name}", {"name": name, "last": numbers.metric(value)})

    def action_close(self) -> None:
        """Close the table."""
        self.dismiss(None)


def _at(point: Point) -> str:
    return f"{numbers.metric(point[0])} @ {numbers.si(point[1], 4)}"
