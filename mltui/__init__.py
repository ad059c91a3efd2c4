"""mltui: the terminal monitor for ClearML."""

__version__ = "0.1.0"
