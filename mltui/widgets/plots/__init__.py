"""The panels of a figure drawn as lines of text, one module a kind."""

from mltui.widgets.plots.panel import Lines, Pen, draw_panel

__all__ = ["Lines", "Pen", "draw_panel"]
