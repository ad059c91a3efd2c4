"""A model's row in the table: which columns there are and what stands in them. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mltui.actions.subject import Kind, Subject
from mltui.live.models import ModelRow
from mltui.screens.task_cells import age
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.rows import Cell, Row


@dataclass(frozen=True, slots=True)
class ModelOrder:
    """A way to sort the list: by which column, by the server's field, in what the person reads."""

    column: str
    field: str
    word: str
    falling: bool = True


ORDERS = (
    ModelOrder("updated", "last_update", "last update"),
    ModelOrder("created", "created", "created"),
    ModelOrder("name", "name", "name", falling=False),
    ModelOrder("framework", "framework", "framework", falling=False),
)

_COLUMNS = (
    Column("name", "NAME", flex=3, priority=9, minimum=28),
    Column("status", "STATUS", width=11, priority=8),
    Column("framework", "FRAMEWORK", width=10, priority=7),
    Column("updated", "UPDATED", width=8, align="right", priority=6),
    Column("tags", "TAGS", priority=5, maximum=20),
    Column("project", "PROJECT", flex=1, priority=4, minimum=14),
    Column("iteration", "ITER", width=6, align="right", priority=3),
    Column("task", "MADE BY", flex=2, priority=2, minimum=18),
    Column("labels", "LABELS", width=6, align="right", priority=1),
    Column("user", "USER", priority=1, maximum=14),
    Column("created", "CREATED", width=8, align="right", priority=0),
)


def columns(sorts: Sequence[tuple[ModelOrder, bool]]) -> list[Column]:
    """Return the columns, those that the list is sorted by marked (True: the largest first)."""
    marks: dict[str, Literal["asc", "desc"]] = {
        order.column: "desc" if falls else "asc" for order, falls in sorts
    }
    return [replace(column, sort=marks.get(column.key, column.sort)) for column in _COLUMNS]


def subject_of(model: ModelRow) -> Subject:
    """Return a model as the subject of an action."""
    return Subject(
        model.id,
        model.name,
        "published" if model.published else "created",
        model.archived,
        Kind.MODEL,
        tags=model.tags,
    )


def row_of(model: ModelRow, now: float) -> Row:
    """Return the table's row of a model.

    Args:
        model: The model.
        now: Epoch seconds, for ages.
    """
    shown = glyphs.status("published" if model.published else "created")
    return Row(
        model.id,
        {
            "name": Cell(model.name or model.id),
            "status": Cell(shown.label(glyphs.ascii_only()), shown.token),
            "framework": Cell(model.framework or numbers.NOTHING, "muted"),
            "updated": Cell(age(model.updated, now), "muted"),
            "tags": Cell(" ".join(model.tags), "accent"),
            "project": Cell(model.project, "muted"),
            "iteration": Cell(numbers.si(model.iteration or None), "muted"),
            "task": Cell(model.task, "muted"),
            "labels": Cell(str(model.labels) if model.labels else numbers.NOTHING, "muted"),
            "user": Cell(model.user, "muted"),
            "created": Cell(age(model.created, now), "muted"),
        },
    )
