"""What texts, figures and reports share: lines that are scrolled by keys and by the wheel."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from mltui.widgets.line_view import LineView

#: Further down than any line is.
_END = 100_000_000

#: Lines that one step of the mouse's wheel scrolls by.
_WHEEL = 3


class ScrolledLines(LineView, can_focus=True):
    """Lines of which those from `top` on are visible. A subclass says how many there are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_by(1)", "Down", show=False),
        Binding("k,up", "scroll_by(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "to(0)", "Top", show=False),
        Binding("G,end", f"to({_END})", "End", show=False),
    ]

    _top = 0

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    @property
    def top(self) -> int:
        """The line at the top of what is visible; it may be that there are fewer lines by now."""
        return min(self._top, self._last_top)

    @property
    def _last_top(self) -> int:
        return max(self.line_count - self.size.height, 0)

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.action_to(self.top + lines)

    def action_page(self, pages: int) -> None:
        """Scroll by screens, less a line to hold on to."""
        self.action_scroll_by(pages * max(self.size.height - 1, 1))

    def action_to(self, line: int) -> None:
        """Scroll to a line."""
        top = min(max(line, 0), self._last_top)
        if top != self._top:
            self._top = top
            self.redraw()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_scroll_by(_WHEEL)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_scroll_by(-_WHEEL)
