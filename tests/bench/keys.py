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
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.frames import SILENCE_S
from tests.bench.labs import served_cluster
from tests.bench.measure import Measure
from tests.bench.traffic import SIZES
from tests.terminal.pseudo_terminal import MLTUI, NeverHappened, PseudoTerminal, person

#: What is done, and the keys for it, in turns.
CURSOR = ("cursor", ("j", "j", "k", "k"))
PAGES = ("page", ("\x1b[6~", "\x1b[6~", "\x1b[5~", "\x1b[5~"))
ENDS = ("end and start", ("G", "g"))
ZOOM = ("zoom", ("+", "+", "-", "-"))
READ = ("read out", ("h", "h", "l", "l"))

TURNS = 24

#: The round trip of the slow link, milliseconds.
LINK_MS = 100

STOCK = (sys.executable, "-m", "tests.bench.stock")

Keys = tuple[str, Sequence[str]]
Opened = Callable[[PseudoTerminal], None]


def measure_keys() -> Iterator[Measure]:
    """Yield the time from a key to its last byte on every screen of the large cluster."""
    with served_cluster() as variables:
        for size in SIZES:
            stock = _stock(size)
            for name, opened, keys in SCREENS:
                with _monitor(MLTUI, size, variables) as terminal:
                    try:
                        opened(terminal)
                    except NeverHappened as error:
                        print(f"{name} could not be opened: {error}", file=sys.stderr)
                        continue
                    for what, times in _times(terminal, keys):
                        yield from _told(name, what, size, times, stock.get((name, what)))
            with _monitor(MLTUI, size, variables) as terminal:
                _ended_tasks(terminal)
                yield from _pending(terminal, size)
        for size in SIZES:
            command = [sys.executable, "-m", "tests.bench.relay", str(LINK_MS), *MLTUI]
            with _monitor(command, size, variables) as terminal:
                _tasks(terminal)
                for what, times in _times(terminal, (CURSOR, PAGES)):
                    beyond = [each - LINK_MS for each in times]
                    yield from _told("Tasks, beyond a 100 ms link", what, size, beyond, None)


def _told(
    name: str, what: str, size: tuple[int, int], times: Sequence[float], stock: float | None
) -> list[Measure]:
    told = f"key, {name}, {what}, {size[0]}x{size[1]}"
    late = statistics.quantiles(times, n=20)[-1]
    return [
        Measure(f"{told}, median", statistics.median(times), "ms", 5.0, stock),
        Measure(f"{told}, 95 %", late, "ms", 15.0),
    ]


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


SCREENS: tuple[tuple[str, Opened, tuple[Keys, ...]], ...] = (
    ("Tasks", _tasks, (CURSOR, PAGES, ENDS)),
    ("Projects", _other("1", "Projects"), (CURSOR, PAGES)),
    ("Queues", _other("3", "Queues"), (CURSOR, PAGES)),
    ("Workers", _other("4", "Workers"), (CURSOR, PAGES)),
    ("Serving", _other("5", "Serving"), (CURSOR, PAGES)),
    ("Scalars", _scalars, (ZOOM, READ)),
    ("Console", _console, (("page", PAGES[1][2:]),)),
)


# The stock versions


def _stock(size: tuple[int, int]) -> dict[tuple[str, str], float]:
    """Return the median time of each key on the stock screens."""
    found = {}
    for kind, screen, sign, keys in (
        ("tasks", "Tasks", "run 0 lr", (CURSOR, PAGES)),
        ("console", "Console", "step 0:", (PAGES,)),
        ("scalars", "Scalars", "loss", (ZOOM,)),
    ):
        with _monitor([*STOCK, kind], size, {}) as terminal:
            terminal.wait_for(sign)
            for what, times in _times(terminal, keys, 8):
                found[screen, what] = statistics.median(times)
    return found


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
    late = statistics.quantiles(times, n=20)[-1]
    yield Measure(f"{told}, median", statistics.median(times), "ms")
    yield Measure(f"{told}, 95 %", late, "ms", 30.0)


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
