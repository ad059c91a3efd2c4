"""Long curves: how soon they are on the screen, what a frame of zoom or pan takes, the memory."""

from __future__ import annotations

import asyncio
import gc
import math
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from mltui.server.lab.lab import create_lab
from mltui.server.lab.people import ME
from mltui.widgets.chart import Chart, Series
from tests.bench.keys import press
from tests.bench.labs import served_engine
from tests.bench.long_curves import EACH, long_curves
from tests.bench.measure import Measure
from tests.bench.process import memory_mib
from tests.support.lab import lab_monitor
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: A terminal of a large screen, cells.
SIZE = (200, 50)

#: Curves and points: one long one, and ten that are shown together.
LONG = 1_000_000

FRAMES = 120

#: Zoom and pan, in turns.
KEYS = ("+", "+", "+", "H", "H", "L", "-", "H", "+", "L", "0")
NAME = "retina sweep 15"


def measure_curves() -> Iterator[Measure]:
    """Yield what long curves take on a terminal of 200x50."""
    yield from asyncio.run(_frames())
    yield from _keys()
    yield from _pictures()


class Picture(Chart):
    """A chart that is drawn but not sent: a headless test compares what it draws cell by cell."""

    def redraw(self, first: int = 0, last: int | None = None) -> None:
        pass


async def _frames() -> list[Measure]:
    """Zoom and pan in a plot of ten curves that fills the screen."""
    curves = long_curves()
    series = [Series(f"run {n}", envelope=envelope) for n, envelope in enumerate(curves)]
    taken = []
    async with lab_monitor(size=SIZE) as lab:
        chart = Picture()
        await lab.app.screen.mount(chart)
        chart.styles.layer = "above"
        chart.styles.width, chart.styles.height = "100%", "100%"
        await lab.until(lambda: chart.size.width > SIZE[0] // 2)
        chart.show(series, title="loss")
        gc.collect()
        for frame in range(FRAMES):
            low = frame * 300
            started = time.perf_counter()
            chart.show(series, title="loss", x_limits=(low, low + EACH * 0.6 / (1 + frame % 12)))
            for y in range(chart.size.height):
                chart.draw_line(y)
            taken.append((time.perf_counter() - started) * 1000)
    return [
        Measure("frame of 10 x 100,000 points, median", statistics.median(taken), "ms"),
        Measure(
            "frame of 10 x 100,000 points, 95 %", sorted(taken)[int(FRAMES * 0.95)], "ms", 20.0
        ),
    ]


def _keys() -> list[Measure]:
    """Zoom and pan in the same plot in a pseudo-terminal: to the last byte of each frame."""
    with TemporaryDirectory() as home:
        command = [sys.executable, "-m", "tests.bench.long_curves"]
        environment = person(Path(home))
        with PseudoTerminal(
            command, columns=SIZE[0], rows=SIZE[1], environment=environment
        ) as terminal:
            terminal.wait_for("raw")
            for _ in range(3):
                terminal.pump(1.0)
            pressed = (press(terminal, KEYS[turn % len(KEYS)]) for turn in range(FRAMES // 2))
            taken = [took for took in pressed if took is not None]
    return [
        Measure("key to the last byte of such a frame, median", statistics.median(taken), "ms"),
        Measure(
            "key to the last byte of such a frame, 95 %",
            statistics.quantiles(taken, n=20)[-1],
            "ms",
        ),
    ]


def _pictures() -> Iterator[Measure]:
    """Open the scalars of a run with a million points, then all of its points."""
    lab = create_lab(now=datetime.now(UTC) - timedelta(days=1))
    store = lab.engine.store
    (task,) = (str(row["id"]) for row in store.tasks.find() if row.get("name") == NAME)
    chance = random.Random(9)
    points = [(n, 1_700_000_000_000 + n, math.sin(n / 5e4) + chance.random()) for n in range(LONG)]
    store.events.scalars.append(task, "long", "train", points)
    del points
    with served_engine(lab.engine, ME.user) as variables, TemporaryDirectory() as home:
        environment = person(Path(home), **variables)
        with PseudoTerminal(
            MLTUI, columns=SIZE[0], rows=SIZE[1], environment=environment
        ) as terminal:
            terminal.wait_for("● live")
            terminal.type("2")
            terminal.wait_for(r"(?m)^ Tasks\b")
            terminal.type("/")
            terminal.wait_until_quiet()
            terminal.type(f"{NAME}\r")
            terminal.wait_for(r"\b1 tasks?\b|1/1|1 of 1")
            for _ in range(3):
                terminal.pump(1.0)
            started = time.monotonic()
            terminal.type("\r")
            terminal.type("\t")
            terminal.wait_for("─ average of")
            first = time.monotonic() - started
            yield Measure("enter to the picture of 1,000,000 points", first, "s", 0.5)
            terminal.wait_until_quiet()
            started = time.monotonic()
            terminal.type("f")
            terminal.wait_for("─ raw ─")
            yield Measure("exact picture of 1,000,000 points", time.monotonic() - started, "s")
            peak = memory_mib(terminal.process.pid, "VmHWM")
            yield Measure("memory with 1,000,000 raw points, peak", peak, "MiB", 120.0)
