"""How long a key takes, to the last byte that it brings; at full scale, and over a slow link.

What follows when keys rest (the panel beside a list, the hints at the bottom; after a tenth of a
second) is no part of it. The terminal's own work is none either: its bytes are taken, not drawn.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.frames import SILENCE_S
from tests.bench.labs import served_cluster
from tests.bench.measure import Measure, late
from tests.bench.relay import LINK_MS, link_to
from tests.bench.traffic import SIZES
from tests.terminal.pseudo_terminal import MLTUI, NeverHappened, PseudoTerminal, person

#: What is done, and the keys for it, in turns.
CURSOR = ("cursor", ("j", "j", "k", "k"))
PAGES = ("page", ("\x1b[6~", "\x1b[6~", "\x1b[5~", "\x1b[5~"))
ENDS = ("end and start", ("G", "g"))
ZOOM = ("zoom", ("+", "+", "-", "-"))
READ = ("read out", ("h", "h", "l", "l"))

TURNS = 60

#: Fewer of the stock versions: some of them take half a second for each.
STOCK_TURNS = 8

STOCK = (sys.executable, "-m", "tests.bench.stock")

Keys = tuple[str, Sequence[str]]
Opened = Callable[[PseudoTerminal], None]


def measure_keys() -> Iterator[Measure]:
    """Yield the time from a key to its last byte on every screen of the large cluster."""
    with served_cluster() as variables:
        for link_ms in (0, LINK_MS):
            for size in SIZES:
                for screen in SCREENS:
                    yield from _screen(screen, size, variables, link_ms)
        for size in SIZES:
            with _monitor(MLTUI, size, variables) as terminal:
                _ended_tasks(terminal)
                yield from _pending(terminal, size)


def _screen(
    screen: Screen, size: tuple[int, int], variables: Mapping[str, str], link_ms: int
) -> Iterator[Measure]:
    """Measure one screen and its stock version, one right after the other."""
    stock, name = {}, screen.name
    with _monitor([*link_to(link_ms), *STOCK, *screen.stock], size, {}) as terminal:
        terminal.wait_for(screen.sign)
        stock = dict(_times(terminal, screen.keys, STOCK_TURNS))
    with _monitor([*link_to(link_ms), *MLTUI], size, variables) as terminal:
        try:
            screen.opened(terminal)
        except NeverHappened as error:
            print(f"{name} could not be opened: {error}", file=sys.stderr)
            return
        if link_ms:
            name = f"{name} beyond {link_ms} ms"
        for what, times in _times(terminal, screen.keys):
            beyond = [each - link_ms for each in times]
            usual = [each - link_ms for each in stock.get(what, ())]
            yield from _told(name, what, size, beyond, usual)


def _told(
    name: str, what: str, size: tuple[int, int], times: Sequence[float], stock: Sequence[float]
) -> Iterator[Measure]:
    told = f"key, {name}, {what}, {size[0]}x{size[1]}"
    for share, asked, figure in (
        ("median", 5.0, statistics.median),
        ("95 %", 15.0, late),
    ):
        usual = figure(stock) if len(stock) > 1 else None
        yield Measure(f"{told}, {share}", figure(times), "ms", asked, usual)


# How the screens are reached


def _tasks(terminal: PseudoTerminal) -> None:
    terminal.wait_for("● live")
    terminal.type("2")
    terminal.wait_for(r"(?m)^ (?:mltui +)?Tasks\b")
    terminal.wait_for("run 0")


def _ended_tasks(terminal: PseudoTerminal) -> None:
    """Leave out the few that run: they are on top and cannot be archived."""
    _tasks(terminal)
    terminal.type("/")
    terminal.wait_until_quiet()
    terminal.type("status:completed,failed,stopped\r")
    terminal.wait_until(lambda: "● running" not in terminal.text, "those that run are left out")
    terminal.wait_for("▸")


def _other(key: str, title: str) -> Opened:
    def opened(terminal: PseudoTerminal) -> None:
        _tasks(terminal)
        terminal.type(key)
        terminal.wait_for(rf"(?m)^ (?:mltui +)?{title}\b")
        terminal.wait_for("▸")

    return opened


def _large_task(terminal: PseudoTerminal) -> None:
    _tasks(terminal)
    terminal.type("/")
    terminal.wait_until_quiet()
    terminal.type("the long run\r")
    terminal.wait_for(r"\b1 tasks?\b|1/1|1 of 1")
    terminal.type("\r")
    terminal.wait_for("Overview")


def _scalars(terminal: PseudoTerminal) -> None:
    _large_task(terminal)
    terminal.type("\t")
    terminal.wait_for(r"\[Scalars\]")
    terminal.wait_for("average of|raw")


def _console(terminal: PseudoTerminal) -> None:
    _large_task(terminal)
    terminal.type("\t\t")
    terminal.wait_for(r"\[Console\]")
    terminal.wait_until_quiet(1.0)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the monitor and its stock version.

    Attributes:
        name: Its name.
        opened: Opens it in the monitor.
        keys: What is typed there.
        stock: The arguments of the stock version.
        sign: What its first screen shows.
    """

    name: str
    opened: Opened
    keys: tuple[Keys, ...]
    stock: tuple[str, ...]
    sign: str = "run 0 lr"


SCREENS = (
    Screen("Tasks", _tasks, (CURSOR, PAGES, ENDS), ("tasks",)),
    Screen("Projects", _other("1", "Projects"), (CURSOR, PAGES), ("tasks", "5000")),
    Screen("Queues", _other("3", "Queues"), (CURSOR, PAGES), ("tasks", "500")),
    Screen("Workers", _other("4", "Workers"), (CURSOR, PAGES), ("tasks", "2000")),
    Screen("Serving", _other("5", "Serving"), (CURSOR, PAGES), ("tasks", "200")),
    Screen("Scalars", _scalars, (ZOOM, READ), ("scalars",), "loss"),
    Screen("Console", _console, (("page", PAGES[1][2:] + PAGES[1][:2]),), ("console",), "step 0:"),
)


# Typing


@contextmanager
def _monitor(
    command: Sequence[str | Path], size: tuple[int, int], variables: Mapping[str, str]
) -> Iterator[PseudoTerminal]:
    with TemporaryDirectory() as home:
        environment = person(Path(home), **variables)
        with PseudoTerminal(
            command, columns=size[0], rows=size[1], environment=environment
        ) as terminal:
            yield terminal


def _times(
    terminal: PseudoTerminal, keys: Sequence[Keys], turns: int = TURNS
) -> Iterator[tuple[str, list[float]]]:
    for _ in range(3):
        terminal.pump(1.0)
    for what, several in keys:
        found = (press(terminal, several[turn % len(several)]) for turn in range(turns))
        times = [took for took in found if took is not None]
        if len(times) > 1:
            yield what, times


def _pending(terminal: PseudoTerminal, size: tuple[int, int]) -> Iterator[Measure]:
    """Archive one task after the other: how long until its row says so."""
    times = []
    for _ in range(TURNS):
        terminal.wait_until(lambda: "archiving" not in terminal.text, "the task is archived")
        while terminal.pump(SILENCE_S * 5):
            pass
        typed = time.monotonic()
        terminal.type("a")
        terminal.wait_until(lambda: "archiving" in terminal.text, "the row says so")
        times.append((time.monotonic() - typed) * 1000)
    told = f"key to pending state, Tasks, {size[0]}x{size[1]}"
    yield Measure(f"{told}, median", statistics.median(times), "ms")
    yield Measure(f"{told}, 95 %", late(times), "ms", 30.0)


def press(terminal: PseudoTerminal, key: str) -> float | None:
    """Type a key; return the milliseconds to the end of its burst of output, None without any."""
    for _ in range(20):
        if not terminal.pump(SILENCE_S * 5):
            break  # what earlier keys brought after a pause, such as the preview
    taken = []
    last = typed = time.monotonic()
    terminal.type(key)
    wait_s = 1.0
    while data := terminal.take(wait_s):
        last = time.monotonic()
        taken.append(data)
        wait_s = SILENCE_S
    terminal.draw(b"".join(taken))
    return (last - typed) * 1000 if taken else None
