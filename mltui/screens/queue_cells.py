"""Rows of queues and of their entries. Pure functions."""

from __future__ import annotations

from mltui.live.names import short_worker
from mltui.live.queues import Queue
from mltui.screens.task_cells import age
from mltui.series import numbers
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.rows import Cell, Row

QUEUE_COLUMNS = (
    Column("name", "QUEUE", flex=1, priority=9, minimum=14, maximum=40),
    Column("length", "WAITING", width=7, align="right", priority=8),
    Column("oldest", "LONGEST", width=7, align="right", priority=7),
    Column("servers", "SERVED BY", flex=2, priority=6, minimum=16),
    Column("next", "NEXT", flex=2, priority=5, minimum=16),
    Column("tags", "TAGS", priority=1, maximum=24),
)

ENTRY_COLUMNS = (
    Column("place", "#", width=4, align="right", priority=9),
    Column("task", "TASK", flex=2, priority=8, minimum=16),
    Column("project", "PROJECT", flex=1, priority=5, minimum=14),
    Column("user", "USER", priority=4, maximum=18),
    Column("since", "SINCE", width=7, align="right", priority=7),
)

#: A task that waits longer than this deserves a look, seconds.
LONG_WAIT_S = 6 * 3600.0


def queue_row(queue: Queue, now: float) -> Row:
    """Return the table's row of a queue.

    Args:
        queue: The queue.
        now: Epoch seconds, for ages.
    """
    waiting = len(queue.entries)
    name = Cell(queue.name, "", more=((" default", "faint"),) if queue.default else ())
    unserved = waiting > 0 and not queue.servers
    servers = Cell("nobody", "bad" if unserved else "faint")
    if queue.servers:
        busy = sum(server.busy for server in queue.servers)
        names = "  " + ", ".join(short_worker(server.name) for server in queue.servers)
        servers = Cell(f"{busy} of {len(queue.servers)} busy", "", more=((names, "muted"),))
    return Row(
        queue.id,
        {
            "name": name,
            "length": Cell(str(waiting), "queued") if waiting else Cell("0", "faint"),
            "oldest": _wait(queue.oldest, now),
            "servers": servers,
            "next": queue.entries[0].name if queue.entries else Cell(numbers.NOTHING, "faint"),
            "tags": Cell(" ".join(queue.tags), "muted"),
        },
    )


def served_by(queue: Queue) -> str:
    """Return who serves a queue: "box1 busy, box4 idle"."""
    return ", ".join(
        f"{short_worker(server.name)} {'busy' if server.busy else 'idle'}"
        for server in queue.servers
    )


def entry_rows(queue: Queue, now: float) -> list[Row]:
    """Return the rows of a queue's entries, the next task first."""
    return [
        Row(
            entry.task,
            {
                "place": Cell(str(place), "muted"),
                "task": entry.name or entry.task,
                "project": Cell(entry.project, "muted"),
                "user": Cell(entry.user, "muted"),
                "since": _wait(entry.since, now),
            },
        )
        for place, entry in enumerate(queue.entries, start=1)
    ]


def _wait(since: float | None, now: float) -> Cell:
    if since is None:
        return Cell(glyphs.sign("–"), "faint")
    return Cell(age(since, now), "warn" if now - since > LONG_WAIT_S else "")
