"""How long the monitor takes to its first paint, and to its first fresh data."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.labs import served_lab
from tests.bench.measure import Measure, late
from tests.bench.relay import LINK_MS, link_to
from tests.bench.traffic import SIZES
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: How often a start is measured; the first, which fills the caches, does not count.
STARTS = 6

STOCK = (sys.executable, "-m", "tests.bench.stock", "tasks", "100")


def measure_start() -> list[Measure]:
    """Return how long the first paint takes from the cache, and the first fresh data."""
    measures = []
    for link_ms, (columns, rows) in product((0, LINK_MS), SIZES):
        size, link = (columns, rows), link_to(link_ms)
        told = f"{columns}x{rows}" + (f" beyond {link_ms} ms" if link_ms else "")
        stock, _ = _starts([*link, *STOCK], {}, size, "run 1 lr", "run 1 lr")
        with served_lab() as variables:
            first, fresh = _starts([*link, *MLTUI], variables, size, "running", "● live")
        demo, _ = _starts([*link, *MLTUI, "demo"], {}, size, "running", "● live")
        measures += [
            *_told(f"first paint from the cache, {told}", first, 0.35, stock),
            *_told(f"first fresh data, served lab, {told}", fresh, 0.6, None),
            *_told(f"first paint from the cache, demo, {told}", demo, 0.35, stock),
        ]
    return measures


def _told(
    name: str, times: Sequence[float], asked: float, stock: Sequence[float] | None
) -> list[Measure]:
    return [
        Measure(f"{name}, median", median(times), "s", asked, _of(stock, median)),
        Measure(f"{name}, 95 %", late(times), "s", None, _of(stock, late)),
    ]


def _of(times: Sequence[float] | None, figure: Callable[[Sequence[float]], float]) -> float | None:
    return figure(times) if times else None


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
