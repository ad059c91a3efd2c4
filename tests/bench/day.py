"""A day in front of the monitor, sixty times faster: what happens to its memory.

The lab's time runs sixty times faster than it is, and the monitor asks sixty times as often, so
that every question of a day is asked in 24 minutes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.labs import served_lab
from tests.bench.measure import Measure
from tests.bench.process import memory_mib
from tests.terminal.pseudo_terminal import PseudoTerminal, person

#: How much faster everything goes.
SPEED = 60

#: Lab time that passes before memory is first looked at: every screen has been seen by then.
SETTLED_S = 6 * 3600.0

DAY_S = 24 * 3600.0

#: What the person does every lab quarter of an hour, in turns: another screen, a task, its tabs.
TURNS = (*"2\r\t\t\x1bj", *"013456782", "\x1b[6~", "\x1b[5~")

TURN_S = 900.0


def measure_day() -> list[Measure]:
    """Return how much memory the monitor has more after a day than after its first hours."""
    with served_lab(speed=SPEED) as variables, TemporaryDirectory() as home:
        environment = person(Path(home), **variables)
        command = [sys.executable, "-m", "tests.bench.fast_monitor", str(SPEED)]
        with PseudoTerminal(command, environment=environment) as terminal:
            terminal.wait_for("● running")
            pid = terminal.process.pid
            _live(terminal, SETTLED_S)
            settled = memory_mib(pid, "VmRSS")
            _live(terminal, DAY_S - SETTLED_S)
            after = memory_mib(pid, "VmRSS")
    return [
        Measure("memory after six hours of a simulated day", settled, "MiB"),
        Measure("memory after the day", after, "MiB", 90.0),
        Measure("growth over the day", after - settled, "MiB", 5.0),
    ]


def _live(terminal: PseudoTerminal, lab_s: float) -> None:
    """Look at one screen after another for so much lab time."""
    for turn in range(round(lab_s / TURN_S)):
        terminal.type(TURNS[turn % len(TURNS)])
        until = time.monotonic() + TURN_S / SPEED
        while (left := until - time.monotonic()) > 0:
            terminal.pump(left)
            terminal.raw = b""  # a day of it is not needed
