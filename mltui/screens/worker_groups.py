"""The wall's rows in groups: by host, by queue or by project. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from mltui.live.fleet import Readings
from mltui.live.idleness import tally
from mltui.live.names import natural
from mltui.live.workers import Worker
from mltui.screens.worker_cells import group_summary
from mltui.widgets.rows import Cell, Row

#: Keys of the rows that name a group begin so; no worker's id does.
GROUP = "\x00group:"

Pair = tuple[Worker, Readings]


class Grouping(Enum):
    """By what the wall is grouped."""

    HOST = "host"
    QUEUE = "queue"
    PROJECT = "project"
    NOTHING = "no groups"

    @property
    def next(self) -> Grouping:
        """What the key switches to."""
        every = list(Grouping)
        return every[(every.index(self) + 1) % len(every)]


def group_of(worker: Worker, grouping: Grouping) -> str:
    """Return the name of the group a worker is in."""
    if grouping is Grouping.HOST:
        return worker.host
    if grouping is Grouping.QUEUE:
        first = worker.queues[0].name if worker.queues else "no queue"
        return worker.queue or first
    if grouping is Grouping.PROJECT:
        return worker.project or ("no project" if worker.task else "no task")
    return ""


def grouped_rows(
    pairs: Iterable[Pair], grouping: Grouping, row: Callable[[Pair], Row], now: float
) -> list[Row]:
    """Return the rows of workers, each group beneath a row that names it and sums it up.

    Where every group has just one worker, or all are in one, there is nothing to name.

    Args:
        pairs: The workers with their readings.
        grouping: By what.
        row: Makes a worker's row.
        now: Epoch seconds.
    """
    groups: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: natural(pair[0].id)):
        groups.setdefault(group_of(pair[0], grouping), []).append(pair)
    named = 1 < len(groups) < sum(len(members) for members in groups.values())
    rows: list[Row] = []
    for name in sorted(groups, key=natural):
        if named:
            rows.append(_heading(name, groups[name], now))
        rows += map(row, groups[name])
    return rows


def _heading(name: str, members: Sequence[Pair], now: float) -> Row:
    found = tally(members, now)
    token = "warn" if found.held or found.lost else "muted"
    text = Cell(group_summary(found), token, spills=True)
    return Row(f"{GROUP}{name}", {"worker": Cell(name, "accent strong", spills=True), "task": text})
