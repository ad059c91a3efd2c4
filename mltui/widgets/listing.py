"""A short list to choose from: a table of which nothing can be marked."""

from __future__ import annotations

from collections.abc import Iterable

from textual.strip import Strip

from mltui.widgets.cells import fit, line_of
from mltui.widgets.rows import Row
from mltui.widgets.table import Table
from mltui.widgets.table_keys import MARKING
from mltui.widgets.telling import with_telling_parts


class Listing(Table):
    """Says `Table.Highlighted` when the cursor moves. Without rows nothing of it is seen."""

    _empty = ""

    def say_where_empty(self, text: str) -> None:
        """Sets what to say where there are no rows, if nothing beside says why."""
        self._empty = text

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Sets all rows; names of which only the middles differ are cut such that they do so."""
        super().set_rows(with_telling_parts(rows, self._columns))

    def draw_line(self, y: int) -> Strip:
        """Draws the header only over rows."""
        if self.total:
            return super().draw_line(y)
        width, base = self.size.width, self.token("")
        if not self._empty or y != self.size.height // 2:
            return Strip.blank(width, base)
        return line_of([(fit(self._empty, width, "center"), self.token("faint"))], width, base)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer no marks."""
        return action not in MARKING
