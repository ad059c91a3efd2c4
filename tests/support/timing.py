"""Time that only moves when a test says so."""

from __future__ import annotations

import asyncio
from collections import deque


class FakeTiming:
    """A `Timing` whose waits end when the test advances the clock."""

    def __init__(self, now: float = 1_800_000_000.0, chance: float = 0.5) -> None:
        self.at = 0.0
        self.chance = chance
        self.waits: list[float] = []
        self._start = now
        self._sleepers: deque[tuple[float, asyncio.Event]] = deque()

    def now(self) -> float:
        return self._start + self.at

    def here(self) -> float:
        return self.now()

    def elapsed(self) -> float:
        return self.at

    def uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self.chance

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        self.waits.append(seconds)
        woken = asyncio.Event()
        self._sleepers.append((self.at + seconds, woken))
        waiters = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(woken.wait())]
        try:
            await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def advance(self, seconds: float) -> None:
        """Let that much time pass and everything that follows from it happen."""
        end = self.at + seconds
        await settle()
        while True:
            due = [sleeper for sleeper in self._sleepers if sleeper[0] <= end]
            if not due:
                break
            first = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(first)
            self.at = max(self.at, first[0])
            first[1].set()
            await settle()
        self.at = end
        await settle()


async def settle() -> None:
    """Let every task run until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)
