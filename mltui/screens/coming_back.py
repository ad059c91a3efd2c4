"""The cursor goes to the row that an undo brings back into a list, unless it was moved since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

    from mltui.widgets.table import Table


class ComingBack:
    """Follows one undo, from its key to the list in which its row stands again."""

    def __init__(self) -> None:
        self._begun_at: str | None = None
        self._awaited: str | None = None

    def begin(self, tables: DOMQuery[Table]) -> None:
        """Note where the cursor is as the key is pressed.

        Args:
            tables: Those of the screen; of several nobody knows which is meant.
        """
        self._begun_at = tables[0].cursor_key if len(tables) == 1 else None
        self._awaited = None

    def undone(self, tables: DOMQuery[Table], keys: Sequence[str]) -> None:
        """Wait for the row of what was undone, if it is only one and is not in the list yet."""
        missing = [key for table in tables for key in keys if table.row(key) is None]
        self._awaited = missing[0] if len(missing) == len(keys) == 1 else None

    def listed(self, tables: DOMQuery[Table]) -> None:
        """Go to the row: the list was asked for anew, and if it lacks the row it does not fit."""
        key, self._awaited = self._awaited, None
        if key is not None and tables and tables[0].cursor_key == self._begun_at:
            tables[0].move_to(key)
