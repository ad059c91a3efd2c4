"""Rows of reports, and what can be done to one. Pure functions."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from mltui.actions.beginning import Beginning
from mltui.live.reports import Report, ask_report
from mltui.screens.changing import Change
from mltui.screens.task_cells import age
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.rows import Cell, Row

if TYPE_CHECKING:
    from mltui.api.client import Client

COLUMNS = (
    Column("name", "REPORT", flex=2, priority=9, minimum=24),
    Column("status", "STATUS", width=11, priority=8),
    Column("tags", "TAGS", priority=7, maximum=24),
    Column("project", "PROJECT", flex=1, priority=6, minimum=14),
    Column("user", "USER", priority=5, maximum=18),
    Column("updated", "UPDATED", width=8, align="right", priority=4),
    Column("created", "CREATED", width=8, align="right", priority=2),
    Column("comment", "COMMENT", flex=1, priority=1, minimum=12),
)

#: The word for giving a report another text.
SAVE = "save"

#: The word for beginning one.
CREATE = "create"

#: The server takes no shorter name.
SHORTEST_NAME = 3


def report_row(report: Report, now: float) -> Row:
    """Return the table's row of a report.

    Args:
        report: The report.
        now: Epoch seconds, for ages.
    """
    shown = glyphs.status(report.status)
    return Row(
        report.id,
        {
            "name": Cell(report.name or report.id),
            "status": Cell(shown.label(glyphs.ascii_only()), shown.token),
            "tags": Cell(" ".join(report.tags), "accent"),
            "project": Cell(report.project, "muted"),
            "user": Cell(report.user, "muted"),
            "updated": Cell(age(report.updated, now), "muted"),
            "created": Cell(age(report.created, now), "muted"),
            "comment": Cell(report.comment, "muted"),
        },
    )


def place_and_name(typed: str) -> tuple[str, str]:
    """Return the project and the name of a report that a person typed as `project/name`."""
    project, _, name = typed.strip().rpartition("/")
    return project.strip().strip("/"), name.strip()


def wrong_name(typed: str) -> str | None:
    """Return what is wrong with it, a sentence; None if nothing is."""
    if len(place_and_name(typed)[1]) < SHORTEST_NAME:
        return f"A name needs at least {SHORTEST_NAME} characters."
    return None


def creating(typed: str) -> Change:
    """Return the change that begins a report, typed as `project/name`."""
    project, name = place_and_name(typed)
    beginning = Beginning(project, name)
    return Change(CREATE, name, f"“{name}” is begun.", beginning.send, look=beginning.look)


def publishing(report: Report) -> Change:
    """Return the change that publishes a report."""
    return Change(
        "publish",
        report.name,
        f"“{report.name}” is published.",
        lambda client: client.reports.publish(task=report.id),
        warning="its text can be read by everybody and not be changed any more",
        look=lambda client: _found(client, report, lambda now: now.published),
        subject=report.id,
    )


def archiving(report: Report) -> Change:
    """Return the change that archives a report, or brings it back."""
    if report.archived:
        return Change(
            "restore",
            report.name,
            f"“{report.name}” is back in the list.",
            lambda client: client.reports.unarchive(task=report.id),
            look=lambda client: _found(client, report, lambda now: not now.archived),
            inverse=lambda: archiving(replace(report, archived=False)),
            subject=report.id,
        )
    return Change(
        "archive",
        report.name,
        f"“{report.name}” is archived.",
        lambda client: client.reports.archive(task=report.id),
        look=lambda client: _found(client, report, lambda now: now.archived),
        inverse=lambda: archiving(replace(report, archived=True)),
        subject=report.id,
    )


def rewriting(report: Report, text: str) -> Change:
    """Return the change that gives a report another text."""
    return Change(
        SAVE,
        report.name,
        f"“{report.name}” is saved.",
        lambda client: client.reports.update(task=report.id, report=text),
        look=lambda client: _found(client, report, lambda now: now.text == text),
    )


async def _found(client: Client, report: Report, holds: Callable[[Report], bool]) -> Report | None:
    """Return a report as it is now, if that is as it should be."""
    now = await ask_report(client, report.id)
    return now if now is not None and holds(now) else None


def text_difference(before: str, after: str) -> list[str]:
    """Return how two texts differ, as a unified difference without its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="")
    return [*islice(lines, 2, None)]
