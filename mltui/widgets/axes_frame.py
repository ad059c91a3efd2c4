"""The left and the lower axis of a chart with their ticks and labels, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mltui.series.raster import places
from mltui.widgets.cells import width_of

Tick = tuple[float, str]


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
    """Draws the axes, so that a tick is in the very cell in which its value would be drawn.

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
    inner, rows = max(width - margin - 1, 0), max(height - 2, 0)
    left: dict[int, str] = {}
    for (_, label), place in zip(
        y_ticks, places([value for value, _ in y_ticks], y_limits, rows * dots[1]), strict=True
    ):
        if place is not None and 0 <= place < rows * dots[1]:
            left[rows - 1 - place // dots[1]] = label
    lines = [left[y].rjust(margin) + "┤" if y in left else " " * margin + "│" for y in range(rows)]
    axis, labels = ["─"] * inner, [" "] * inner
    free = 0
    columns = places([value for value, _ in x_ticks], x_limits, inner * dots[0])
    for (_, label), found in zip(x_ticks, columns, strict=True):
        if found is None or not 0 <= found < inner * dots[0]:
            continue
        column = found // dots[0]
        axis[column] = "┬"
        start = min(max(column - len(label) // 2, 0), inner - len(label))
        if start >= free:
            labels[start : start + len(label)] = label
            free = start + len(label) + 1
    lines.append(" " * margin + "└" + "".join(axis))
    lines.append(" " * (margin + 1) + "".join(labels))
    return Axes(tuple(lines), margin + 1, inner, rows)
