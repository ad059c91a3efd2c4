"""What is measured, by the names that the command line takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.bench.acting import measure_acting
from tests.bench.curves import measure_curves
from tests.bench.day import measure_day
from tests.bench.keys import measure_keys
from tests.bench.measure import Measure
from tests.bench.questions import measure_questions
from tests.bench.quiet import quiet_monitor
from tests.bench.start import measure_start
from tests.bench.traffic import measure_traffic
from tests.bench.watching import measure_memory, measure_watching, watch

#: How long the quiet is watched, seconds: several turns of every question asked.
QUIET_S = 30.0


def measure_quiet() -> list[Measure]:
    """Return what goes to the terminal, and what the processor does, while nothing changes."""
    measures = []
    with quiet_monitor(days_ago=20) as terminal:
        terminal.wait_for("✓ completed")
        for key, name in (("2", "Tasks"), ("1", "Projects"), ("4", "Workers")):
            terminal.type(key)
            terminal.wait_for(rf"(?m)^ {name}")
            watch(terminal, 6.0)  # whatever the first answers still bring
            sent, busy = watch(terminal, QUIET_S)
            measures += [
                Measure(f"to the terminal, quiet, {name}", sent / QUIET_S, "bytes/s", 0.0),
                Measure(f"processor, quiet, {name}", busy / QUIET_S * 100, "%", 0.5),
            ]
    return measures


MEASURES: dict[str, Callable[[], Iterable[Measure]]] = {
    "start": measure_start,
    "quiet": measure_quiet,
    "memory": measure_memory,
    "watching": measure_watching,
    "traffic": measure_traffic,
    "keys": measure_keys,
    "questions": measure_questions,
    "acting": measure_acting,
    "curves": measure_curves,
    "day": measure_day,
}

LONG = frozenset({"day"})
"""What is only measured when asked for by name: it takes half an hour."""
