"""The projects."""

from mltui.screens.base import MonitorScreen


class ProjectsScreen(MonitorScreen):
    """The tree of projects."""

    NAME = "Projects"
