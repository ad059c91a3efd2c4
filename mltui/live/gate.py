"""A gate: a cheap question decides whether the expensive one is worth asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from mltui.api.client import Client

Detail = TypeVar("Detail")


class Gate(Generic[Detail]):
    """Asks for details only when their stamp moved.

    A feed's question, to be used as it is or to be derived from. The answer is None when nothing
    moved since the last details. Stamps are whatever moves when the details change: a task's
    `last_change`, its `last_iteration`...
    """

    def __init__(
        self,
        stamp: Callable[[Client], Awaitable[object]],
        details: Callable[[Client], Awaitable[Detail]],
    ) -> None:
        self._stamp = stamp
        self._details = details
        self._seen: object = None
        self._open = True

    def reset(self) -> None:
        """Forget the stamp: the next question asks for the details whatever it is."""
        self._open = True

    async def __call__(self, client: Client) -> Detail | None:
        """Return the details if they may have changed, else None."""
        stamp = await self._stamp(client)
        if not self._open and stamp == self._seen:
            return None
        details = await self._details(client)
        # Noted only now: if the details fail, the next try must ask for them again.
        self._seen, self._open = stamp, False
        return details


def known(stamp: Callable[[], object]) -> Callable[[Client], Awaitable[object]]:
    """Return a gate's stamp that is known already, so that no server needs to be asked."""

    async def asked(_: Client) -> object:
        return stamp()

    return asked
