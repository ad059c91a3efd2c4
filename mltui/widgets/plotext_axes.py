"""Axes, ticks and labels, drawn by plotext into lines of text."""

from __future__ import annotations

from functools import lru_cache

from mltui.widgets.axes_frame import Axes


@lru_cache(maxsize=64)
def draw_axes(
    width: int,
    height: int,
    x_limits: tuple[float, float],
    y_limits: tuple[float, float],
    x_ticks: tuple[tuple[float, str], ...],
    y_ticks: tuple[tuple[float, str], ...],
) -> Axes:
    """Draws the left and the lower axis.

    plotext draws no data here: it takes some 5 ms for a thousand points, and of two lines in one
    cell it keeps the last. The lines are put in by `mltui.series.raster`, over the same places.

    Args:
        width: cells in all.
        height: lines in all.
        x_limits: values at the left and right end.
        y_limits: values at the lower and upper end.
        x_ticks: values with their labels.
        y_ticks: values with their labels.
    """
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
    figure.xticks([value for value, _ in x_ticks], [label for _, label in x_ticks])
    figure.yticks([value for value, _ in y_ticks], [label for _, label in y_ticks])
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    figure.build()
    matrix = figure.monitor.matrix
    columns, rows = matrix.Cols_canvas, matrix.Rows_canvas
    lines = tuple("".join(row)[:width].ljust(width) for row in reversed(matrix.marker))
    return Axes(lines, columns.start, max(len(columns), 0), max(len(rows), 0))
