"""Which columns a list of models has, how wide, and what it is sorted by. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.live.model_columns import note_column, note_field, note_of
from mltui.screens.layout import ColumnChoice, Layout, usual_width
from mltui.screens.layout import layout_from_json as any_layout_from_json
from mltui.widgets.columns import Column

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

#: The columns that any list of models can have, with the width and place they have at first.
FIXED = (
    Column("name", "NAME", flex=2, priority=9, minimum=30),
    Column("status", "STATUS", width=11, priority=8),
    Column("framework", "FRAMEWORK", width=10, priority=7),
    Column("updated", "UPDATED", width=8, align="right", priority=6),
    Column("tags", "TAGS", priority=5, maximum=20),
    Column("project", "PROJECT", flex=2, priority=4, minimum=14),
    Column("iteration", "ITER", width=6, align="right", priority=3),
    Column("task", "MADE BY", flex=2, priority=2, minimum=18),
    Column("labels", "LABELS", width=6, align="right", priority=1),
    Column("user", "USER", priority=1, maximum=20),
    Column("created", "CREATED", width=8, align="right", priority=0),
)

USUAL = Layout(columns=tuple(one.key for one in FIXED), sorts=(("updated", True),))

#: The server's field that a column is sorted by, what the person reads, whether it falls at first.
_ORDERS = {
    "updated": ("last_update", "last update", True),
    "created": ("created", "created", True),
    "name": ("name", "name", False),
    "framework": ("framework", "framework", False),
    "status": ("ready", "published", True),
    "iteration": ("last_iteration", "iteration", True),
}

#: The columns that the sort key goes through, besides those that were chosen.
ORDERS = ("updated", "created", "name", "framework")

#: Cells of a column of metadata.
NOTE_WIDTH = 14


def column(key: str) -> Column:
    """Return a column as it is at first."""
    known = next((one for one in FIXED if one.key == key), None)
    if known is not None:
        return known
    return Column(key, note_of(key) or key, width=NOTE_WIDTH)


def columns(layout: Layout) -> list[Column]:
    """Return the columns of the table."""
    usual = layout.columns == USUAL.columns
    return [layout.placed(column(key), usual=usual) for key in layout.columns]


def choice_of(key: str) -> ColumnChoice:
    """Return what there is to say of a column where columns are chosen."""
    shown, note = column(key), note_of(key)
    if note is not None:
        return ColumnChoice(key, note, "metadata", usual_width(shown), order=note)
    _, word, falling = _ORDERS.get(key, ("", "", False))
    return ColumnChoice(key, shown.title.lower(), "", usual_width(shown), word, falling)


def notes_of(layout: Layout) -> tuple[str, ...]:
    """Return the keys of the metadata that a layout shows."""
    return tuple(note for note in map(note_of, layout.columns) if note is not None)


def field_of(key: str) -> str:
    """Return the server's field of a column, "" if it cannot be sorted by."""
    note = note_of(key)
    return note_field(note) if note is not None else _ORDERS.get(key, ("", "", False))[0]


def layout_from_json(kept: JsonObject) -> Layout:
    """Return the layout that was kept; the usual one if that cannot be read."""
    return any_layout_from_json(kept, USUAL, _is_column)


def _is_column(key: str) -> bool:
    return note_of(key) is not None or any(one.key == key for one in FIXED)


def note_columns(keys: list[str]) -> list[str]:
    """Return the columns that show entries of the metadata."""
    return [note_column(key) for key in keys]
