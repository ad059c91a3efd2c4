"""Bytes to the terminal: ours, Textual's own drawing, and what ncurses sends for the same."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.frames import Frame, record
from tests.bench.measure import Measure
from tests.bench.ncurses import ncurses_bytes
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

SIZES = ((80, 24), (200, 50))

#: A walk through the demo: keys, and how long to look at what they show, seconds.
WALK = (
    ("", 3.0), ("j", 1.0), ("j", 1.0), ("\x1b[6~", 1.0), ("\x1b[5~", 1.0), ("1", 2.0), ("j", 1.0),
    ("3", 2.0), ("4", 2.0), ("5", 2.0), ("2", 2.0), ("\r", 3.0), ("\t", 12.0), ("\t", 5.0),
    ("\x1b", 1.5), ("?", 1.0), ("\x1b", 1.0), (":", 1.0), ("\x1b", 1.0),
)  # fmt: skip


def measure_traffic() -> list[Measure]:
    """Return the bytes of a walk through the live demo, and of a table with 20 changing cells."""
    measures = []
    for columns, rows in SIZES:
        size = f"{columns}x{rows}"
        walked = _walk(columns, rows)
        measures += _compared(f"walk through the demo, {size}", walked, 1.1)
        measures += _compared(
            f"walk, Textual's drawing, {size}", _walk(columns, rows, "--full-repaint"), None
        )
        for kind, target in (("ours", 1000.0), ("stock", None)):
            frames = _watch(columns, rows, "twenty_cells", kind)
            name = f"20 changed cells, {kind}, {size}"
            median = statistics.median(frame.sent for frame in frames)
            measures.append(Measure(f"{name}, median", median, "bytes", target))
            if kind == "ours":
                measures += _compared(name, frames, 1.1)
        frames = _watch(columns, rows, "advancing_plot")
        median = statistics.median(frame.sent for frame in frames)
        measures.append(Measure(f"a plot gains a point, {size}, median", median, "bytes", 500.0))
    return measures


def _compared(name: str, frames: Sequence[Frame], target: float | None) -> list[Measure]:
    """Return what some frames cost beside ncurses; the first is not counted."""
    theirs = ncurses_bytes(frames)[1:]
    ours = [frame.sent for frame in frames[1:]]
    ratios = [a / b for a, b in zip(ours, theirs, strict=True) if b]
    return [
        Measure(f"{name}, {len(ours)} frames", sum(ours), "bytes"),
        Measure(f"{name}, ncurses", sum(theirs), "bytes"),
        Measure(f"{name}, ratio", sum(ours) / sum(theirs), "", target),
        Measure(f"{name}, median ratio", statistics.median(ratios), "", target),
    ]


def _walk(columns: int, rows: int, *options: str) -> list[Frame]:
    """Walk through the demo at 256 colours."""
    with TemporaryDirectory() as home:
        environment = person(Path(home), COLORTERM="")
        command = [*MLTUI, "demo", *options]
        with PseudoTerminal(
            command, columns=columns, rows=rows, environment=environment
        ) as terminal:
            terminal.wait_for("● running")
            return list(record(terminal, WALK))


def _watch(columns: int, rows: int, module: str, *arguments: str) -> list[Frame]:
    """Watch a small program that changes something each second."""
    with TemporaryDirectory() as home:
        environment = person(Path(home), COLORTERM="")
        command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
        with PseudoTerminal(
            command, columns=columns, rows=rows, environment=environment
        ) as terminal:
            terminal.wait_for("METRIC 2|loss")
            return list(record(terminal, [("", 10.0)]))[2:]
