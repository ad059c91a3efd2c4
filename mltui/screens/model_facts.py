"""What a model's page says in words, and its relatives as rows. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator

from mltui.live.model import Kin, ModelDetails
from mltui.series import numbers
from mltui.series.moments import local_with_age
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, Row

_LABEL_WIDTH = 12

KIN_COLUMNS = (
    Column("relation", "LINEAGE", width=9, priority=9),
    Column("kind", "", width=5, priority=8),
    Column("name", "NAME", flex=2, priority=7, minimum=16),
    Column("status", "STATUS", width=11, priority=6),
    Column("project", "PROJECT", flex=1, priority=5, minimum=12),
)


def facts(details: ModelDetails, now: float) -> list[Line]:
    """Return what is known of a model, the most telling first; what is empty is left out.

    Args:
        details: The model.
        now: Epoch seconds, for ages.
    """
    row = details.row
    shown = glyphs.status("published" if row.published else "created")
    lines: list[Line] = [
        (
            (f"{'Status':<{_LABEL_WIDTH}}", "muted"),
            (shown.label(glyphs.ascii_only()), f"{shown.token} strong"),
            ("  archived" if row.archived else "", "muted"),
        )
    ]
    told = [
        ("Framework", row.framework),
        ("Project", row.project),
        ("User", row.user),
        ("Tags", ", ".join(row.tags)),
        ("Created", local_with_age(row.created, now)),
        ("Updated", local_with_age(row.updated, now)),
        ("Iteration", numbers.si(row.iteration) if row.iteration else ""),
        ("URI", row.uri),
        ("Comment", details.comment),
        ("Id", row.id),
    ]
    lines += [
        ((f"{label:<{_LABEL_WIDTH}}", "muted"), (text, "faint" if label == "Id" else ""))
        for label, text in told
        if text
    ]
    lines += _blocks(details)
    return lines


def _blocks(details: ModelDetails) -> Iterator[Line]:
    if details.values:
        yield from _heading("Metrics", f"{len(details.values)}, last value")
        width = max(len(f"{last.metric} / {last.variant}") for last in details.values)
        for last in details.values:
            name = f"{last.metric} / {last.variant}"
            extremes = f"   {numbers.metric(last.low)} … {numbers.metric(last.high)}"
            yield (
                (f"  {name:<{min(width, 40)}}  ", "muted"),
                (numbers.metric(last.value), ""),
                (extremes, "faint"),
            )
    if details.metadata:
        yield from _heading("Metadata", str(len(details.metadata)))
        width = min(max(len(item.key) for item in details.metadata), 30)
        for item in details.metadata:
            yield (
                (f"  {item.key:<{width}}  ", "muted"),
                (item.value, ""),
                (f"  {item.kind}" if item.kind else "", "faint"),
            )
    if details.labels:
        yield from _heading("Labels", str(len(details.labels)))
        for name, number in details.labels:
            yield ((f"  {number:>5}  ", "muted"), (name, ""))
    if details.design:
        yield from _heading("Design", "")
        for line in details.design.splitlines():
            yield ((f"  {line}", ""),)


def _heading(title: str, more: str) -> Iterator[Line]:
    yield ()
    yield ((title, "strong"), (f"  {more}" if more else "", "faint"))


def kin_row(kin: Kin) -> Row:
    """Return the row of a relative; its key is the page and id that open it."""
    status = Cell("")
    if kin.status:
        shown = glyphs.status(kin.status)
        status = Cell(shown.label(glyphs.ascii_only()), shown.token)
    return Row(
        f"{kin.page} {kin.relation} {kin.id}",
        {
            "relation": Cell(kin.relation, "muted"),
            "kind": Cell(kin.page, "faint"),
            "name": Cell(kin.name or kin.id),
            "status": status,
            "project": Cell(kin.project, "muted"),
        },
    )
