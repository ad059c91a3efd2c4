"""How long a key takes, to the last byte that it brings."""

from __future__ import annotations

import statistics
import time

from tests.bench.frames import SILENCE_S
from tests.bench.measure import Measure
from tests.bench.quiet import quiet_monitor
from tests.bench.traffic import SIZES
from tests.terminal.pseudo_terminal import PseudoTerminal

#: What is done, and the keys for it, in turns.
KEYS = (
    ("cursor down and up", ("j", "j", "k", "k")),
    ("page down and up", ("\x1b[6~", "\x1b[5~")),
    ("end and start", ("G", "g")),
)
TURNS = 20


def measure_keys() -> list[Measure]:
    """Return the time from a key to its last byte, on the tasks of a served lab."""
    measures = []
    for columns, rows in SIZES:
        with quiet_monitor(columns, rows) as terminal:
            terminal.wait_for("● running")
            terminal.wait_until_quiet(1.5)
            for name, keys in KEYS:
                times = [_press(terminal, keys[turn % len(keys)]) for turn in range(TURNS)]
                told = f"key to last byte, {name}, {columns}x{rows}"
                late = statistics.quantiles(times, n=20)[-1]
                measures += [
                    Measure(f"{told}, median", statistics.median(times), "ms", 5.0),
                    Measure(f"{told}, 95th percentile", late, "ms", 15.0),
                ]
    return measures


def _press(terminal: PseudoTerminal, key: str) -> float:
    """Type a key; return the milliseconds to the end of its burst of output."""
    while terminal.pump(SILENCE_S * 5):
        pass  # what earlier keys brought after a pause, such as the preview
    typed = last = time.monotonic()
    terminal.type(key)
    terminal.pump(1.0)
    last = time.monotonic()
    while terminal.pump(SILENCE_S):
        last = time.monotonic()
    return (last - typed) * 1000
