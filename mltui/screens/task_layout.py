"""Which columns a task list has, how wide, and what it is sorted by. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mltui.live.metric_names import MetricName
from mltui.live.task_columns import PARAMETER, ValueColumn, column_of
from mltui.live.task_rows import HOST
from mltui.screens.layout import ColumnChoice, Layout, usual_width
from mltui.screens.layout import layout_from_json as any_layout_from_json
from mltui.screens.layout import order_by as any_order_by
from mltui.screens.task_cells import ORDERS, SPARK, Order, metric_title
from mltui.widgets.columns import Column

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

#: The columns that any list can have, with the width and place they have at first.
FIXED = (
    Column("name", "NAME", flex=3, priority=9, minimum=18),
    Column("status", "STATUS", width=11, priority=8),
    Column("iteration", "ITER", width=6, align="right", priority=6),
    Column("metric", "LOSS", width=8, align="right", priority=7),
    Column("run", "RUN", width=6, align="right", priority=4),
    Column("worker", "WORKER", priority=5, maximum=15),
    Column("updated", "UPDATED", width=8, align="right", priority=3),
    Column("project", "PROJECT", flex=1, priority=2, minimum=14),
    Column("user", "USER", priority=1, maximum=14),
    Column("type", "TYPE", priority=1, maximum=16),
    Column("tags", "TAGS", priority=1, maximum=24),
    Column("curve", "CURVE", width=SPARK, priority=1),
    Column("started", "STARTED", width=8, align="right", priority=1),
)

USUAL = Layout(
    columns=(
        "name",
        "status",
        "iteration",
        "metric",
        "run",
        "worker",
        "updated",
        "project",
        "user",
    ),
    sorts=(("updated", True),),
)

#: What else a list can be sorted by than the ways of `ORDERS`, and the server's field.
_FIELDS = {"type": "type"}

#: The server's fields that a column shows, besides those that every list asks for.
_SHOWN = {
    "run": ("started", "completed", "active_duration"),
    "worker": ("last_worker", HOST, "execution.queue.name"),
    "project": ("project.name",),
    "user": ("user.name",),
    "type": ("type",),
    "tags": ("tags",),
    "started": ("started",),
}

#: Cells of a column of values, of numbers and of texts.
VALUE_WIDTH, TEXT_WIDTH = 9, 14


def values_of(layout: Layout) -> tuple[ValueColumn, ...]:
    """Return the columns of metrics and hyperparameters, shown or sorted by."""
    keys = dict.fromkeys([*layout.columns, *(key for key, _ in layout.sorts)])
    found = (column_of(key) for key in keys)
    return tuple(column for column in found if column is not None)


def is_moving(layout: Layout) -> bool:
    """Return whether what the list is sorted by first moves all the time."""
    order = _order(layout.sorts[0][0])
    return order is not None and order.moving


def order_by(layout: Layout, metrics: Sequence[MetricName]) -> tuple[str, ...]:
    """Return the server's fields to sort by, with a minus in front of those that fall."""
    return any_order_by(layout, lambda key: field_of(key, metrics))


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
    usual = layout.columns == USUAL.columns
    found: list[Column] = []
    for key in layout.columns:
        one = column(key)
        if key == "metric":
            one = replace(one, title=metric_title(metrics))
        if (key == "metric" and not metrics) or (key == "project" and usual and not with_project):
            continue
        found.append(layout.placed(one, usual=usual))
    return found


def fields_of(layout: Layout, *, with_project: bool) -> tuple[str, ...]:
    """Return the fields of a task that the columns show, besides metrics and hyperparameters."""
    hidden = {"project"} if layout.columns == USUAL.columns and not with_project else set()
    shown = [key for key in layout.columns if key not in hidden]
    return tuple(dict.fromkeys(one for key in shown for one in _SHOWN.get(key, ())))


def choice_of(key: str) -> ColumnChoice:
    """Return what there is to say of a column where columns are chosen."""
    value, order, shown = column_of(key), _order(key), column(key)
    title = value.title if value is not None else shown.title.lower()
    kind = "" if value is None else "hyperparameter" if value.kind == PARAMETER else "metric"
    word = order.word if order is not None else title
    can_sort = key == "metric" or bool(field_of(key, ()))
    falling = order is not None and order.falling
    width = usual_width(shown)
    return ColumnChoice(key, title, kind, width, word if can_sort else "", falling)


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


def layout_from_json(kept: JsonObject) -> Layout:
    """Return the layout that was kept; the usual one if that cannot be read."""
    return any_layout_from_json(kept, USUAL, _is_column)


def _is_column(key: str) -> bool:
    fixed = any(one.key == key for one in FIXED)
    return fixed or _order(key) is not None or column_of(key) is not None
