"""Rows of queues and of their entries. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mltui.live.names import short_worker
from mltui.live.queues import Queue, Server
from mltui.live.workers import Worker
from mltui.screens.task_cells import age
from mltui.series import numbers
from mltui.series.waits import StartRange
from mltui.widgets import glyphs
from mltui.widgets.columns import Column
from mltui.widgets.lines import Line
from mltui.widgets.rows import Cell, LateCells, Row

QUEUE_COLUMNS = (
    Column("name", "QUEUE", flex=1, priority=9, minimum=17, maximum=40),
    Column("length", "WAITING", width=7, align="right", priority=8),
    Column("oldest", "LONGEST", width=7, align="right", priority=7),
    Column("servers", "SERVED BY", priority=6, minimum=11),
    Column("workers", "WORKERS", flex=2, priority=3, minimum=18),
    Column("next", "NEXT", flex=2, priority=5, minimum=14),
    Column("tags", "TAGS", priority=1, maximum=24),
)

ENTRY_COLUMNS = (
    Column("place", "#", width=3, align="right", priority=9),
    Column("task", "TASK", flex=2, priority=8, minimum=16),
    Column("project", "PROJECT", flex=1, priority=5, minimum=10),
    Column("user", "USER", priority=4, maximum=18),
    Column("since", "SINCE", width=7, align="right", priority=7),
    Column("start", "STARTS IN", width=13, align="right", priority=6),
)

SERVER_COLUMNS = (
    Column("worker", "SERVED BY", priority=9, minimum=8, maximum=22),
    Column("task", "RUNS", flex=1, priority=8, minimum=14),
    Column("running", "FOR", width=6, align="right", priority=7),
)

#: A task that waits longer than this deserves a look, seconds.
LONG_WAIT_S = 6 * 3600.0


def queue_row(queue: Queue, now: float) -> Row:
    """Return the table's row of a queue.

    Args:
        queue: The queue.
        now: Epoch seconds, for ages.
    """
    return Row(queue.id, LateCells(lambda: _queue_cells(queue, now)))


def _queue_cells(queue: Queue, now: float) -> Mapping[str, Cell | str]:
    waiting = len(queue.entries)
    name = Cell(queue.name, "", more=((" (default)", "faint"),) if queue.default else ())
    return {
        "name": name,
        "length": Cell(str(waiting), "queued") if waiting else Cell("0", "faint"),
        "oldest": _wait(queue.oldest, now),
        "servers": _served_by(queue),
        "workers": _workers(queue),
        "next": queue.entries[0].name if queue.entries else Cell(numbers.NOTHING, "faint"),
        "tags": Cell(" ".join(queue.tags), "muted"),
    }


def _served_by(queue: Queue) -> Cell:
    lost = f"  {glyphs.sign('⚠')} lost {len(queue.lost)}"
    more = ((lost, "warn"),) if queue.lost else ()
    if not queue.serving:
        return Cell("nobody", "bad" if queue.entries else "faint", more)
    busy = sum(server.busy for server in queue.serving)
    return Cell(f"{busy} of {len(queue.serving)} busy", "", more)


def _workers(queue: Queue) -> Cell:
    serving, lost = (
        ", ".join(short_worker(server.name) for server in servers)
        for servers in (queue.serving, queue.lost)
    )
    gap = "  " if serving else ""
    more = ((f"{gap}{glyphs.sign('⚠')} {lost}", "warn"),) if lost else ()
    return Cell(serving, "muted", more)


def entry_rows(queue: Queue, now: float, starts: Sequence[StartRange] = ()) -> list[Row]:
    """Return the rows of a queue's entries, the next task first.

    Args:
        queue: The queue.
        now: Epoch seconds, for ages.
        starts: When each will start, as far as there is a basis for saying so.
    """
    return [
        Row(
            entry.task,
            {
                "place": Cell(str(place), "muted"),
                "task": entry.name or entry.task,
                "project": Cell(entry.project, "muted"),
                "user": Cell(entry.user, "muted"),
                "since": _wait(entry.since, now),
                "start": Cell(start_words(starts[place - 1]) if place <= len(starts) else "–"),
            },
        )
        for place, entry in enumerate(queue.entries, start=1)
    ]


def start_words(start: StartRange) -> str:
    """Write a range of time as coarsely as it is known: `now`, `40m–1h20m`."""
    low, high = _coarse(start.low_s), _coarse(start.high_s)
    if high < 60:
        return "now"
    words = numbers.duration(high)
    if low == high:
        return words
    return f"{numbers.duration(low) if low >= 60 else 'now'}–{words}"


def _coarse(seconds: float) -> float:
    step = 300 if seconds < 3600 else 600 if seconds < 6 * 3600 else 3600
    return round(seconds / step) * step


def queue_facts(queue: Queue) -> list[Line]:
    """Say what is noted on a queue, and that nobody serves it; nothing if there is nothing."""
    about: list[tuple[str, str]] = []
    if not queue.serving:
        about += [("served by ", "muted")]
        about += [("nobody", "bad strong" if queue.entries else "faint"), ("   ", "")]
    if queue.tags:
        about += [("tags ", "faint"), (" ".join(queue.tags), "muted"), ("   ", "")]
    for key, value in queue.metadata:
        about += [(f"{key} ", "faint"), (value, "muted"), ("   ", "")]
    return [tuple(about)] if about else []


def server_rows(queue: Queue, workers: Sequence[Worker], now: float) -> list[Row]:
    """Return a row for each worker that serves a queue, with what it runs; first the lost ones.

    Args:
        queue: The queue.
        workers: Its workers, as far as they were described.
        now: Epoch seconds.
    """
    known = {worker.id: worker for worker in workers}
    servers = (*queue.lost, *queue.serving)
    return [_server_row(server, known.get(server.name), now) for server in servers]


def _server_row(server: Server, worker: Worker | None, now: float) -> Row:
    lost = worker is not None and worker.lost(now)
    # Whether its GPUs are idle as well is more than is known here.
    runs = Cell(server.task) if server.busy else Cell("no task", "idle")
    running_s = worker.running_s if worker is not None and server.busy else None
    return Row(
        server.name,
        {
            "worker": Cell(short_worker(server.name), "warn" if lost else ""),
            "task": Cell(f"{glyphs.sign('⚠')} lost", "warn strong") if lost else runs,
            "running": Cell(_minutes(running_s) if not lost else "", "muted"),
        },
    )


def _minutes(seconds: float | None) -> str:
    # Seconds would change, and be sent, with every answer.
    return numbers.duration(seconds // 60 * 60) if seconds is not None and seconds >= 60 else ""


def _wait(since: float | None, now: float) -> Cell:
    if since is None:
        return Cell(glyphs.sign("–"), "faint")
    return Cell(age(since, now), "warn" if now - since > LONG_WAIT_S else "")
