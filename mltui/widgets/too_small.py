"""What a terminal shows that is too small for a screen."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class TooSmall(Widget):
    """Says that the terminal is too small; the style sheet decides when."""

    def render(self) -> Content:
        """Draw the sentence."""
        return Content("Too small: 40x8 or more")
