"""Which columns a task list has, how wide, and what it is sorted by. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

from mltui.live.metric_names import MetricName
from mltui.live.task_columns import PARAMETER, ValueColumn, column_of
from mltui.screens.task_cells import ORDERS, SPARK, Order, metric_title
from mltui.widgets.columns import Column

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

Item = TypeVar("Item")

#: The columns that any list can have, with the width and place they have at first.
FIXED = (
    Column("name", "NAME", flex=3, priority=9, minimum=18),
    Column("status", "STATUS", width=11, priority=8),
    Column("iteration", "ITER", width=6, align="right", priority=6),
    Column("metric", "LOSS", width=8, align="right", priority=7),
    Column("run", "RUN", width=6, align="right", priority=5),
    Column("worker", "WORKER", priority=4, maximum=15),
    Column("updated", "UPDATED", width=8, align="right", priority=3),
    Column("project", "PROJECT", flex=1, priority=2, minimum=14),
    Column("user", "USER", priority=1, maximum=14),
    Column("type", "TYPE", priority=1, maximum=16),
    Column("tags", "TAGS", priority=1, maximum=24),
    Column("curve", "CURVE", width=SPARK, priority=1),
    Column("started", "STARTED", width=8, align="right", priority=1),
)

USUAL = ("name", "status", "iteration", "metric", "run", "worker", "updated", "project", "user")

#: What else a list can be sorted by than the ways of `ORDERS`, and the server's field.
_FIELDS = {"type": "type"}

#: The server's fields that a column shows, besides those that every list asks for.
_SHOWN = {
    "run": ("started", "completed", "active_duration"),
    "worker": ("last_worker", "execution.queue.name"),
    "project": ("project.name",),
    "user": ("user.name",),
    "type": ("type",),
    "tags": ("tags",),
    "started": ("started",),
}

#: Cells of a column of values, of numbers and of texts.
VALUE_WIDTH, TEXT_WIDTH = 9, 14

NARROWEST, WIDEST = 4, 80


@dataclass(frozen=True, slots=True)
class Layout:
    """How the list looks.

    Attributes:
        columns: Keys of the columns, from the left.
        widths: Cells of those whose width was chosen.
        sorts: Columns that it is sorted by, the first one first, and whether each one falls.
    """

    columns: tuple[str, ...] = USUAL
    widths: Mapping[str, int] = field(default_factory=dict)
    sorts: tuple[tuple[str, bool], ...] = (("updated", True),)

    @property
    def values(self) -> tuple[ValueColumn, ...]:
        """The columns of metrics and hyperparameters, shown or sorted by."""
        keys = dict.fromkeys([*self.columns, *(key for key, _ in self.sorts)])
        found = (column_of(key) for key in keys)
        return tuple(column for column in found if column is not None)

    @property
    def moving(self) -> bool:
        """Whether what it is sorted by first moves all the time."""
        order = _order(self.sorts[0][0])
        return order is not None and order.moving

    def order_by(self, metrics: Sequence[MetricName]) -> tuple[str, ...]:
        """Return the server's fields to sort by, with a minus in front of those that fall."""
        fields = [(field_of(key, metrics), falls) for key, falls in self.sorts]
        return tuple(f"{'-' if falls else ''}{name}" for name, falls in fields if name)

    def sorted_by(self, key: str) -> Layout:
        """Sort by a column: one more, the other way round, or no more."""
        sorts = dict(self.sorts)
        first = falls_first(key)
        if sorts.get(key) is first:
            sorts[key] = not first
        elif key in sorts and len(sorts) > 1:
            del sorts[key]
        else:
            sorts[key] = first
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

    def resized(self, key: str, by: int) -> Layout:
        """Make a column wider or narrower by so many cells."""
        before = self.widths.get(key) or _usual_width(column(key))
        width = min(max(before + by, NARROWEST), WIDEST)
        return replace(self, widths={**self.widths, key: width})


def column(key: str) -> Column:
    """Return a column as it is at first."""
    known = next((one for one in FIXED if one.key == key), None)
    if known is not None:
        return known
    value = column_of(key)
    if value is None:
        return Column(key, key)
    if value.kind == PARAMETER:
        return Column(key, value.title.rpartition("/")[2], width=TEXT_WIDTH)
    width = max(VALUE_WIDTH, min(len(value.title), 16))
    return Column(key, value.title, width=width, align="right")


def columns(layout: Layout, metrics: Sequence[MetricName], *, with_project: bool) -> list[Column]:
    """Return the columns of the table.

    Args:
        layout: What was chosen.
        metrics: The metrics whose last value is shown in one column, the best first.
        with_project: Whether tasks of several projects are shown.
    """
    usual = layout.columns == USUAL
    sorts = dict(layout.sorts)
    found: list[Column] = []
    for place, key in enumerate(layout.columns):
        one = column(key)
        if key == "metric":
            one = replace(one, title=metric_title(metrics))
        if (key == "metric" and not metrics) or (key == "project" and usual and not with_project):
            continue
        if not usual:
            # What was put first is the last to vanish where there is no room.
            one = replace(one, priority=len(layout.columns) + 1 if key == "name" else -place)
        if key in layout.widths:
            one = replace(one, width=layout.widths[key], flex=0)
        if key in sorts:
            one = replace(one, sort="desc" if sorts[key] else "asc")
        found.append(one)
    return found


def fields_of(layout: Layout, *, with_project: bool) -> tuple[str, ...]:
    """Return the fields of a task that the columns show, besides metrics and hyperparameters."""
    hidden = {"project"} if layout.columns == USUAL and not with_project else set()
    shown = [key for key in layout.columns if key not in hidden]
    return tuple(dict.fromkeys(one for key in shown for one in _SHOWN.get(key, ())))


def following(circle: Sequence[Item], item: Item) -> Item:
    """Return what comes after an item in a circle; the first if it is none of them."""
    return circle[(circle.index(item) + 1 if item in circle else 0) % len(circle)]


def title_of(key: str) -> str:
    """Return what a person calls a column."""
    value = column_of(key)
    return value.title if value is not None else column(key).title.lower()


def word_of(key: str) -> str:
    """Return what a person calls the order by a column."""
    order = _order(key)
    return order.word if order is not None else title_of(key)


def falls_first(key: str) -> bool:
    """Return whether the largest comes first when one begins to sort by a column."""
    order = _order(key)
    return order is not None and order.falling


def field_of(key: str, metrics: Sequence[MetricName]) -> str:
    """Return the server's field of a column, "" if it cannot be sorted by."""
    if key == "metric":
        return metrics[0].field if metrics else ""
    order, value = _order(key), column_of(key)
    if value is not None:
        return value.field
    return order.field if order is not None else _FIELDS.get(key, "")


def _order(key: str) -> Order | None:
    return next((order for order in ORDERS if order.column == key), None)


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


def layout_from_json(kept: JsonObject) -> Layout:
    """Return the layout that was kept; the usual one if that cannot be read."""
    try:
        chosen = cast("dict[str, list[str]]", kept)["columns"]
        keys = tuple(dict.fromkeys(str(key) for key in chosen if _is_column(str(key))))
        widths = {str(k): int(v) for k, v in cast("dict[str, int]", kept["widths"]).items()}
        sorts = tuple((str(k), bool(v)) for k, v in cast("list[list[str]]", kept["sorts"]))
    except (KeyError, TypeError, ValueError):
        return Layout()
    if "name" not in keys:
        keys = ("name", *keys)
    sorts = tuple(one for one in sorts if _is_column(one[0]))
    return Layout(keys, widths, sorts or Layout().sorts)


def _is_column(key: str) -> bool:
    fixed = any(one.key == key for one in FIXED)
    return fixed or _order(key) is not None or column_of(key) is not None


def _usual_width(one: Column) -> int:
    return one.width or min(one.maximum, max(one.minimum, len(one.title)))
