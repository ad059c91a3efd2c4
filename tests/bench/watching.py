"""What it costs the training machine: a live task's plots watched, a hundred tasks seen."""

from __future__ import annotations

import math
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from mltui.server.events.scalars import Point
from mltui.server.lab.lab import create_lab
from mltui.server.lab.people import ME
from tests.bench.labs import served_engine
from tests.bench.measure import Measure
from tests.bench.process import memory_mib, processor_s
from tests.bench.quiet import quiet_monitor
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

WATCHED_S = 60.0

TASKS, SERIES, POINTS = 100, 20, 1_000


def measure_watching() -> list[Measure]:
    """Return the processor time of watching one running task with eight plots or more."""
    with quiet_monitor(200, 50, speed=1.0) as terminal:
        terminal.wait_for("● running")
        terminal.type("\r")
        terminal.wait_for("Overview")
        terminal.type("\t")
        terminal.wait_for("┌─ loss")
        terminal.wait_until_quiet(0.5)
        sent, busy = watch(terminal, WATCHED_S)
        plots = terminal.text.count("┌─ ")  # the frames of charts
    return [
        Measure("plots on the screen", plots, ""),
        Measure("processor, one live task's plots", busy / WATCHED_S * 100, "%", 2.0),
        Measure("to the terminal, one live task's plots", sent / WATCHED_S, "bytes/s"),
    ]


def measure_memory() -> list[Measure]:
    """Return the most memory after every screen, and after the curves of a hundred tasks."""
    return [*_every_screen(), *_hundred_tasks()]


def _every_screen() -> list[Measure]:
    with quiet_monitor() as terminal:
        terminal.wait_for("● running")
        watch(terminal, 2.0)
        first = memory_mib(terminal.process.pid, "VmHWM")
        for key in (*"013456789", "2", "\r", "\t", "\t"):
            terminal.type(key)
            watch(terminal, 2.0)
        walked = memory_mib(terminal.process.pid, "VmHWM")
    return [
        Measure("memory, first screen, peak", first, "MiB"),
        Measure("memory, after every screen, peak", walked, "MiB", 90.0),
    ]


def _hundred_tasks() -> list[Measure]:
    lab = create_lab()
    store = lab.engine.store
    pattern = store.tasks.first() or {}
    with store.transaction():
        for number in range(TASKS):
            task = f"{number:032x}"
            store.tasks.insert(
                {**pattern, "id": task, "name": f"seen {number:03d}", "status": "completed"}
            )
            for curve in range(SERIES):
                points = [
                    Point(x, 1_700_000_000_000 + x * 1000, math.exp(-x / 300) + curve / 10)
                    for x in range(POINTS)
                ]
                store.events.scalars.append(task, f"metric {curve:02d}", "train", points)
    with (
        served_engine(lab.engine, ME.user) as variables,
        TemporaryDirectory() as home,
        PseudoTerminal(
            MLTUI, columns=200, rows=50, environment=person(Path(home), **variables)
        ) as terminal,
    ):
        terminal.wait_for("● live")
        terminal.type("2")
        terminal.wait_for(r"(?m)^ (?:mltui +)?Tasks\b")
        terminal.type("/")
        terminal.wait_until_quiet()
        terminal.type("seen\r")
        terminal.wait_for("100 tasks")
        for number in range(TASKS):
            terminal.type("\r")
            terminal.wait_for("Overview")
            if "[Scalars]" not in terminal.text:
                terminal.type("\t")
            terminal.wait_for(r"\[Scalars\]")
            terminal.wait_for("metric 0")
            terminal.type("\x1b")
            terminal.wait_for("100 tasks")
            terminal.type("j")
            if number % 10 == 0:
                terminal.raw = b""
        seen = memory_mib(terminal.process.pid, "VmHWM")
    told = f"memory, {TASKS} tasks x {SERIES} series x {POINTS:,} points seen, peak"
    return [Measure(told, seen, "MiB", 90.0)]


def watch(terminal: PseudoTerminal, seconds: float) -> tuple[int, float]:
    """Return the bytes written and the processor seconds used in a span of time."""
    pid = terminal.process.pid
    until = time.monotonic() + seconds
    sent, busy = len(terminal.raw), processor_s(pid)
    while (left := until - time.monotonic()) > 0:
        terminal.pump(left)
    return len(terminal.raw) - sent, processor_s(pid) - busy
