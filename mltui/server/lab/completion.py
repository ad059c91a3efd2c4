"""The details of older tasks, added bit by bit after the lab has opened, so that it opens fast."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.types.json import JsonObject
from mltui.server.lab.documents import details
from mltui.server.lab.runs import Run
from mltui.server.lab.world import World

_AT_ONCE = 12
_PAUSE_S = 0.4
_NEVER_S = 1e9


class Completion:
    """Adds them; see `Inhabitant`."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = list(runs)

    def act(self, world: World) -> float:
        """Complete a few tasks, but for what somebody has changed by now."""
        now, self._runs = self._runs[:_AT_ONCE], self._runs[_AT_ONCE:]
        with world.store.transaction():
            for run in now:
                document = world.store.tasks.get(run.task)
                if document is None:
                    continue
                added: JsonObject = {
                    key: value
                    for key, value in details(run, world.opened).items()
                    if key not in document
                }
                world.store.tasks.update(run.task, added)
        return _PAUSE_S if self._runs else _NEVER_S
