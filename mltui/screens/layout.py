"""How a list is arranged: its columns, their widths, what it is sorted by. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

from mltui.widgets.columns import Column

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

Item = TypeVar("Item")

NARROWEST, WIDEST = 4, 80

#: How long a column that the list is sorted by stays where there is no room: of the usual columns
#: only the name goes later.
SORTED_PRIORITY = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list looks.

    Attributes:
        columns: Keys of the columns, from the left.
        widths: Cells of those whose width was chosen.
        sorts: Columns that it is sorted by, the first one first, and whether each one falls.
    """

    columns: tuple[str, ...]
    sorts: tuple[tuple[str, bool], ...]
    widths: Mapping[str, int] = field(default_factory=dict)

    def sorted_by(self, key: str, *, falling: bool) -> Layout:
        """Sort by a column: one more, the other way round, or no more.

        Args:
            key: The column.
            falling: Whether the largest comes first when one begins to sort by it.
        """
        sorts = dict(self.sorts)
        if sorts.get(key) is falling:
            sorts[key] = not falling
        elif key in sorts and len(sorts) > 1:
            del sorts[key]
        else:
            sorts[key] = falling
        return replace(self, sorts=tuple(sorts.items()))

    def toggled(self, key: str) -> Layout:
        """Show a column as the last one, or no more; the name stays."""
        if key not in self.columns:
            return replace(self, columns=(*self.columns, key))
        kept = tuple(one for one in self.columns if one != key or key == "name")
        return replace(self, columns=kept)

    def moved(self, key: str, by: int) -> Layout:
        """Move a column by so many places."""
        if key not in self.columns:
            return self
        others = [one for one in self.columns if one != key]
        place = min(max(self.columns.index(key) + by, 0), len(others))
        return replace(self, columns=(*others[:place], key, *others[place:]))

    def resized(self, key: str, by: int, usual: int) -> Layout:
        """Make a column wider or narrower by so many cells than it is, or `usual` is."""
        width = min(max(self.widths.get(key, usual) + by, NARROWEST), WIDEST)
        return replace(self, widths={**self.widths, key: width})

    def placed(self, column: Column, *, usual: bool) -> Column:
        """Return a column of it with the width, the mark and the rank that it has here.

        Args:
            column: It as it is at first.
            usual: Whether the columns are those that the list has at first, with their own ranks.
        """
        key, sorts = column.key, dict(self.sorts)
        if not usual:
            # What was put first is the last to vanish where there is no room.
            rank = len(self.columns) + 1 if key == "name" else -self.columns.index(key)
            column = replace(column, priority=rank)
        if key in self.widths:
            column = replace(column, width=self.widths[key], flex=0)
        if key in sorts:
            least = SORTED_PRIORITY if usual else len(self.columns)
            priority = max(column.priority, least)
            column = replace(column, priority=priority, sort="desc" if sorts[key] else "asc")
        return column


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that a list can have.

    Attributes:
        key: Names it in the layout.
        title: What the person reads.
        kind: What it is of, in a word; empty for what every list has.
        width: Cells that it has unless others were chosen.
        order: What the person calls the order by it; empty if there is none.
        falling: Whether the largest comes first when one begins to sort by it.
    """

    key: str
    title: str
    kind: str = ""
    width: int = 8
    order: str = ""
    falling: bool = False


def order_by(layout: Layout, field_of: Callable[[str], str]) -> tuple[str, ...]:
    """Return the server's fields to sort by, with a minus in front of those that fall.

    Args:
        layout: What the list is sorted by.
        field_of: Gives the field of a column, "" if it cannot be sorted by.
    """
    fields = [(field_of(key), falls) for key, falls in layout.sorts]
    return tuple(f"{'-' if falls else ''}{name}" for name, falls in fields if name)


def usual_width(column: Column) -> int:
    """Return the cells that a column has unless others were chosen."""
    return column.width or min(column.maximum, max(column.minimum, len(column.title)))


def following(circle: Sequence[Item], item: Item) -> Item:
    """Return what comes after an item in a circle; the first if it is none of them."""
    return circle[(circle.index(item) + 1 if item in circle else 0) % len(circle)]


def layout_to_json(layout: Layout) -> JsonObject:
    """Return a layout as JSON, to be kept."""
    return cast(
        "JsonObject",
        {
            "columns": list(layout.columns),
            "widths": dict(layout.widths),
            "sorts": [list(one) for one in layout.sorts],
        },
    )


def layout_from_json(kept: JsonObject, usual: Layout, is_column: Callable[[str], bool]) -> Layout:
    """Return the layout that was kept; the usual one if that cannot be read.

    Args:
        kept: What `layout_to_json` made once; columns may have gone since.
        usual: How the list is at first.
        is_column: Whether a key is that of a column.
    """
    try:
        chosen = cast("dict[str, list[str]]", kept)["columns"]
        keys = tuple(dict.fromkeys(str(key) for key in chosen if is_column(str(key))))
        widths = {str(k): int(v) for k, v in cast("dict[str, int]", kept["widths"]).items()}
        sorts = tuple((str(k), bool(v)) for k, v in cast("list[list[str]]", kept["sorts"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return usual
    if "name" not in keys:
        keys = ("name", *keys)
    sorts = tuple(one for one in sorts if is_column(one[0]))
    return Layout(keys, sorts or usual.sorts, widths)
