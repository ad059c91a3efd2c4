"""Curves in numbers: first, last, minimum, maximum and mean of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from mltui.series import numbers
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit_middle
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.glyphs import ELLIPSIS
from mltui.widgets.table import Cell, Column, Row, Table
from mltui.widgets.telling import with_telling_parts

if TYPE_CHECKING:
    from mltui.screens.curves.ends import AskEnds

#: A value and the iteration at which it was reported, None if that is unknown.
Point = tuple[float, float | None]

#: The values of a curve, by the field of `Values`.
FIELDS = (("last", "LAST"), ("low", "MIN"), ("high", "MAX"), ("mean", "MEAN"), ("first", "FIRST"))

#: A terminal at least so wide has room for the iteration beside each value, cells.
WIDE = 118


#: What the keys of rows of single values begin with.
_SINGLE = "single "

#: Stands for an iteration that nobody tells.
_UNKNOWN = "–"

#: Longer names are told again as a whole below the table, cells.
LONG = 20


def columns() -> list[Column]:
    """Return the columns of the table: the names have what the values leave."""
    return [
        Column("name", "CURVE", flex=1, priority=9, minimum=16, ends=True),
        *(
            Column(name, title, align="right", priority=8 - number)
            for number, (name, title) in enumerate(FIELDS)
        ),
    ]


@dataclass(frozen=True, slots=True)
class Values:
    """What a curve comes to, by its finite points; only the last may be another one.

    Attributes:
        first: The first of them.
        last: The last point of all.
        low: The least.
        high: The greatest.
        mean: Their mean.
        gaps: Whether there were others.
    """

    first: Point
    last: Point
    low: Point
    high: Point
    mean: float
    gaps: bool = False


def values_of(xs: Sequence[float], ys: Sequence[float], *, by_time: bool = False) -> Values | None:
    """Return what a curve comes to; None without a finite value.

    Only the last value may be one that is not finite: that is how the curve ends.

    Args:
        xs: Iterations.
        ys: Values.
        by_time: Whether `xs` are times instead, so that no iteration is known.
    """
    end = (xs[-1], ys[-1]) if len(ys) else None
    gaps = not math.isfinite(sum(ys)) and not all(map(math.isfinite, ys))
    if gaps:
        finite = [(x, y) for x, y in zip(xs, ys, strict=False) if math.isfinite(y)]
        xs, ys = [x for x, _ in finite], [y for _, y in finite]
    if end is None or not ys:
        return None

    def point(x: float, y: float) -> Point:
        return y, None if by_time else x

    def at(place: int) -> Point:
        return point(xs[place], ys[place])

    return Values(
        first=at(0),
        last=point(*end),
        low=at(ys.index(min(ys))),
        high=at(ys.index(max(ys))),
        mean=math.fsum(ys) / len(ys),
        gaps=gaps,
    )


def nothing_finite(last: Point) -> Values:
    """Return what a curve comes to that has not one finite value."""
    none = (math.nan, None)
    return Values(none, last, none, none, math.nan, gaps=True)


class EndsCame(Message):
    """It became known where curves ended."""

    def __init__(self, ends: Mapping[str, Point]) -> None:
        super().__init__()
        self.ends = ends


class ValuesTable(Dialog[None]):
    """Shows the table until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,t", "close", "close")]

    def __init__(
        self,
        curves: Sequence[tuple[str, Values]],
        single: Sequence[tuple[str, float | None]],
        note: str,
        ask_ends: AskEnds | None = None,
    ) -> None:
        """Make the table.

        Args:
            curves: Name and values of each curve.
            single: Name and value of what was reported without an iteration.
            note: What the numbers are of, such as averages.
            ask_ends: Asks for the last points whose iterations are not known; None if nobody tells.
        """
        super().__init__()
        self._curves = tuple(curves)
        self._ask_ends = ask_ends
        self._nowhere = ELLIPSIS if ask_ends is not None else _UNKNOWN
        self._single = single
        self._note = note

    def compose(self) -> ComposeResult:
        """Yield the box."""
        with Vertical(classes="box -wide"):
            yield text_block([f"Values{self._note}"], classes="title")
            yield Table(columns())
            yield text_block([""], id="where")
            yield text_block(["j k scroll, esc close"], classes="keys")

    def on_mount(self) -> None:
        """Fill the table."""
        box = self.query_one(".box")
        box.styles.width = "96%"
        box.styles.max_width = 130
        table = self.query_one(Table)
        rows = list(self._rows())
        # The box takes nine tenths of the height at most; seven lines of it are around the table.
        room = self.app.size.height * 9 // 10 - 7 - (self._has_long_names and not self._is_wide)
        table.styles.height = min(len(rows) + 1, max(room, 3))
        self._fill()
        table.focus()
        if self._ask_ends is not None:
            self._ask(self._ask_ends)

    def _fill(self) -> None:
        self.query_one(Table).set_rows(with_telling_parts(self._rows(), columns()))

    @work(group="ends")
    async def _ask(self, ask: AskEnds) -> None:
        self.post_message(EndsCame(await ask()))

    @on(EndsCame)
    def _take_ends(self, message: EndsCame) -> None:
        self._nowhere = _UNKNOWN
        self._curves = tuple(
            (name, replace(values, last=message.ends.get(name, values.last)))
            for name, values in self._curves
        )
        self._fill()
        self._tell_of(self.query_one(Table).cursor_key or "")

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE

    @property
    def _has_long_names(self) -> bool:
        return any(len(name) > LONG for name, _ in (*self._curves, *self._single))

    @on(Table.Highlighted)
    def _look_at(self, event: Table.Highlighted) -> None:
        """Say what a narrow table has no room for: the whole name, and where the values are."""
        event.stop()
        self._tell_of(event.key or "")

    def _tell_of(self, key: str) -> None:
        found = dict(self._curves).get(key)
        where = self.query_one("#where", Static)
        name = fit_middle(clean(key.removeprefix(_SINGLE)), max(where.size.width, LONG))
        lines = [name] if self._has_long_names else []
        if found is not None and not self._is_wide:
            points = (("last", found.last), ("min", found.low), ("max", found.high))
            lines.append(
                "   ".join(
                    f"{name} @ {place}"
                    for name, point in (*points, ("first", found.first))
                    if (place := self._place(point, found))
                )
            )
        where.update(Content("\n".join(lines)))

    def _rows(self) -> Iterable[Row]:
        for name, found in self._curves:
            yield Row(
                name,
                {
                    "name": name,
                    "last": self._at(found.last, found, ended=True),
                    "low": self._at(found.low, found),
                    "high": self._at(found.high, found),
                    "mean": _value((found.mean, None)),
                    "first": Cell(self._at(found.first, found), "muted"),
                },
            )
        for name, value in self._single:
            yield Row(f"{_SINGLE}{name}", {"name": name, "last": numbers.metric(value)})

    def _at(self, point: Point, of: Values, *, ended: bool = False) -> str:
        value, place = _value(point, ended=ended), self._place(point, of)
        return f"{value} @ {place}" if place and self._is_wide else value

    def _place(self, point: Point, of: Values) -> str:
        """Write an iteration; where only those of other values are known, that it is not."""
        _, at = point
        if at is None:
            return "" if of.low[1] is None else self._nowhere
        return f"{at:.0f}"

    def action_close(self) -> None:
        """Close the table."""
        self.dismiss(None)


def _value(point: Point, *, ended: bool = False) -> str:
    """Write a value; of what no finite point there is, only the end of a curve is told."""
    value, _ = point
    return numbers.metric(None if math.isnan(value) and not ended else value)
