"""Lines and clouds of points."""

from __future__ import annotations

from typing import NamedTuple

from mltui.series.decimate import decimate
from mltui.series.plotly.model import Curves, Trace
from mltui.series.raster import Raster
from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import width_of
from mltui.widgets.plotext_axes import draw_axes
from mltui.widgets.plots.pen import Lines, Pen, Pieces, axis_text, legend
from mltui.widgets.plots.scale import Scale

#: A line of more points is drawn as its envelope.
MOST_POINTS = 5000

#: Where even the envelope has more, the line goes to and fro all over: it is drawn as points.
MOST_JOINED = 20_000


def draw_curves(panel: Curves, width: int, height: int, pen: Pen) -> Lines:
    """Draw lines and points over their axes, with legend and titles."""
    x = Scale(panel.x, (trace.xs for trace in panel.traces))
    y = Scale(panel.y, (trace.ys for trace in panel.traces))
    if x.empty or y.empty:
        return [pen.centred("no points that can be drawn", width)]
    head = _head(panel, pen, width)
    foot = [pen.centred(panel.x.title, width)] if panel.x.title else []
    body = draw_over_axes(
        x, y, width, height - len(head) - len(foot), pen, [*_drawings(panel.traces, x, y)]
    )
    return head + body + foot


def _head(panel: Curves, pen: Pen, width: int) -> Lines:
    names = legend([trace.name for trace in panel.traces], pen, width)
    title = [(panel.y.title, pen.token("muted"))] if panel.y.title else []
    if title and names:
        text = clean(panel.y.title)
        if width_of(text) + 3 + sum(width_of(part) for part, _ in names) <= width:
            return [[(f"{text}   ", pen.token("muted")), *names]]
        return [[(text, pen.token("muted"))], names]
    return [row for row in (title, names) if row]


class Drawing(NamedTuple):
    """A line, or points that nothing joins.

    Attributes:
        xs: Positions.
        ys: Values; NaN values are gaps.
        number: The number of the series.
        apart: Whether nothing joins the points.
    """

    xs: list[float]
    ys: list[float]
    number: int
    apart: bool = False


def _drawings(traces: tuple[Trace, ...], x: Scale, y: Scale) -> list[Drawing]:
    found = []
    for number, trace in enumerate(traces):
        xs, ys = x.places(trace.xs), y.places(trace.ys)
        if trace.line:
            found.append(Drawing(xs, ys, number))
        if trace.markers or not trace.line:
            found.append(Drawing(xs, ys, number, apart=True))
    return found


def draw_over_axes(
    x: Scale, y: Scale, width: int, height: int, pen: Pen, drawings: list[Drawing]
) -> Lines:
    """Draw lines over axes; the first lies on top."""
    height = max(height, 3)
    y_ticks = y.ticks(max((height - 2) // 3, 2))
    x_ticks = x.ticks(max((width - 6) // 14, 1), 12)
    frame = draw_axes(width, height, x.limits, y.limits, tuple(x_ticks), tuple(y_ticks))
    canvas = Raster(frame.width, frame.height, braille=not glyphs.ascii_only())
    for xs, ys, number, apart in reversed(drawings):
        places, values = xs, ys
        if not apart and len(xs) > MOST_POINTS:
            places, values = decimate(xs, ys, canvas.columns, *x.limits)
        if apart or len(places) > MOST_JOINED:
            canvas.draw_points(xs, ys, x.limits, y.limits, number)
        else:
            canvas.draw(places, values, x.limits, y.limits, number)
    lines: Lines = []
    for row in range(height):
        text = axis_text(frame.lines[row])
        if row >= frame.height:
            lines.append([(text, pen.token("frame" if row == frame.height else "faint"))])
            continue
        pieces: Pieces = [(text[: max(frame.left - 1, 0)], pen.token("faint"))]
        if frame.left:
            pieces.append((text[frame.left - 1], pen.token("frame")))
        for run, owner in canvas.runs(row):
            pieces.append((run, pen.token("") if owner < 0 else pen.series(owner)))
        lines.append(pieces)
    return lines
