"""A gate: a cheap question decides whether the expensive one is worth asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Detail = TypeVar("Detail")


class Gate(Generic[Detail]):
    """Asks for details only when their stamp moved.

    Used as a feed's question: `Feed("details", Gate(stamp, details), ...)`. The answer is None
    when nothing moved since the last details. Stamps are whatever the server moves when the
    details change: a task's `last_change`, its `last_iteration`...
    """

    def __init__(
        self,
        stamp: Callable[[], Awaitable[Hashable]],
        details: Callable[[], Awaitable[Detail]],
    ) -> None:
        self._stamp = stamp
        self._details = details
        self._seen: Hashable = None
        self._open = True

    def reset(self) -> None:
        """Forget the stamp: the next question asks for the details whatever it is."""
        self._open = True

    async def __call__(self) -> Detail | None:
        """Return the details if they may have changed, else None."""
        stamp = await self._stamp()
        if not self._open and stamp == self._seen:
            return None
        details = await self._details()
        # Noted only now: if the details fail, the next try must ask for them again.
        self._seen, self._open = stamp, False
        return details
