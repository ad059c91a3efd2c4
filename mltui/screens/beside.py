"""What stands beside a list: it follows the cursor, where there is room for both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mltui.screens.base import WIDE, MonitorScreen
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

#: The cursor rests for so long before what it is on is asked about, seconds.
FOLLOW_PAUSE_S = 0.15


class Beside:
    """Follows the cursor of a screen's table.

    The screen has the class `-no-panel` while the person wants nothing beside the list.

    Attributes:
        key: Key of the row that is shown beside the list; None where nothing is.
    """

    def __init__(self, screen: Screen[Any], show: Callable[[], None]) -> None:
        """Follow the cursor of a screen.

        Args:
            screen: The screen; `follow` is to be called when its cursor or its size has changed.
            show: Shows the row with `key`, or nothing.
        """
        self.key: str | None = None
        self._screen = screen
        self._show = show
        self._is_wanted = True
        self._timer: Timer | None = None

    def toggle(self) -> None:
        """Have it there, or no longer."""
        self._is_wanted = not self._is_wanted
        self._screen.set_class(not self._is_wanted, "-no-panel")
        self.follow()

    def follow(self) -> None:
        """Show what the cursor is on, once it rests."""
        shown = self._is_wanted and self._screen.size.width >= WIDE
        key = self._screen.query_one(Table).cursor_key if shown else None
        if key == self.key:
            return
        self.key = key
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(FOLLOW_PAUSE_S, self._show)


class PanelScreen(MonitorScreen):
    """A screen with a panel beside its list; goes before its other bases.

    Attributes:
        panel: Follows the cursor; the screen calls its `follow` when the cursor has moved.
    """

    def __init__(self) -> None:
        super().__init__()
        self.panel = Beside(self, self.ask_panel)

    def ask_panel(self) -> None:
        """Show in the panel the row with the panel's key, or nothing."""

    def action_panel(self) -> None:
        """Show or hide the panel."""
        self.panel.toggle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the panel's key where there is no room for it."""
        if action == "panel" and self.size.width < WIDE:
            return False
        return super().check_action(action, parameters)

    def why_idle(self, actions: Sequence[str]) -> str:
        """Say that there is no room."""
        if "panel" in actions:
            return f"There is no room for the panel: it takes {WIDE} columns."
        return super().why_idle(actions)

    def on_resize(self) -> None:
        """Show the panel only where there is room for it."""
        super().on_resize()
        self.panel.follow()
        self.refresh_bindings()
