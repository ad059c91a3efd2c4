"""The tasks."""

from mltui.screens.base import MonitorScreen


class TasksScreen(MonitorScreen):
    """The tree of tasks."""

    NAME = "Tasks"
