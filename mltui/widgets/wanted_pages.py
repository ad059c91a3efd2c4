"""Which pages of a paged list were asked for and have not come yet."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.widgets.rows import Rows


class WantedPages:
    """The pages under way, by the index of their first row.

    Attributes:
        size: Rows of a page; pages begin at multiples of it.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._asked: set[int] = set()

    def __contains__(self, start: int) -> bool:
        """Return whether the page at this index was asked for and has not come yet."""
        return start in self._asked

    def clear(self) -> None:
        """Forget what was asked for: what is missing will be wanted again."""
        self._asked.clear()

    def came(self, start: int, count: int) -> None:
        """Note that rows from an index on are there."""
        first = start - start % self.size
        self._asked.difference_update(range(first, start + max(count, 1), self.size))

    def lacking(self, rows: Rows, top: int, page: int) -> Iterator[int]:
        """Yield which pages are to be asked for now: of the visible rows, the next, those before.

        Args:
            rows: What is there.
            top: The first visible row.
            page: How many are visible.
        """
        for start in (top, top + page, top - page):
            missing = rows.missing(start, page)
            if missing is None:
                continue
            first = missing[0] - missing[0] % self.size
            for begin in range(first, missing[0] + missing[1], self.size):
                if begin not in self._asked:
                    self._asked.add(begin)
                    yield begin

    def next_within(self, rows: Rows, start: int, count: int) -> tuple[int, ...]:
        """Return the page to be asked for now of those in a range, if any: one after the other.

        Args:
            rows: What is there.
            start: The first row of the range.
            count: How many it has.
        """
        missing = rows.missing(start, count)
        if missing is None:
            return ()
        first, stop = missing[0], missing[0] + missing[1]
        for begin in range(first - first % self.size, stop, self.size):
            if rows.missing(max(begin, first), min(begin + self.size, stop) - max(begin, first)):
                if begin in self._asked:
                    break
                self._asked.add(begin)
                return (begin,)
        return ()
