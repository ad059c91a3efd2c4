"""Time as the feeds see it: one object, so that tests need no real time."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Protocol


class Timing(Protocol):
    """The clock, the waiting and the chance that a feed uses."""

    def now(self) -> float:
        """Return the server's time, as far as it is known, in seconds since the epoch."""
        ...

    def here(self) -> float:
        """Return this computer's time, which a person reads on other clocks; epoch seconds."""
        ...

    def elapsed(self) -> float:
        """Return seconds of a clock that never jumps; only differences mean something."""
        ...

    def uniform(self, low: float, high: float) -> float:
        """Return a random number between low and high."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when the event is set, or after that many seconds."""
        ...


class RealTiming:
    """The computer's own clock and chance.

    Attributes:
        ahead_s: By how many seconds the server's clock is ahead of the computer's. What is told
            of the server carries its time: an age by another clock would make every run
            stalled and every worker lost.
    """

    ahead_s = 0.0

    def now(self) -> float:
        """Return the server's time in seconds since the epoch."""
        return self.here() + self.ahead_s

    def here(self) -> float:
        """Return this computer's time in seconds since the epoch."""
        return time.time()

    def elapsed(self) -> float:
        """Return seconds of the monotonic clock."""
        return time.monotonic()

    def uniform(self, low: float, high: float) -> float:
        """Return a random number between low and high."""
        return random.uniform(low, high)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when the event is set, or after that many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
