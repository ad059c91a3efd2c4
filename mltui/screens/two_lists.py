"""Screens with two lists, between which a key goes back and forth."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from mltui.screens.base import MonitorScreen
from mltui.widgets.table import Table


class TwoLists(MonitorScreen):
    """A screen with two tables; the first one counts while neither has the keyboard."""

    LISTS: ClassVar[tuple[str, str]]
    """The selectors of both tables."""

    LIST_KEYS: ClassVar[list[BindingType]] = [
        Binding("tab", "other_list", "other list", key_display="tab"),
        Binding("shift+tab", "other_list", "the other list", show=False),
    ]

    @property
    def listed(self) -> Table:
        """The table that keys are about."""
        first, second = (self.query_one(one, Table) for one in self.LISTS)
        return second if second.has_focus else first

    @property
    def _other(self) -> Table:
        first, second = (self.query_one(one, Table) for one in self.LISTS)
        return first if second.has_focus else second

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other list only where something is in it."""
        if action == "other_list":
            return self.is_mounted and self._other.total > 0
        return super().check_action(action, parameters)

    def action_other_list(self) -> None:
        """Go to the other list."""
        self._other.focus()
        self.refresh_bindings()
