"""Waiting for what a test expects, instead of for time to pass."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.pilot import Pilot


async def until(pilot: Pilot, condition: Callable[[], object], timeout_s: float = 40.0) -> None:
    """Let the application run until the condition holds; fails after the time-out."""
    deadline = time.monotonic() + timeout_s
    while True:
        await pilot.pause()
        if condition():
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"It never came to that: {condition}")
        await asyncio.sleep(0.005)
