"""A model's row in the table. Pure functions."""

from __future__ import annotations

from mltui.actions.subject import Kind, Subject
from mltui.live.model_columns import note_column
from mltui.live.models import ModelRow
from mltui.screens.task_cells import age
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.rows import Cell, Row


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
            **{note_column(key): Cell(value) for key, value in model.notes.items()},
        },
    )
