"""How long the monitor takes to its first paint, and to its first fresh data."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.labs import served_lab
from tests.bench.measure import Measure
from tests.bench.traffic import SIZES
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: How often a start is measured; the first, which fills the caches, does not count.
STARTS = 6

STOCK = (sys.executable, "-m", "tests.bench.stock", "few")


def measure_start() -> list[Measure]:
    """Return how long the first paint takes from the cache, and the first fresh data."""
    measures = []
    for columns, rows in SIZES:
        size = f"{columns}x{rows}"
        stock, _ = _starts(STOCK, {}, (columns, rows), "run 1 lr", "run 1 lr")
        with served_lab() as variables:
            first, fresh = _starts(MLTUI, variables, (columns, rows), "running", "● live")
        demo, _ = _starts([*MLTUI, "demo"], {}, (columns, rows), "running", "● live")
        measures += [
            *_told(f"first paint from the cache, {size}", first, 0.35, stock),
            *_told(f"first fresh data, served lab, {size}", fresh, 0.6, None),
            *_told(f"first paint from the cache, demo, {size}", demo, 0.35, stock),
        ]
    return measures


def _told(
    name: str, times: Sequence[float], asked: float, stock: Sequence[float] | None
) -> list[Measure]:
    usual = statistics.median(stock) if stock else None
    late = statistics.quantiles(times, n=20)[-1]
    return [
        Measure(f"{name}, median", statistics.median(times), "s", asked, usual),
        Measure(f"{name}, 95 %", late, "s"),
    ]


def _starts(
    command: Sequence[str | Path],
    variables: Mapping[str, str],
    size: tuple[int, int],
    painted: str,
    fresh: str,
) -> tuple[list[float], list[float]]:
    """Start it several times for one person; return when two texts were written, warm."""
    first, second = [], []
    with TemporaryDirectory() as home:
        environment = person(Path(home), **variables)
        for _ in range(STARTS):
            with PseudoTerminal(
                command, columns=size[0], rows=size[1], environment=environment
            ) as terminal:
                first.append(_until(terminal, lambda t: painted.encode() in t.raw))
                second.append(_until(terminal, lambda t: fresh.encode() in t.raw))
                terminal.wait_until_quiet(1.0)  # what is kept for the next start is written
                terminal.type("q" if "tests.bench.stock" not in command else "\x11")
                terminal.wait_for_exit()
    return first[1:], second[1:]


def _until(terminal: PseudoTerminal, happened: Callable[[PseudoTerminal], bool]) -> float:
    while not happened(terminal):
        terminal.draw(terminal.take(0.5))
        assert time.monotonic() < terminal.started_at + 30, terminal.text
    return time.monotonic() - terminal.started_at
