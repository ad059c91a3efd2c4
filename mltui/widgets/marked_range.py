"""A range of rows that is being marked: from where it was begun to the cursor."""

from __future__ import annotations

from collections.abc import Iterable

from mltui.widgets.rows import Rows

REACH = 1000
"""Rows of a range, counted from the cursor, that are asked for if they are not loaded."""


class MarkedRange:
    """What a range of marks is made of, while it is chosen and after that.

    Attributes:
        lacking: How many rows of it could not be marked, because they are not loaded.
    """

    def __init__(self) -> None:
        self.lacking = 0
        self._from: str | None = None
        self._before: dict[str, None] = {}

    @property
    def is_open(self) -> bool:
        """Whether it follows the cursor."""
        return self._from is not None

    def begin(self, key: str, marks: Iterable[str]) -> None:
        """Begin at a row; what is marked already stays so."""
        self._from, self._before = key, dict.fromkeys(marks)

    def end(self) -> None:
        """Follow the cursor no more."""
        self._from = None

    def marks(self, rows: Rows, cursor: int) -> dict[str, None] | None:
        """Return all marks with those up to the cursor; None where its begin is not known.

        Args:
            rows: The table's.
            cursor: Where the cursor is among them.
        """
        start = rows.index_of(self._from)
        if start is None:
            self._from = None
            return None
        step = 1 if cursor >= start else -1
        found = [rows.at(index) for index in range(start, cursor + step, step)]
        keys = [row.key for row in found if row is not None]
        self.lacking = len(found) - len(keys)
        return {**self._before, **dict.fromkeys(keys)}

    def near(self, rows: Rows, cursor: int) -> tuple[int, int]:
        """Return first and number of the rows from the cursor on that should be loaded."""
        start = rows.index_of(self._from)
        if start is None or not self.lacking:
            return cursor, 0
        first, last = min(start, cursor), max(start, cursor)
        if start < cursor:
            first = max(first, last - REACH + 1)
        return first, min(last - first + 1, REACH)
