"""What the first screen says in lines and rows. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.live.home import MyTask
from mltui.live.idleness import Tally
from mltui.live.queues import Queue
from mltui.live.task_rows import TaskRow
from mltui.screens.alert_cells import alert_look
from mltui.screens.task_cells import SPARK, age, judged
from mltui.screens.worker_cells import wrong
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.fields import cells_of
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, Row
from mltui.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from mltui.live.alerts import Fired

#: Cells of the bar of GPUs at most.
MOST_BAR = 32

#: Alerts told at most, the newest.
MOST_ALERTS = 3

#: Queues named at most; those that wait longest first.
MOST_QUEUES = 4

MINE_COLUMNS = (
    Column("name", "MY TASKS", flex=2, priority=9, minimum=20),
    Column("status", "STATUS", width=11, priority=8),
    Column("curve", "CURVE", width=SPARK, priority=6),
    Column("value", "LAST", width=8, align="right", priority=7),
    Column("metric", "METRIC", width=14, priority=4),
    Column("run", "RUN", width=6, align="right", priority=5),
    Column("updated", "UPDATED", width=8, align="right", priority=3),
    Column("project", "PROJECT", flex=1, priority=2, minimum=14),
)

FAILED_COLUMNS = (
    Column("name", "NEWEST FAILURES", flex=1, priority=9, minimum=20),
    # Of a shorter one nobody understands it: rather than that, whose task it was is left out.
    Column("reason", "WHY", flex=2, priority=8, minimum=40),
    Column("updated", "WHEN", width=8, align="right", priority=7),
    Column("user", "USER", priority=5, maximum=16),
    Column("project", "PROJECT", priority=3, maximum=22),
)

#: What stands in their place where there are none.
NO_FAILURES = (Column("name", "No task has failed.", flex=1, priority=9, minimum=20),)


def mine_row(mine: MyTask, curve: Sequence[float], now: float) -> Row:
    """Return the row of one of the person's tasks.

    Args:
        mine: The task.
        curve: The values of its metric; empty as long as they are not known.
        now: Epoch seconds, for ages.
    """
    row = mine.row
    shown = glyphs.status(judged(row, now))
    value = row.values.get(str(mine.metric)) if mine.metric is not None else None
    return Row(
        row.id,
        {
            "name": Cell(row.name or row.id, "" if row.running else "text"),
            "status": Cell(shown.label(glyphs.ascii_only()), shown.token),
            "curve": Cell(
                sparkline(curve, SPARK) if curve else "", shown.token if row.running else "faint"
            ),
            "value": Cell(numbers.metric(value), "" if row.running else "muted"),
            "metric": Cell(str(mine.metric) if mine.metric is not None else "", "muted"),
            "run": Cell(numbers.duration(row.run_time_s(now)), "muted"),
            "updated": Cell(age(row.last_update, now), "muted"),
            "project": Cell(row.project, "muted"),
        },
    )


def failed_row(row: TaskRow, now: float) -> Row:
    """Return the row of a failure."""
    return Row(
        row.id,
        {
            "name": Cell(row.name or row.id),
            "reason": Cell(row.why or numbers.NOTHING, "failed"),
            "updated": Cell(age(row.last_update, now), "muted"),
            "user": Cell(row.user, "muted"),
            "project": Cell(row.project, "muted"),
        },
    )


def fleet_line(found: Tally | None, *, wide: bool = True) -> Line:
    """Say how busy the fleet is, with one cell a GPU as long as there is room for them.

    Args:
        found: How busy it is.
        wide: Whether there is room to say how many hosts it has.
    """
    if found is None:
        return (("GPUs    ", "muted"), (glyphs.sign("…"), ""))
    if not found.hosts:
        nobody, how = "no worker has reported", "   4 says how one would"
        return (("GPUs    ", "muted"), (nobody, ""), (how, "faint"))
    hosts = numbers.counted(found.hosts, "host")
    stands_out = [(f"   {part}", "warn") for part in wrong(found, "held idle" if wide else "held")]
    if not found.gpus:
        silent = ("   no GPU has reported", "faint")
        return (("Fleet   ", "muted"), (hosts, ""), *(stands_out or [silent]))
    pieces = [("GPUs    ", "muted"), *_bar(found)]
    pieces += [(f"{found.busy:,} of {found.gpus:,} busy", "strong")]
    pieces += [(f"   idle {found.idle:,}", "good")] if found.idle else []
    return (*pieces, *stands_out, *([(f"   {hosts}", "muted")] if wide else []))


def _bar(found: Tally) -> list[tuple[str, str]]:
    parts = ((found.busy, "█", "running"), (found.held, "▒", "warn"), (found.idle, "░", "faint"))
    scale = min(1.0, MOST_BAR / found.gpus)
    bar = [
        (glyphs.sign(block) * max(1, round(count * scale)), token)
        for count, block, token in parts
        if count
    ]
    return [*bar, ("  ", "")]


def queues_line(queues: Sequence[Queue] | None, now: float, width: int = 0) -> Line:
    """Say which queues wait, the longest wait first, and how many more there are.

    Args:
        queues: The queues; None as long as they are not known.
        now: Epoch seconds.
        width: Cells there are for it; 0 for enough.
    """
    if queues is None:
        return (("Queues  ", "muted"), ("…", ""))
    waiting = sorted((q for q in queues if q.entries), key=lambda q: q.oldest or now)
    if not waiting:
        return (("Queues  ", "muted"), ("nothing waits", "good"))
    named = MOST_QUEUES
    while named > 1 and 0 < width < cells_of(_waiting_line(waiting, named, now)):
        named -= 1
    return _waiting_line(waiting, named, now)


def _waiting_line(waiting: Sequence[Queue], named: int, now: float) -> Line:
    pieces: list[tuple[str, str]] = [("Queues  ", "muted")]
    for queue in waiting[:named]:
        pieces.append((queue.name, "strong"))
        pieces.append((f" {len(queue.entries)}", "queued"))
        pieces.append((f" since {age(queue.oldest, now)}", "muted"))
        if not queue.serving:
            pieces.append((" served by nobody", "bad"))
        pieces.append(("   ", ""))
    if len(waiting) > named:
        pieces.append((f"and {len(waiting) - named} more", "faint"))
    return tuple(pieces)


def alerts_line(fired: Sequence[Fired], watched: int, now: float) -> Line:
    """Say what happened last of what is watched, the newest first."""
    pieces: list[tuple[str, str]] = [("Alerts  ", "muted")]
    for one in fired[:MOST_ALERTS]:
        sign, token = alert_look(one.fact)
        pieces.append((f"{sign} ", token))
        pieces.append((one.fact.name, "muted" if one.seen else "strong"))
        pieces.append((f" {one.fact.sentence}", token))
        pieces.append((f" {age(one.at, now)}   ", "faint"))
    pieces.append((f"{watched} watched", "faint"))
    return tuple(pieces)
