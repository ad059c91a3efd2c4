"""What labs recall of their past, reckoned once in a process and told again to every copy of one.

To make the events of a task, or what its machine measured, takes longer than most tests do. They
follow from the task's run and the time alone: what was written for one lab is written for the next.
"""

from __future__ import annotations

import pickle
from functools import lru_cache
from operator import attrgetter
from typing import Any
from weakref import WeakSet

from mltui.server.lab import lab as labs
from mltui.server.lab import memory, sensors
from mltui.server.lab.lab import Lab
from mltui.server.lab.machines import Agent, Load, machine_stats
from mltui.server.lab.runs import Run
from mltui.server.statistics.machine import worker_values
from mltui.server.store import Store

#: So many runs are kept, those recalled last: each takes more than a megabyte.
MOST = 64

#: One call of a part of a store: which part, and what it was given.
_Written = tuple[str, tuple[Any, ...], dict[str, Any]]

#: Runs in all that they are, with the time at which they were recalled, and what was written.
_written: dict[bytes, list[_Written]] = {}
_sharing: WeakSet[Store] = WeakSet()


def share_past(lab: Lab) -> Lab:
    """Let a lab write what others like it have written before; all else it does by itself."""
    _sharing.add(lab.engine.store)
    return lab


class _Notes:
    """Stands in for a store, and notes what is to be written."""

    def __init__(self, written: list[_Written], path: str = "") -> None:
        self._written, self._path = written, path

    def __getattr__(self, name: str) -> _Notes:
        return _Notes(self._written, f"{self._path}.{name}" if self._path else name)

    def __call__(self, *given: Any, **named: Any) -> None:
        self._written.append((self._path, given, named))


def _remember(store: Store, run: Run, now: float) -> None:
    if store not in _sharing:
        memory.remember(store, run, now)
        return
    state = pickle.dumps((run, now))
    written = _written.pop(state, None)
    if written is None:
        written = []
        memory.remember(_Notes(written), run, now)  # type: ignore[arg-type]
    _written[state] = written
    while len(_written) > MOST:
        del _written[next(iter(_written))]
    run.remembered = True
    for part, given, named in written:
        attrgetter(part)(store)(*given, **named)


@lru_cache(maxsize=8192)
def _measured(agent: Agent, load: Load, moment: float) -> dict[str, float]:
    return worker_values(machine_stats(agent, load, moment))


def _when(agent: Agent, load: Load, moment: float) -> tuple[Agent, Load, float]:
    return agent, load, moment


labs.remember = _remember
sensors.machine_stats = _when  # type: ignore[assignment]
sensors.worker_values = lambda when: _measured(*when)  # type: ignore[assignment,arg-type]
