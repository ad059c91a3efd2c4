"""Bars: one line each where there is room for their names, else columns over an axis."""

from __future__ import annotations

import math

from mltui.series import axes, numbers
from mltui.series.plotly.model import Axis, Bars
from mltui.series.tick_labels import labels
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, width_of
from mltui.widgets.plotext_axes import draw_axes
from mltui.widgets.plots.curves import Drawing, draw_over_axes
from mltui.widgets.plots.pen import Lines, Pen, Pieces, axis_text, legend
from mltui.widgets.plots.scale import Scale

_PARTS = " ▏▎▍▌▋▊▉█"
_LEVELS = " ▁▂▃▄▅▆▇█"

#: Cells for a value beside its bar.
VALUE_WIDTH = 8


def draw_bars(panel: Bars, width: int, height: int, pen: Pen) -> Lines:
    """Draw bars, with legend and titles."""
    known = [value for group in panel.groups for value in group.values if math.isfinite(value)]
    if not known:
        return [pen.centred("no values that can be drawn", width)]
    names = [group.name for group in panel.groups]
    head: Lines = []
    if any(names):
        head.append(legend(names, pen, width))
    rows = len(panel.categories) * (1 if panel.stacked else len(panel.groups))
    if not panel.binned and rows + len(head) + 1 <= max(height, 10):
        if panel.value or panel.category:
            title = " by ".join(part for part in (panel.value, panel.category) if part)
            head.insert(0, [(clean(title), pen.token("muted"))])
        lines = _lying(panel, width, pen)
        thick = 2 * rows + len(panel.categories) + len(head) <= height
        return head + (_thick(lines, len(panel.categories)) if thick else lines)
    if panel.value:
        head.insert(0, [(clean(panel.value), pen.token("muted"))])
    foot = [pen.centred(panel.category, width)] if panel.category else []
    body_height = max(height - len(head) - len(foot), 4)
    if len(panel.groups) == 1 or panel.stacked:
        return head + _standing(panel, width, body_height, pen) + foot
    return head + _outlines(panel, width, body_height, pen) + foot


def _lying(panel: Bars, width: int, pen: Pen) -> Lines:
    labels = [clean(name) for name in panel.categories]
    room = min(max((width_of(label) for label in labels), default=0), width // 3)
    value_width = VALUE_WIDTH + (5 if panel.share else 0)
    length = max(width - room - value_width - 3, 4)
    totals = _totals(panel)
    if panel.stacked:
        low, high = min(0.0, *totals), max(0.0, *totals)
    else:
        every = [v for group in panel.groups for v in group.values if math.isfinite(v)]
        low, high = min(0.0, *every), max(0.0, *every)
    span = (high - low) or 1.0
    whole = sum(total for total in totals if total > 0) or 1.0
    lines: Lines = []
    for place, label in enumerate(labels):
        head = (fit(label, room, "right") + " ", pen.token("text"))
        if panel.stacked:
            pieces: Pieces = [head]
            for number, group in enumerate(panel.groups):
                value = group.values[place]
                if value > 0:
                    cells = round(min(value, span) / span * length)
                    pieces.append((glyphs.sign("█") * cells, pen.series(number)))
            pieces.append((f" {numbers.metric(totals[place])}", pen.token("muted")))
            lines.append(pieces)
            continue
        for number, group in enumerate(panel.groups):
            value = group.values[place]
            text = numbers.metric(None if math.isnan(value) else value)
            if panel.share:
                text = f"{text}  {value / whole * 100:.0f}%"
            lines.append(
                [
                    head if number == 0 else (" " * (room + 1), pen.token("")),
                    (_bar(value, low, span, length), pen.series(number)),
                    (f" {text}", pen.token("muted")),
                ]
            )
    return lines


def _thick(lines: Lines, categories: int) -> Lines:
    """Draw each bar on two lines, with one between those of two categories."""
    each = len(lines) // categories
    found: Lines = []
    for place, pieces in enumerate(lines):
        if place and place % each == 0:
            found.append([])
        (label, style), *bars, _ = pieces
        found += [pieces, [(" " * width_of(label), style), *bars]]
    return found


def _totals(panel: Bars) -> list[float]:
    return [
        sum(value for group in panel.groups if math.isfinite(value := group.values[place]))
        for place in range(len(panel.categories))
    ]


def _bar(value: float, low: float, span: float, length: int) -> str:
    """Return a bar from 0 to a value; it ends at an eighth of a cell."""
    if not math.isfinite(value):
        return ""
    zero = round(-low / span * length)
    eighths = round(abs(value) / span * length * 8)
    if value < 0:
        cells = min(round(eighths / 8), zero)
        return " " * (zero - cells) + glyphs.sign("█") * cells
    full, rest = divmod(eighths, 8)
    part = "" if glyphs.ascii_only() or not rest else _PARTS[rest]
    return " " * zero + glyphs.sign("█") * full + part


def _edges(panel: Bars) -> Axis:
    return Axis(categories=panel.categories)


def _standing(panel: Bars, width: int, height: int, pen: Pen) -> Lines:
    """Draw columns of one group (or the totals of stacked ones) over an axis."""
    totals = _totals(panel)
    count = len(totals)
    low, high = min(0.0, *totals), max(0.0, *totals)
    y_limits = axes.limits(low, high or 1.0, axes.AxisKind.NUMBER, 8)
    x_limits = (-0.5, count - 0.5)
    found = axes.ticks(*y_limits, max((height - 2) // 3, 2))
    y_ticks = zip(found, labels(found), strict=True)
    x_ticks = Scale(_edges(panel), [[0.0, count - 1.0]]).ticks(max((width - 6) // 12, 1), 10)
    ticks = tuple(x_ticks), tuple(y_ticks)
    frame = draw_axes(width, height, x_limits, y_limits, *ticks)
    spare = _spare(frame.width, count)
    if spare:
        frame = draw_axes(width - spare, height, x_limits, y_limits, *ticks)
    stack = [
        _levels(sums, frame.width, frame.height, y_limits, apart=not panel.binned)
        for sums in _stacked(panel, totals)
    ]
    lines: Lines = []
    for row in range(height):
        text = axis_text(frame.lines[row])
        if row >= frame.height:
            lines.append([(text, pen.token("frame" if row == frame.height else "faint"))])
            continue
        floor = (frame.height - row - 1) * 8
        lines.append(
            [
                (text[: max(frame.left - 1, 0)], pen.token("faint")),
                (text[frame.left - 1 : frame.left], pen.token("frame")),
                *_row(stack, floor, pen),
            ]
        )
    return lines


def _spare(width: int, count: int) -> int:
    """Return how many cells to leave free so that all columns are equally wide.

    A difference of a cell looks like one of amounts where a column has only a few of them; where
    too much would be lost they differ all the same.
    """
    spare = width % count if width >= 2 * count else 0
    return spare if spare <= width / 4 else 0


def _stacked(panel: Bars, totals: list[float]) -> list[list[float]]:
    """Return the heights up to the top of each group; only the totals where they are not a stack.

    Amounts below zero do not add up to a height that could be drawn in parts.
    """
    if not panel.stacked or any(v < 0 for group in panel.groups for v in group.values):
        return [totals]
    sums = [0.0] * len(totals)
    heights: list[list[float]] = []
    for group in panel.groups:
        sums = [
            height + (value if math.isfinite(value) else 0.0)
            for height, value in zip(sums, group.values, strict=True)
        ]
        heights.append(sums)
    return heights


def _row(stack: list[list[tuple[int, int]]], floor: int, pen: Pen) -> Pieces:
    """Return a row of cells, each in the colour of the group in its middle, else of the lowest."""
    pieces: Pieces = []
    for column, (bottom, top) in enumerate(stack[-1]):
        cell = _cell(bottom - floor, top - floor)
        tops = [levels[column][1] for levels in stack]
        inside = next((n for n, end in enumerate(tops) if end >= min(floor + 4, top)), 0)
        pieces.append((cell, pen.series(inside)))
    return pieces


def _cell(bottom: int, top: int) -> str:
    """Return one cell of a column that reaches from `bottom` to `top`, eighths of this cell."""
    if top <= 0 or bottom >= 8 or top <= bottom:
        return " "
    if bottom > 0 or glyphs.ascii_only():
        return glyphs.sign("█")
    return _LEVELS[min(top, 8)]


def _levels(
    totals: list[float],
    width: int,
    height: int,
    limits: tuple[float, float],
    *,
    apart: bool,
) -> list[tuple[int, int]]:
    """Return for each cell of the width where its column begins and ends, eighths of a line."""
    low, high = limits
    scale = height * 8 / ((high - low) or 1.0)
    zero = round((0.0 - low) * scale)
    count = len(totals)
    gap = apart and width // count >= 3
    found = []
    for cell in range(width):
        first = cell * count // width
        last = max((cell + 1) * count // width, first + 1)
        value = max(totals[first:last], key=abs)
        ends_here = (cell + 1) * count // width > first and gap
        end = round((value - low) * scale)
        if value and end == zero:
            end = zero + (1 if value > 0 else -1)
        found.append((zero, zero) if ends_here else (min(zero, end), max(zero, end)))
    return found


def _outlines(panel: Bars, width: int, height: int, pen: Pen) -> Lines:
    """Draw several groups as steps, each in its colour."""
    drawings: list[Drawing] = []
    for number, group in enumerate(panel.groups):
        xs: list[float] = []
        ys: list[float] = []
        for place, value in enumerate(group.values):
            xs += [place - 0.5, place + 0.5]
            ys += [value, value]
        drawings.append(Drawing(xs, ys, number))
    x = Scale(_edges(panel), [[0.0, len(panel.categories) - 1.0]])
    y = Scale(Axis(), [[0.0], *(group.values for group in panel.groups)])
    return draw_over_axes(x, y, width, height, pen, drawings)
