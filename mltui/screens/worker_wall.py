"""All rows of the workers' table, made of the fleet and of what is wanted of it."""

from __future__ import annotations

from dataclasses import dataclass

from mltui.live.fleet import Fleet
from mltui.live.idleness import Tally, tally
from mltui.screens import worker_cells, worker_filter
from mltui.screens.worker_groups import Grouping, Pair, grouped_rows
from mltui.widgets.rows import Row


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be seen of the fleet.

    Attributes:
        shown: What the cells of the GPUs say: `usage`, `memory` or `temperature`.
        pattern: The filter.
        grouping: By what the workers are grouped.
    """

    shown: str
    pattern: str
    grouping: Grouping


@dataclass(frozen=True, slots=True)
class Wall:
    """The rows, and what is said about them.

    Attributes:
        wanted: Of what they were made.
        rows: The workers that fit the filter, in groups.
        gpus: How many columns of GPUs they need.
        tally: How the whole fleet does.
    """

    wanted: Wanted
    rows: list[Row]
    gpus: int
    tally: Tally


def make_wall(fleet: Fleet, wanted: Wanted, now: float) -> Wall:
    """Return the rows of the fleet at `now`, epoch seconds."""
    everybody = [(worker, fleet.reading(worker)) for worker in fleet.workers]
    pairs = everybody
    for word in worker_filter.words(wanted.pattern):
        pairs = [pair for pair in pairs if worker_filter.matches(*pair, word, now)]

    def row(pair: Pair) -> Row:
        return worker_cells.row_of(*pair, wanted.shown, now)

    rows = grouped_rows(pairs, wanted.grouping, row, now)
    return Wall(wanted, rows, worker_cells.width(pairs), tally(everybody, now))
