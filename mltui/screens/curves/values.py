"""Curves in numbers: first, last, minimum, maximum and mean of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from mltui.series import numbers
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.table import Cell, Column, Row, Table

#: A value and the iteration at which it was reported, None if that is unknown.
Point = tuple[float, float | None]

#: The values of a curve, by the field of `Values`.
FIELDS = (("last", "LAST"), ("low", "MIN"), ("high", "MAX"), ("mean", "MEAN"), ("first", "FIRST"))

#: A terminal at least so wide has room for the iteration beside each value, cells.
WIDE = 118


def columns(*, wide: bool) -> list[Column]:
    """Return the columns of the table, with or without room for iterations."""
    found = [Column("name", "CURVE", flex=1, priority=9, minimum=16)]
    for number, (name, title) in enumerate(FIELDS):
        width = 17 if wide and name != "mean" else 8
        found.append(Column(name, title, width=width, align="right", priority=8 - number))
    return found


@dataclass(frozen=True, slots=True)
class Values:
    """What a curve comes to."""

    first: Point
    last: Point
    low: Point
    high: Point
    mean: float


def values_of(xs: Sequence[float], ys: Sequence[float], *, by_time: bool = False) -> Values | None:
    """Return what a curve comes to; None without a finite value.

    Args:
        xs: Iterations.
        ys: Values.
        by_time: Whether `xs` are times instead, so that no iteration is known.
    """
    if not math.isfinite(sum(ys)):
        finite = [(x, y) for x, y in zip(xs, ys, strict=False) if math.isfinite(y)]
        xs, ys = [x for x, _ in finite], [y for _, y in finite]
    if not ys:
        return None

    def at(place: int) -> Point:
        return ys[place], None if by_time else xs[place]

    return Values(
        first=at(0),
        last=at(-1),
        low=at(ys.index(min(ys))),
        high=at(ys.index(max(ys))),
        mean=math.fsum(ys) / len(ys),
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
            yield Table(columns(wide=self._is_wide))
            yield text_block([""], id="where")
            yield text_block(["j k scroll, esc close"], classes="keys")

    def on_mount(self) -> None:
        """Fill the table."""
        box = self.query_one(".box")
        box.styles.width = "96%"
        box.styles.max_width = 130
        table = self.query_one(Table)
        rows = list(self._rows())
        table.styles.height = min(len(rows) + 1, max(self.app.size.height - 9, 3))
        table.set_rows(rows)
        table.focus()

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE

    @on(Table.Highlighted)
    def _look_at(self, event: Table.Highlighted) -> None:
        """Say where the values of a curve are, which a narrow table has no room for."""
        event.stop()
        found = dict(self._curves).get(event.key or "")
        said = ""
        if found is not None and not self._is_wide:
            points = (("last", found.last), ("min", found.low), ("max", found.high))
            said = "   ".join(
                f"{name} @ {at:.0f}"
                for name, (_, at) in (*points, ("first", found.first))
                if at is not None
            )
        self.query_one("#where", Static).update(said)

    def _rows(self) -> Iterable[Row]:
        at = _at if self._is_wide else _value
        for name, found in self._curves:
            yield Row(
                name,
                {
                    "name": name,
                    "last": at(found.last),
                    "low": at(found.low),
                    "high": at(found.high),
                    "mean": numbers.metric(found.mean),
                    "first": Cell(at(found.first), "muted"),
                },
            )
        for name, value in self._single:
            yield Row(f"single {name}", {"name": name, "last": numbers.metric(value)})

    def action_close(self) -> None:
        """Close the table."""
        self.dismiss(None)


def _at(point: Point) -> str:
    value, at = point
    return numbers.metric(value) if at is None else f"{numbers.metric(value)} @ {at:.0f}"


def _value(point: Point) -> str:
    return numbers.metric(point[0])
