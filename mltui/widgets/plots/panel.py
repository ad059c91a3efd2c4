"""A panel of any kind as lines."""

from __future__ import annotations

from textwrap import wrap

from rich.cells import chop_cells

from mltui.series.plotly.model import Bars, Boxes, Curves, Grid, HeatMap, Panel, Picture
from mltui.terminal.sanitise import clean
from mltui.widgets.plots.bars import draw_bars
from mltui.widgets.plots.boxes import draw_boxes
from mltui.widgets.plots.curves import draw_curves
from mltui.widgets.plots.grid import draw_grid
from mltui.widgets.plots.heat_map import draw_heat_map
from mltui.widgets.plots.pen import Lines, Pen

__all__ = ["Lines", "Pen", "draw_panel"]


#: Axes and labels leave nothing of a narrower panel.
NARROWEST = 20


def draw_panel(panel: Panel, width: int, height: int, pen: Pen) -> Lines:
    """Draw a panel of any kind.

    Args:
        panel: What to draw.
        width: Cells there are; no line is longer when cut there.
        height: Lines there are; tables and long lists of bars may take more.
        pen: How to draw.
    """
    if width < NARROWEST:
        return [pen.centred("too narrow", width)]
    if isinstance(panel, Curves):
        return draw_curves(panel, width, height, pen)
    if isinstance(panel, Bars):
        return draw_bars(panel, width, height, pen)
    if isinstance(panel, Boxes):
        return draw_boxes(panel, width, height, pen)
    if isinstance(panel, HeatMap):
        return draw_heat_map(panel, width, height, pen)
    if isinstance(panel, Grid):
        return draw_grid(panel, width, pen)
    if isinstance(panel, Picture):
        return [
            *_said("This plot was reported as a picture, which is kept at", "muted", width, pen),
            *_said(clean(panel.url), "accent", width, pen),
        ]
    unknown = f"Plots of the type {clean(panel.kind)} cannot be drawn here."
    return [
        *_said(unknown, "muted", width, pen),
        *_said("Press s to read its source, JSON.", "muted", width, pen),
    ]


def _said(text: str, token: str, width: int, pen: Pen) -> Lines:
    lines = (piece for line in wrap(text, width) for piece in chop_cells(line, width))
    return [[(line, pen.token(token))] for line in lines]
