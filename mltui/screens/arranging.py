"""Lists that a person arranges: sorts, and chooses, orders and sizes the columns of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from mltui.api.errors import ApiError
from mltui.screens.base import MonitorScreen
from mltui.screens.layout import ColumnChoice, Layout, following, layout_to_json
from mltui.widgets import glyphs
from mltui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mltui.api.client import Client


class ArrangedScreen(MonitorScreen):
    """A screen with one table, whose layout is kept."""

    USUAL: ClassVar[Layout]
    """How the list is at first."""

    SORTING_KEYS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort"),
        Binding("S", "reverse", "reverse", show=False),
        Binding("greater_than_sign", "then_sort", "then by", key_display=">", show=False),
    ]
    COLUMNS_KEY = Binding("o", "columns", "columns")

    def __init__(self) -> None:
        super().__init__()
        self.arrangement = self.USUAL

    # What a list says of itself

    def arrangement_name(self) -> str:
        """Return under which name the layout is kept."""
        raise NotImplementedError

    def show_arrangement(self, layout: Layout) -> None:
        """Arrange the list."""
        raise NotImplementedError

    def columns_of_all(self) -> Sequence[str]:
        """Return the columns that can be chosen on any server."""
        raise NotImplementedError

    async def ask_columns(self, client: Client) -> tuple[Sequence[str], str]:
        """Ask for more columns; return them, and a sentence about what there may be besides.

        Raises:
            ApiError: The server does not say.
        """
        raise NotImplementedError

    def choice_of(self, key: str) -> ColumnChoice:
        """Return what there is to say of a column, also of one that this server lacks."""
        raise NotImplementedError

    def can_sort_by(self, key: str) -> bool:
        """Return whether the list can be sorted by a column now."""
        return bool(self.choice_of(key).order)

    def orders(self) -> Sequence[str]:
        """Return the columns that the sort key goes through."""
        raise NotImplementedError

    # What it says in the frame

    def said_order(self) -> str:
        """Return what the list is sorted by, as the person reads it."""
        orders = ", ".join(
            f"{self.choice_of(key).order} {glyphs.sign('↓' if falls else '↑')}"
            for key, falls in self.arrangement.sorts
        )
        return f"sort: {orders}"

    # Sorting

    @on(Table.HeaderClicked)
    def _header_clicked(self, message: Table.HeaderClicked) -> None:
        key = message.column
        if key == self.arrangement.sorts[0][0]:
            self.action_reverse()
        elif self.can_sort_by(key):
            self._sort(key, self.choice_of(key).falling)

    def action_sort(self) -> None:
        """Sort by the next column alone."""
        key = following(self.orders(), self.arrangement.sorts[0][0])
        self._sort(key, self.choice_of(key).falling)

    def action_then_sort(self) -> None:
        """Sort what is equal by the next column, and after the last one by none."""
        first, *others = self.arrangement.sorts
        keys = ["", *(key for key in self.orders() if key != first[0])]
        key = following(keys, others[0][0] if others else "")
        second = ((key, self.choice_of(key).falling),) if key else ()
        self.keep_arrangement(replace(self.arrangement, sorts=(first, *second)))

    def action_reverse(self) -> None:
        """Turn the order round."""
        (key, falls), *others = self.arrangement.sorts
        self.keep_arrangement(replace(self.arrangement, sorts=((key, not falls), *others)))

    def _sort(self, key: str, falls: bool) -> None:
        self.keep_arrangement(replace(self.arrangement, sorts=((key, falls),)))

    def keep_arrangement(self, layout: Layout) -> None:
        """Have it as the person wants it from now on, also the next time."""
        self.host.preferences.put(self.arrangement_name(), layout_to_json(layout))
        self.show_arrangement(layout)

    # Columns

    @work(exclusive=True, group="columns", exit_on_error=False)
    async def action_columns(self) -> None:
        """Choose the columns, also those that only this server has."""
        from mltui.screens.column_chooser import ChooseColumns

        client = self.host.client
        if client is None:
            return
        more: Sequence[str] = ()
        try:
            more, gap = await self.ask_columns(client)
        except ApiError as error:
            gap = f"Only these can be chosen: {error.sentence}"
        known = [*self.columns_of_all(), *more]
        chosen = await self.app.push_screen_wait(
            ChooseColumns(self.arrangement, known, self.choice_of, usual=self.USUAL, gap=gap)
        )
        if chosen is not None:
            before = self.arrangement.columns
            self.keep_arrangement(chosen)
            self._tell_hidden([key for key in chosen.columns if key not in before])

    def _tell_hidden(self, added: Sequence[str]) -> None:
        """Say which of the columns that were just chosen there is no room for."""
        shown = self.query_one(Table).shown_columns
        hidden = [self.choice_of(key).title for key in added if key not in shown]
        if hidden:
            said = f"There is no room here for {', '.join(hidden)}; K moves a column up."
            self.notify(said, severity="warning", markup=False)
