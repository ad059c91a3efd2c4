"""The left and the lower axis of a chart, drawn by plotext into lines of text.

plotext draws no data here: it takes some 5 ms for a thousand points, and of two lines in one cell
it keeps the last. The lines are put in by `mltui.series.raster`, over the same places. What plotext
takes for the axes goes with the cells of its figure, so it draws each axis in a figure of its own,
no larger than the axis: a frame of 200x50 cells would take ten times as long as its edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mltui.series.raster import places
from mltui.widgets.cells import width_of

if TYPE_CHECKING:
    from plotext._figure import _figure_class

Tick = tuple[float, str]

#: Ticks by the cell in which they are, counted from the lower or left end.
CellTicks = tuple[tuple[int, str], ...]

#: Axes that are remembered: they change when limits do, which move in steps.
MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes as text, with the place that they leave for the lines.

    Attributes:
        lines: from top to bottom, all of the same width.
        left: first cell of the place within a line.
        width: cells of the place.
        height: lines of the place; it starts at the first line.
    """

    lines: tuple[str, ...]
    left: int
    width: int
    height: int


def draw_axes(
    width: int,
    height: int,
    x_limits: tuple[float, float],
    y_limits: tuple[float, float],
    x_ticks: Sequence[Tick],
    y_ticks: Sequence[Tick],
    dots: tuple[int, int] = (2, 4),
) -> Axes:
    """Draws the left and the lower axis.

    A tick is in the very cell in which its value is drawn. plotext divides an axis into cells, a
    raster into dots, so a place of its own choice would often be a cell off: it is told cells.

    Args:
        width: cells in all.
        height: lines in all.
        x_limits: values at the left and right end.
        y_limits: values at the lower and upper end.
        x_ticks: values with their labels.
        y_ticks: values with their labels.
        dots: how many places for dots a cell has, across and down.
    """
    margin = max((width_of(label) for _, label in y_ticks), default=0)
    inner, rows = width - margin - 1, height - 2
    if inner < 2 or rows < 2:
        return Axes((" " * width,) * height, 0, width, height)
    left = _left_axis(rows, margin, _cells(y_ticks, y_limits, rows, dots[1]))
    lower = _lower_axis(inner, margin, _cells(x_ticks, x_limits, inner, dots[0]))
    blank = " " * inner
    return Axes((*(line + blank for line in left), *lower), margin + 1, inner, rows)


def _cells(ticks: Sequence[Tick], limits: tuple[float, float], count: int, dots: int) -> CellTicks:
    found = places([value for value, _ in ticks], limits, count * dots)
    return tuple(
        (place // dots, label)
        for (_, label), place in zip(ticks, found, strict=True)
        if place is not None and 0 <= place < count * dots
    )


@lru_cache(MOST_KNOWN)
def _left_axis(rows: int, margin: int, ticks: CellTicks) -> tuple[str, ...]:
    """Draws the labels and the axis beside so many rows."""
    figure = _figure(margin + 2, rows, (0, 1), (0, rows - 1))
    # Of two ticks in a cell the last counts, and a blank one keeps the margin.
    labels = {0: "", **dict(ticks)}
    figure.yticks(list(labels), [label.rjust(margin) for label in labels.values()])
    if 0 not in dict(ticks):
        # The axis at its lower end has no tick then.
        return tuple(
            line.replace("┤", "│") if y == rows - 1 else line
            for y, line in enumerate(_built(figure, margin + 1))
        )
    return _built(figure, margin + 1)


@lru_cache(MOST_KNOWN)
def _lower_axis(inner: int, margin: int, ticks: CellTicks) -> tuple[str, ...]:
    """Draws the corner and the axis with its labels below."""
    width = margin + 1 + inner
    # Without a label plotext has no line for them.
    figure = _figure(width, 3 if ticks else 2, (0, inner - 1), (0, 1))
    figure.xaxes(True, False)
    figure.xticks([cell for cell, _ in ticks], [label for _, label in ticks])
    figure.yticks([0], [" " * margin])
    return (*_built(figure, width)[1:], " " * width)[:2]


def _figure(
    width: int, height: int, x_limits: tuple[int, int], y_limits: tuple[int, int]
) -> _figure_class:
    # Imported here: a start that shows no chart shouldn't pay for it. A figure of its own,
    # because plotext's functions all work on one global figure.
    from plotext._figure import _figure_class

    figure = _figure_class()
    figure._limit_size(False, False)
    figure.plot_size(width, height)
    # Without a data point plotext leaves the axes out.
    figure.scatter([x_limits[0]], [y_limits[0]], marker=" ")
    figure.xlim(*x_limits)
    figure.ylim(*y_limits)
    figure.xticks([], [])
    figure.xaxes(False, False)
    figure.yaxes(True, False)
    return figure


def _built(figure: _figure_class, width: int) -> tuple[str, ...]:
    matrix = figure.monitor.matrix
    # Half of its time plotext would write the figure into one string with colours.
    matrix.set_canvas = lambda: ""
    figure.build()
    return tuple("".join(row)[:width].ljust(width) for row in reversed(matrix.marker))
