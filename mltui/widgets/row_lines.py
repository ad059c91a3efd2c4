"""The rows of a table as drawn lines, remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.strip import Strip

from mltui.widgets.rows import Row

_MOST_KNOWN = 600

#: Lines that are made ready at a time: half a millisecond that a key may have to wait.
_AT_A_TIME = 8


class RowLines:
    """Lines by their rows: equal rows are the same line."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool, bool], tuple[Row, Strip]] = {}

    def clear(self) -> None:
        """Forgets all lines: columns, width or colours are new."""
        self._known.clear()

    def line(self, row: Row, *, here: bool, marked: bool, draw: Callable[[], Strip]) -> Strip:
        """Returns the line of a row.

        Args:
            row: the row.
            here: whether the cursor is on it.
            marked: whether it is marked.
            draw: draws it, where it is not known yet.
        """
        key = (row.key, here, marked)
        known = self._known.get(key)
        if known is not None and known[0] is row:
            return known[1]
        if known is not None and known[0] == row:
            self._known[key] = (row, known[1])
            return known[1]
        if len(self._known) >= _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        strip = draw()
        self._known[key] = (row, strip)
        return strip


def pages_around(top: int, page: int) -> Iterator[Sequence[int]]:
    """Yields the places of the page after the one on the screen and before it, some at a time.

    Args:
        top: The place of the first line on the screen.
        page: Lines on the screen.
    """
    places = (*range(top + page, top + 2 * page), *range(top - page, top))
    for start in range(0, len(places), _AT_A_TIME):
        yield places[start : start + _AT_A_TIME]
