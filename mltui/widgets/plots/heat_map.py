"""Matrices: cells with their values where there is room, else a picture in colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style

from mltui.series import numbers
from mltui.series.axes import finite
from mltui.series.plotly.model import HeatMap
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, fit_middle, width_of
from mltui.widgets.plots.names import legend, numbered, shortened
from mltui.widgets.plots.pen import Lines, Pen, Pieces

# From low to high, even to the eye and to people who see no red or green. A light theme has it the
# other way round.
_STOPS = (
    (26, 33, 58),
    (42, 78, 122),
    (38, 128, 140),
    (72, 176, 122),
    (188, 214, 92),
    (250, 232, 140),
)
_SHADES = " .:-=+*#%@"
STEPS = 40

#: Of a matrix larger than the screen so many rows and columns count for one dot at most.
SAMPLE = 8

#: A cell with its value is this wide at least.
LEAST_CELL = 5

#: A column of a small matrix is at most so wide; with its value, on a large screen, a share of it.
WIDEST_CELL, WIDEST_SHARE = 12, 8


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a matrix is laid out: cells for the rows' names, and the ends of the colours."""

    room: int
    ends: tuple[float, float]
    pen: Pen

    @property
    def margin(self) -> str:
        return " " * (self.room + 1)

    def label(self, name: str) -> str:
        return fit(name, self.room, "right") + " "


@dataclass(frozen=True, slots=True)
class _Names:
    """What is written beside the rows and below the columns.

    Attributes:
        rows: The rows' names, from the top.
        columns: The columns' names or, where these could not be told apart, their numbers.
        legend: Lines that say which number is which name, where the rows' names don't.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    legend: Sequence[str] = ()


def draw_heat_map(panel: HeatMap, width: int, height: int, pen: Pen) -> Lines:
    """Draw a matrix with the names of its rows and columns, and the scale of its colours."""
    ends = _least_and_greatest(panel.rows)
    if ends is None:
        return [pen.centred("no values that can be drawn", width)]
    turn = 1 if panel.from_top else -1
    rows, texts = panel.rows[::turn], panel.texts[::turn]
    names = tuple(clean(name) for name in panel.row_names[::turn])
    columns = tuple(clean(name) for name in panel.columns)
    longest = max((width_of(name) for name in names), default=0)
    plan = _Plan(min(longest, max(width // 4, 4)), ends, pen)
    lines: Lines = []
    if panel.y:
        lines.append([(clean(panel.y), pen.token("muted"))])
    across = max(width - plan.room - 1, 1)
    share = across // len(rows[0])
    written: Sequence[Sequence[str]] = ()
    # Of a matrix too large for that no value is written: there may be millions of them.
    if not panel.smooth and share >= LEAST_CELL - 1 and len(rows) <= max(height - 4, 40):
        written = texts or tuple(tuple(_value(value) for value in row) for row in rows)
    needed = max((width_of(clean(text)) for row in written for text in row), default=1) + 1
    cell = min(share, max(WIDEST_CELL, across // WIDEST_SHARE, needed))
    if written and cell >= max(needed, LEAST_CELL - 1):
        told = _names(names, columns, turn, (plan.room, cell - 1, across))
        # A cell is about square when it is half as high as it is wide.
        left = height - 4 - len(told.legend)
        tall = min(max(left // len(rows), 1), max(cell // 4, 1))
        for place, row in enumerate(rows):
            label = plan.label(_at(told.rows, place))
            texts_here = written[place] if place < len(written) else ()
            lines += _valued(plan, label, row, texts_here, (cell, tall))
        lines += _feet(plan, told, cell)
    else:
        lines += _picture(plan, rows, names, across, max(height - len(lines) - 3, 4))
        lines += _ends(plan, columns, min(across, _picture_width(len(rows[0]), across)))
    if panel.x:
        lines.append([(plan.margin + clean(panel.x), pen.token("muted"))])
    lines.append(_scale(plan))
    return lines


def _least_and_greatest(rows: Sequence[Sequence[float]]) -> tuple[float, float] | None:
    """Return the ends of the finite values, None where there are none."""
    ends: list[float] = []
    for row in rows:
        # A sum is finite only where all its values are; it is far quicker than a look at each.
        known = row if math.isfinite(sum(row)) else finite(row)
        if known:
            ends += (min(known), max(known))
    return (min(ends), max(ends)) if ends else None


def _value(value: float) -> str:
    if math.isnan(value):
        return ""
    whole = math.isfinite(value) and value == int(value) and abs(value) < 1e5
    return f"{value:g}" if whole else numbers.metric(value, 3)


def _at(names: Sequence[str], place: int) -> str:
    return names[place] if place < len(names) else ""


def _names(
    rows: tuple[str, ...], columns: tuple[str, ...], turn: int, room: tuple[int, int, int]
) -> _Names:
    """Cut names to the cells beside a row and below a column; numbers where they look alike.

    Args:
        rows: From the top.
        columns: From the left.
        turn: -1 where the first row is the lowest.
        room: Cells beside a row, below a column, and below all columns.
    """
    beside, below, across = room
    below_columns = shortened(columns, below)
    if below_columns is not None:
        return _Names(_cut(rows, beside), below_columns)
    order = range(1, len(columns) + 1)
    numbers_below = tuple(map(str, order))
    # A number belongs to a place: names may be equal, and read the same from both ends.
    for way in (turn, -turn):
        if rows[::way] == columns:
            return _Names(numbered(rows, order[::way], beside), numbers_below)
    return _Names(_cut(rows, beside), numbers_below, legend(columns, across))


def _cut(names: Sequence[str], room: int) -> tuple[str, ...]:
    return shortened(names, room) or tuple(fit_middle(name, room) for name in names)


def _valued(
    plan: _Plan, label: str, row: Sequence[float], written: Sequence[str], size: tuple[int, int]
) -> Lines:
    """Draw a row of cells with their values; a cell has that many cells and lines."""
    cell, tall = size
    middle = (tall - 1) // 2
    lines: Lines = []
    for part in range(tall):
        pieces: Pieces = [(label if part == middle else plan.margin, plan.pen.token("text"))]
        for place, value in enumerate(row):
            text = clean(written[place]) if part == middle and place < len(written) else ""
            pieces.append((fit(text, cell - 1, "center") + " ", _style(value, plan)))
        lines.append(pieces)
    return lines


def _style(value: float, plan: _Plan) -> Style:
    if math.isnan(value):
        return plan.pen.token("")
    return _ground(_step(value, plan.ends), plan.pen.dark)


def _feet(plan: _Plan, told: _Names, cell: int) -> Lines:
    if not told.columns:
        return []
    muted = plan.pen.token("muted")
    names = [fit(name, cell - 1, "center") + " " for name in told.columns]
    lines: Lines = [[(plan.margin + "".join(names), muted)]]
    return lines + [[(plan.margin + text, muted)] for text in told.legend]


def _picture_width(columns: int, across: int) -> int:
    """Return how many cells wide a picture of a matrix is: whole cells for each column."""
    return columns * min(across // columns, WIDEST_CELL) if columns <= across else across


def _picture(
    plan: _Plan, rows: Sequence[Sequence[float]], names: Sequence[str], across: int, height: int
) -> Lines:
    """Draw two rows of dots in a line; what is larger than the screen is averaged."""
    wide = _picture_width(len(rows[0]), across)
    halves = 1 if glyphs.ascii_only() else 2
    # Dots are about square: a row is as many of them high as a column is wide, if that fits.
    each = max(min(height * halves // len(rows), wide // len(rows[0])), 1)
    tall = min(len(rows) * each, height * halves)
    dots = [[_mean(rows, x, y, wide, tall) for x in range(wide)] for y in range(tall)]
    lines: Lines = []
    tops = range(0, tall, halves)
    begins = [top * len(rows) // tall for top in tops]
    labels = _labels(names, begins, plan.room) if len(names) == len(rows) else [""] * len(tops)
    for top, label in zip(tops, labels, strict=True):
        pieces: Pieces = [(plan.label(label), plan.pen.token("muted"))]
        lower = dots[top + 1] if halves == 2 and top + 1 < tall else [math.nan] * wide
        if halves == 1:
            pieces.append(("".join(_shade(value, plan) for value in dots[top]), plan.pen.token("")))
        else:
            pieces += [
                ("▀", _two(_number(upper, plan), _number(below, plan), plan.pen))
                for upper, below in zip(dots[top], lower, strict=True)
            ]
        lines.append(pieces)
    return lines


def _labels(names: Sequence[str], begins: Sequence[int], room: int) -> list[str]:
    """Return what to write beside lines that begin with these rows: a name beside its first.

    No other names are cut: there may be thousands of them.
    """
    shown = sorted(set(begins))
    cut = dict(zip(shown, _cut([names[row] for row in shown], room), strict=True))
    return [cut.pop(row, "") for row in begins]


def _shade(value: float, plan: _Plan) -> str:
    return " " if math.isnan(value) else _SHADES[_step(value, plan.ends) * 9 // (STEPS - 1)]


def _number(value: float, plan: _Plan) -> int:
    return -1 if math.isnan(value) else _step(value, plan.ends)


def _mean(rows: Sequence[Sequence[float]], x: int, y: int, wide: int, tall: int) -> float:
    count_x, count_y = len(rows[0]), len(rows)
    left, right = x * count_x // wide, max((x + 1) * count_x // wide, x * count_x // wide + 1)
    top, bottom = y * count_y // tall, max((y + 1) * count_y // tall, y * count_y // tall + 1)
    # Of very large matrices a sample is enough for a dot.
    down, across = (bottom - top) // SAMPLE + 1, (right - left) // SAMPLE + 1
    parts = [row[left:right:across] for row in rows[top:bottom:down]]
    total, count = sum(map(sum, parts)), sum(map(len, parts))
    if count and math.isfinite(total):
        return total / count
    found = finite(value for part in parts for value in part)
    return sum(found) / len(found) if found else math.nan


def _ends(plan: _Plan, columns: Sequence[str], wide: int) -> Lines:
    """Name the first and the last column below a picture."""
    if not columns:
        return []
    ends = columns[:: max(len(columns) - 1, 1)]
    cut = shortened(ends, (wide - 1) // len(ends)) or [fit_middle(n, wide // 2) for n in ends]
    first, last = cut[0], cut[-1] if len(ends) > 1 else ""
    gap = max(wide - width_of(first) - width_of(last), 1)
    return [[(plan.margin + first + " " * gap + last, plan.pen.token("faint"))]]


def _scale(plan: _Plan) -> Pieces:
    low, high = plan.ends
    faint = plan.pen.token("faint")
    pieces: Pieces = [(f"{plan.margin}{numbers.metric(low)} ", faint)]
    if glyphs.ascii_only():
        pieces.append((_SHADES, plan.pen.token("text")))
    else:
        pieces += [(" ", _ground(step, plan.pen.dark)) for step in range(0, STEPS, 2)]
    pieces.append((f" {numbers.metric(high)}", faint))
    return pieces


def _step(value: float, ends: tuple[float, float]) -> int:
    low, high = ends
    if value in (math.inf, -math.inf):
        return STEPS - 1 if value > 0 else 0
    share = (value - low) / (high - low) if high > low else 0.5
    return min(max(round(share * (STEPS - 1)), 0), STEPS - 1)


@lru_cache(maxsize=2 * STEPS)
def _colour(step: int, dark: bool) -> tuple[int, int, int]:
    share = step / (STEPS - 1) if dark else 1 - step / (STEPS - 1)
    place = share * (len(_STOPS) - 1)
    below = min(int(place), len(_STOPS) - 2)
    rest = place - below
    red, green, blue = (
        round(low + (high - low) * rest)
        for low, high in zip(_STOPS[below], _STOPS[below + 1], strict=True)
    )
    return red, green, blue


@lru_cache(maxsize=2 * STEPS)
def _ground(step: int, dark: bool) -> Style:
    """Return the style of a cell: its colour, and a text that can be read on it."""
    red, green, blue = _colour(step, dark)
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > 120
    text = "#10141a" if bright else "#f4f7fb"
    return Style(color=text, bgcolor=f"#{red:02x}{green:02x}{blue:02x}")


@lru_cache(maxsize=4 * STEPS * STEPS)
def _pair(upper: int, lower: int, dark: bool) -> Style:
    above = "#{:02x}{:02x}{:02x}".format(*_colour(upper, dark))
    below = "#{:02x}{:02x}{:02x}".format(*_colour(lower, dark))
    return Style(color=above, bgcolor=below)


def _two(upper: int, lower: int, pen: Pen) -> Style:
    """Return the style of a half block with a step above and one below; -1 is nothing there."""
    base = pen.token("")
    if upper >= 0 and lower >= 0:
        return _pair(upper, lower, pen.dark)
    if upper < 0 and lower < 0:
        return Style(color=base.bgcolor, bgcolor=base.bgcolor)
    if lower < 0:
        return base + Style(color="#{:02x}{:02x}{:02x}".format(*_colour(upper, pen.dark)))
    below = "#{:02x}{:02x}{:02x}".format(*_colour(lower, pen.dark))
    return Style(color=base.bgcolor, bgcolor=below)
