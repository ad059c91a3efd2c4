"""Several tasks side by side."""

from mltui.screens.compare.screen import CompareScreen

__all__ = ["CompareScreen"]
