"""The rows of a table as drawn lines, remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.strip import Strip

from mltui.widgets.rows import Row

#: So many pages of lines are remembered: the one on the screen, those next to it, and as much again
#: of what is left, since a line of many cells takes kilobytes and rows come and go all day.
_PAGES_KNOWN = 4

#: Lines of a page, at least.
_USUAL_PAGE = 40

#: Lines that are made ready at a time: half a millisecond that a key may have to wait.
_AT_A_TIME = 8


class RowLines:
    """Lines by their rows: equal rows are the same line."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool, bool], tuple[Row, Strip]] = {}
        self._most = _PAGES_KNOWN * _USUAL_PAGE

    def begin(self, page: int) -> None:
        """Forgets all lines and how many to remember: columns or size are new.

        Args:
            page: Lines on the screen.
        """
        self.clear()
        self._most = _PAGES_KNOWN * max(page, _USUAL_PAGE)

    def clear(self) -> None:
        """Forgets all lines: colours are new."""
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
        known = self._known.pop(key, None)
        if known is not None and (known[0] is row or known[0] == row):
            strip = known[1]
        else:
            strip = draw()
            while len(self._known) >= self._most:
                del self._known[next(iter(self._known))]
        # Last: what has not been looked at for longest goes first.
        self._known[key] = (row, strip)
        return strip

    def pages_around(self, top: int, page: int) -> Iterator[Sequence[int]]:
        """Yields the places of the page after the one on the screen and before it, some at a time.

        Args:
            top: The place of the first line on the screen.
            page: Lines on the screen.
        """
        places = (*range(top + page, top + 2 * page), *range(top - page, top))
        for start in range(0, len(places), _AT_A_TIME):
            yield places[start : start + _AT_A_TIME]
