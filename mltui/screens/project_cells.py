"""A project's row in the tree, and the panel about it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mltui.live.task_rows import TaskRow
from mltui.screens.project_tree import Branch
from mltui.screens.task_cells import age, judged
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, LateCells, Row

COLUMNS = (
    Column("name", "PROJECT", flex=1, priority=9, minimum=20),
    Column("running", "RUN", width=5, align="right", priority=8),
    Column("queued", "QUEUE", width=5, align="right", priority=7),
    Column("failed", "FAIL", width=5, align="right", priority=6),
    Column("completed", "DONE", width=5, align="right", priority=5),
    Column("other", "OTHER", width=5, align="right", priority=2),
    Column("total", "TOTAL", width=6, align="right", priority=4),
    Column("day", "24H", width=4, align="right", priority=3),
    Column("runtime", "RUN TIME", width=8, align="right", priority=2),
    Column("updated", "UPDATED", width=7, align="right", priority=3),
)

#: Statuses with a column of their own, by the column.
COUNTED = {
    "running": ("in_progress",),
    "queued": ("queued",),
    "failed": ("failed",),
    "completed": ("completed", "published", "publishing", "closed"),
}

_FOLDED, _OPEN, _LEAF = "▸", "▾", " "


def row_of(branch: Branch, now: float) -> Row:
    """Return the table's row of a line of the tree.

    Args:
        branch: The line.
        now: Epoch seconds, for ages.
    """
    return Row(branch.name, LateCells(lambda: _cells(branch, now)))


def _cells(branch: Branch, now: float) -> Mapping[str, Cell | str]:
    sign = _sign(branch)
    indent = "  " * branch.depth
    project = branch.project
    if project is None:
        return {"name": Cell(f"{indent}{sign} ", "faint", more=((branch.basename, "muted"),))}
    cells: dict[str, Cell | str] = {
        "name": Cell(f"{indent}{sign} ", "faint", more=((branch.basename, ""),)),
        "total": Cell(numbers.si(project.total), "text" if project.total else "faint"),
        "day": _count(project.completed_24h, "good"),
        "runtime": Cell(numbers.duration(project.runtime_s or None), "muted"),
        "updated": Cell(age(project.last_update, now), "muted"),
    }
    counts = by_column(project.counts)
    cells.update({key: _count(counts[key], _TOKENS[key]) for key in counts})
    return cells


def by_column(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of the columns from the counts of the statuses."""
    found = {key: sum(counts.get(s, 0) for s in names) for key, names in COUNTED.items()}
    found["other"] = sum(counts.values()) - sum(found.values())
    return found


def panel(branch: Branch, tasks: Sequence[TaskRow], now: float) -> Iterator[Line]:
    """Return the lines of the panel: the project, its counts, its newest tasks."""
    yield ((branch.name, "strong"),)
    project = branch.project
    if project is None:
        return
    for status, number in project.counts.items():
        shown = glyphs.status(status)
        label = shown.label(glyphs.ascii_only())
        yield ((f"{label:<14}", shown.token), (f"{number:>6}", ""))
    yield ()
    yield (("newest tasks", "muted"),)
    for task in tasks:
        shown = glyphs.status(judged(task, now))
        glyph = shown.ascii if glyphs.ascii_only() else shown.glyph
        yield (
            (f"{glyph} ", shown.token),
            (task.name, ""),
            (f"  {age(task.last_update, now)}", "muted"),
        )


def _sign(branch: Branch) -> str:
    if not branch.has_children:
        return _LEAF
    if glyphs.ascii_only():
        return "+" if branch.folded else "-"
    return _FOLDED if branch.folded else _OPEN


def _count(number: int, token: str) -> Cell:
    return Cell(numbers.si(number), token) if number else Cell(glyphs.sign("·"), "faint")


_TOKENS = {
    "running": "running",
    "queued": "queued",
    "failed": "failed",
    "completed": "completed",
    "other": "muted",
}
