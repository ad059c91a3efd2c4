"""What is measured: the start, the quiet, the memory, the traffic, the keys."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.acting import measure_acting
from tests.bench.curves import measure_curves
from tests.bench.keys import measure_keys
from tests.bench.measure import Measure
from tests.bench.process import memory_mib, processor_s
from tests.bench.quiet import quiet_monitor
from tests.bench.traffic import measure_traffic
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: How often a start is measured; the first, which fills the caches, does not count.
STARTS = 6

#: How long the quiet is watched, seconds: several turns of every question asked.
QUIET_S = 30.0


def measure_start() -> list[Measure]:
    """Return how long `mltui demo` takes to its first data, warm."""
    times = []
    with TemporaryDirectory() as home:
        for _ in range(STARTS):
            with PseudoTerminal([*MLTUI, "demo"], environment=person(Path(home))) as terminal:
                terminal.wait_for("● running")
                times.append(time.monotonic() - terminal.started_at)
                terminal.type("q")
                terminal.wait_for_exit()
    warm = times[1:]
    return [
        Measure("first paint with data, demo, median", statistics.median(warm), "s", 0.5),
        Measure("first paint with data, demo, best", min(warm), "s"),
    ]


def measure_quiet() -> list[Measure]:
    """Return what goes to the terminal, and what the processor does, while nothing changes."""
    measures = []
    with quiet_monitor(days_ago=20) as terminal:
        terminal.wait_for("✓ completed")
        for key, name in (("2", "Tasks"), ("1", "Projects"), ("4", "Workers")):
            terminal.type(key)
            terminal.wait_for(rf"(?m)^ {name}")
            _watch(terminal, 6.0)  # whatever the first answers still bring
            sent, busy = _watch(terminal, QUIET_S)
            measures += [
                Measure(f"to the terminal, quiet, {name}", sent / QUIET_S, "bytes/s", 0.0),
                Measure(f"processor, quiet, {name}", busy / QUIET_S * 100, "%", 0.5),
            ]
    return measures


def measure_memory() -> list[Measure]:
    """Return the most memory the monitor needs on a served instance, after a walk through it."""
    with quiet_monitor() as terminal:
        terminal.wait_for("● running")
        _watch(terminal, 2.0)
        first = memory_mib(terminal.process.pid, "VmHWM")
        for key in ("1", "3", "4", "5", "2", "\r", "\t", "\t"):
            terminal.type(key)
            _watch(terminal, 2.0)
        walked = memory_mib(terminal.process.pid, "VmHWM")
    return [
        Measure("memory, first screen, peak", first, "MiB"),
        Measure("memory, after every screen, peak", walked, "MiB", 90.0),
    ]


MEASURES: dict[str, Callable[[], list[Measure]]] = {
    "start": measure_start,
    "quiet": measure_quiet,
    "memory": measure_memory,
    "traffic": measure_traffic,
    "keys": measure_keys,
    "acting": measure_acting,
    "curves": measure_curves,
}


def _watch(terminal: PseudoTerminal, seconds: float) -> tuple[int, float]:
    """Return the bytes written and the processor seconds used in a span of time."""
    pid = terminal.process.pid
    until = time.monotonic() + seconds
    sent, busy = len(terminal.raw), processor_s(pid)
    while (left := until - time.monotonic()) > 0:
        terminal.pump(left)
    return len(terminal.raw) - sent, processor_s(pid) - busy
