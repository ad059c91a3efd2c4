"""Long curves: how soon they are on the screen, what a frame of zoom or pan takes, the memory."""

from __future__ import annotations

import asyncio
import gc
import math
import random
import statistics
import time
from array import array

from mltui.screens.curves.grid import CurveGrid
from mltui.screens.task import TaskScreen
from mltui.series.envelope import Envelope
from mltui.widgets.chart import Chart, Series
from tests.bench.measure import Measure
from tests.support.lab import LabMonitor, lab_monitor

#: A terminal of a large screen, cells.
SIZE = (200, 50)

#: Curves and points: one long one, and ten that are shown together.
LONG, MANY, EACH = 1_000_000, 10, 100_000

FRAMES = 120
NAME = "retina sweep 15"


def measure_curves() -> list[Measure]:
    """Return what long curves take on a terminal of 200x50."""
    return asyncio.run(_measure())


async def _measure() -> list[Measure]:
    return [*await _frames(), *await _pictures()]


async def _frames() -> list[Measure]:
    """Zoom and pan in a plot of ten curves that fills the screen."""
    chance = random.Random(5)
    curves = [
        Envelope(
            range(EACH), [math.exp(-x / 2e4) + chance.gauss(n / 10, 0.05) for x in range(EACH)]
        )
        for n in range(MANY)
    ]
    series = [Series(f"run {n}", envelope=envelope) for n, envelope in enumerate(curves)]
    taken = []
    async with lab_monitor(size=SIZE) as lab:
        chart = Chart()
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


async def _pictures() -> list[Measure]:
    """Open the scalars of a run with a million points, then all of its points."""
    measures = []
    async with lab_monitor(size=SIZE) as lab:
        await lab.until_rows()
        (key,) = (key for key in lab.row_keys if lab.cell(key, "name") == NAME)
        await _report(lab, key)
        lab.table.move_to(key)
        started = time.perf_counter()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
        page = lab.app.screen
        assert isinstance(page, TaskScreen)
        await lab.until(lambda: page.is_mounted)
        page.show_tab("Scalars")
        await lab.until(lambda: _notes(page))
        first = time.perf_counter() - started
        measures.append(Measure("enter to the picture of 1,000,000 points", first, "s", 0.5))
        started = time.perf_counter()
        await lab.press("f")
        await lab.until(lambda: _notes(page).get("long") == "raw")
        exact = time.perf_counter() - started
        measures.append(Measure("exact picture of 1,000,000 points", exact, "s"))
        (envelope,) = (e for chart in page.query(Chart) for e in chart.envelopes if len(e) == LONG)
        kept = sum(_bytes(part) for part in vars(envelope).values()) + sum(
            _bytes(part) for level in envelope._levels for part in vars(level).values()
        )
        measures.append(Measure("memory of 1,000,000 raw points", kept / 2**20, "MiB", 120.0))
    return measures


def _bytes(part: object) -> int:
    return len(part) * part.itemsize if isinstance(part, array) else 0


def _notes(page: TaskScreen) -> dict[str, str]:
    grids = page.query(CurveGrid)
    if not grids:
        return {}
    shown = grids.first().shown_plots()
    return {plot.title: chart.picture.note for plot, chart in shown if chart.picture.series}


async def _report(lab: LabMonitor, task: str) -> None:
    chance = random.Random(9)
    points = [(n, 1_700_000_000_000 + n, math.sin(n / 5e4) + chance.random()) for n in range(LONG)]
    scalars = lab.demo.lab.engine.store.events.scalars
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(lab.demo._thread, scalars.append, task, "long", "train", points)
