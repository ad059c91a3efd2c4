"""A table's columns: how wide each is, and which vanish where there is no room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mltui.widgets.cells import Align, width_of

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        key: names the column in `Row.cells`.
        title: what the header says.
        width: cells; None is as wide as its content (or, with `flex`, at least as wide as
            `minimum`).
        align: of title and cells; numbers go right.
        flex: share of the cells that are left over; 0 takes none.
        priority: columns with the lowest go first when there is no room; those of the highest
            priority stay.
        minimum: cells that a flexible column keeps.
        maximum: cells that a column as wide as its content takes at most.
        sort: "", "asc" or "desc": the mark beside the title.
        ends: whether what is too long keeps both ends and loses its middle.
    """

    key: str
    title: str
    width: int | None = None
    align: Align = "left"
    flex: int = 0
    priority: int = 0
    minimum: int = 8
    maximum: int = 40
    sort: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with the place it got: first cell and width."""

    column: Column
    x: int
    width: int


def place(
    columns: Sequence[Column], room: int, contents: Mapping[str, int], gap: int = GAP
) -> tuple[Placed, ...]:
    """Lays columns out in `room` cells.

    Args:
        columns: in the order of the screen.
        room: cells there are.
        contents: the widest content seen in each column, by key, in cells.
        gap: cells between two columns.

    Returns:
        The columns that fit, in order. Of those with the lowest priority the rightmost goes
        first; one column always stays, cut to the room.
    """
    if not columns or room <= 0:
        return ()
    needs = {column.key: _need(column, contents.get(column.key, 0)) for column in columns}
    kept = list(columns)
    while len(kept) > 1 and sum(needs[c.key] for c in kept) + gap * (len(kept) - 1) > room:
        lowest = min(column.priority for column in kept)
        last = max(index for index, column in enumerate(kept) if column.priority == lowest)
        del kept[last]
    spare = room - sum(needs[column.key] for column in kept) - gap * (len(kept) - 1)
    widths = {column.key: min(needs[column.key], room) for column in kept}
    _share(kept, widths, max(spare, 0))
    placed, x = [], 0
    for column in kept:
        placed.append(Placed(column, x, widths[column.key]))
        x += widths[column.key] + gap
    return tuple(placed)


def _need(column: Column, content: int) -> int:
    title = width_of(column.title) + (1 if column.sort else 0)
    if column.width is not None:
        return max(column.width, 1)
    if column.flex:
        return max(column.minimum, title)
    return max(min(content, column.maximum), title, 1)


def _share(kept: Sequence[Column], widths: dict[str, int], spare: int) -> None:
    """Gives what is left to the flexible columns, by their share, the remainder to the first."""
    flexible = [column for column in kept if column.flex]
    total = sum(column.flex for column in flexible)
    rest = spare
    for column in flexible:
        extra = spare * column.flex // total
        widths[column.key] += extra
        rest -= extra
    if flexible:
        widths[flexible[0].key] += rest
