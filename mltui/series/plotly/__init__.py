"""Figures of Plotly, as tasks report them, read into what a terminal can draw."""

from mltui.series.plotly.model import Figure, UnreadableFigure
from mltui.series.plotly.read import read_figure

__all__ = ["Figure", "UnreadableFigure", "read_figure"]
