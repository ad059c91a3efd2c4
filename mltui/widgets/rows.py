"""A table's rows: all of them, or the pages of a long list that were fetched so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mltui.terminal.sanitise import clean

KEEP = 4000
"""Rows of a paged list kept in memory; those farthest from the screen go first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table.

    Attributes:
        text: shown after cleaning, cut with an ellipsis where it is too long.
        style: a token of the palette.
        more: further (text, style) pieces right after it, such as a sparkline.
        spills: whether it goes on over the empty places after it, rather than widen its column.
        telling: the parts of the cleaned text that stay in a column which leaves out middles:
            first character and one past the last of each.
    """

    text: str
    style: str = ""
    more: tuple[tuple[str, str], ...] = ()
    spills: bool = False
    telling: tuple[tuple[int, int], ...] | None = None

    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Gives the cleaned pieces with their styles."""
        first = (clean(self.text), self.style)
        if not self.more:
            return (first,)
        return (first, *((clean(text), style) for text, style in self.more))


class LateCells(Mapping[str, Cell | str]):
    """Cells that are made when somebody looks at them: of thousands of rows a few are seen.

    Args:
        make: makes them; is called once at most.
    """

    def __init__(self, make: Callable[[], Mapping[str, Cell | str]]) -> None:
        self._make: Callable[[], Mapping[str, Cell | str]] | None = make
        self._made: Mapping[str, Cell | str] = {}

    def _known(self) -> Mapping[str, Cell | str]:
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made

    def __getitem__(self, key: str) -> Cell | str:
        return self._known()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a key that stays the same while it lives, and cells by column key."""

    key: str
    cells: Mapping[str, Cell | str] = field(default_factory=dict)


class Rows:
    """Rows by index and by key; places of a long list may be unknown as yet."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: list[Row | None] = list(rows)
        self._indexes = {row.key: index for index, row in enumerate(self._rows) if row}
        self._known = len(self._rows)
        self.paged = False

    def __len__(self) -> int:
        return len(self._rows)

    def at(self, index: int) -> Row | None:
        """Gives the row at an index, or None where none is known."""
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def index_of(self, key: str | None) -> int | None:
        """Finds where the row of a key stands."""
        return None if key is None else self._indexes.get(key)

    def set_total(self, total: int) -> None:
        """Makes the list longer with unknown rows, or cuts it."""
        total = max(total, 0)
        for row in self._rows[total:]:
            if row is not None:
                self._known -= 1
                if self._indexes.get(row.key, -1) >= total:
                    del self._indexes[row.key]
        del self._rows[total:]
        self._rows.extend([None] * (total - len(self._rows)))

    def put(self, start: int, rows: Sequence[Row]) -> None:
        """Sets the rows from `start` on, as one page of the server's list.

        Rows that say what they said stay the same objects: nobody has to compare them again.
        """
        start = max(start, 0)
        if start + len(rows) > len(self._rows):
            self.set_total(start + len(rows))
        before = self._rows[start : start + len(rows)]
        rows = [old if new == old else new for new, old in zip(rows, before, strict=True)]
        for index in range(start, start + len(rows)):
            self._forget(index)
        for index, row in enumerate(rows, start):
            elsewhere = self._indexes.get(row.key)
            # A row that moved up from a later page leaves a gap there until that page is
            # fetched again: better a gap than the same task twice.
            if elsewhere is not None and not start <= elsewhere < start + len(rows):
                self._forget(elsewhere)
            self._rows[index] = row
            self._indexes[row.key] = index
            self._known += 1

    def forget_far(self, around: int) -> None:
        """Drops the rows farthest from an index once more than `KEEP` are known."""
        if not self.paged or self._known <= KEEP:
            return
        low, high = around - KEEP // 4, around + KEEP // 4
        for index, row in enumerate(self._rows):
            if row is not None and not low <= index <= high:
                self._forget(index)

    def missing(self, start: int, count: int) -> tuple[int, int] | None:
        """Gives (start, count) of what is unknown within a range, or None if all is known."""
        stop = min(start + count, len(self._rows))
        unknown = [index for index in range(max(start, 0), stop) if self._rows[index] is None]
        return (unknown[0], unknown[-1] - unknown[0] + 1) if unknown else None

    def survivor(self, index: int, among: Rows) -> str | None:
        """Finds the row nearest to an index whose key is also among other rows."""
        reach = 500
        for distance in range(reach):
            for place in (index + distance, index - distance):
                row = self.at(place)
                if row is not None and among.index_of(row.key) is not None:
                    return row.key
        return None

    def _forget(self, index: int) -> None:
        row = self._rows[index]
        if row is None:
            return
        if self._indexes.get(row.key) == index:
            del self._indexes[row.key]
        self._rows[index] = None
        self._known -= 1
