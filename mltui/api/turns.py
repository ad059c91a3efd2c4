"""Long work in turns, so that a key that comes meanwhile is acted on."""

from __future__ import annotations

import asyncio
from time import perf_counter

#: So long a turn may take, seconds: less than anybody feels.
TURN_S = 0.002


class Turns:
    """Ends a turn once it has taken long enough."""

    def __init__(self) -> None:
        self._began_s = perf_counter()

    async def next(self) -> None:
        """Let others have theirs if this one was long; call it between any two steps."""
        if perf_counter() - self._began_s >= TURN_S:
            await asyncio.sleep(0)
            self._began_s = perf_counter()
