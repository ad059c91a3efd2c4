"""Counting how often others have their turn while something is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


async def counting_others(awaited: Awaitable[Result]) -> tuple[Result, int]:
    """Await something; return what came of it, and how often something else had its turn."""
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        beside = group.create_task(other())
        result = await awaited
        beside.cancel()
    return result, others
