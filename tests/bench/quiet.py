"""A monitor in a pseudo-terminal on a served lab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.labs import served_lab
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


@contextmanager
def quiet_monitor(
    columns: int = 120, rows: int = 40, *, days_ago: int = 0, speed: float = 0.0
) -> Iterator[PseudoTerminal]:
    """Open the monitor on a served lab.

    Args:
        columns: Of the terminal.
        rows: Of the terminal.
        days_ago: When the lab opened; after weeks not even an age in minutes changes.
        speed: Seconds of the lab's time in a second; at 0 it stands still.
    """
    with (
        served_lab(days_ago=days_ago, speed=speed) as variables,
        TemporaryDirectory() as home,
        PseudoTerminal(
            MLTUI, columns=columns, rows=rows, environment=person(Path(home), **variables)
        ) as terminal,
    ):
        yield terminal
