"""The page of one task: its tabs, one module each."""

from mltui.screens.task.screen import TaskScreen

__all__ = ["TaskScreen"]
