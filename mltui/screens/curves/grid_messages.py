"""What the grid of plots tells its screen, and itself."""

from __future__ import annotations

from textual.message import Message

from mltui.screens.curves.aside import Unsmoothed
from mltui.screens.curves.view import CurveView
from mltui.series.envelope import Envelope


class Changed(Message):
    """What the frame says of the grid changed: page, view, sizes."""


class ViewChanged(Message):
    """The person changed how curves are shown."""

    def __init__(self, view: CurveView, before: CurveView) -> None:
        super().__init__()
        self.view = view
        self.before = before


class Looked(Message):
    """Another part of the X axis, or other plots, are looked at."""

    def can_replace(self, message: Message) -> bool:
        """One of several is enough."""
        return isinstance(message, Looked)


class Smoothed(Message):
    """A long curve was smoothed."""

    def __init__(self, of: Unsmoothed, smooth: Envelope) -> None:
        super().__init__()
        self.of = of
        self.smooth = smooth
