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

    def action_other_list(self) -> None:
        """Go to the other list."""
        first, second = (self.query_one(one, Table) for one in self.LISTS)
        (first if self.listed is second else second).focus()
        self.refresh_bindings()
