"""Finds what was made though the answer was lost: by its name, or as what was not there before."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from mltui.actions.action import Outcome, Refusal
from mltui.actions.looking_again import not_done
from mltui.actions.sending import LOST, nothing_sent, what_became
from mltui.api.errors import ApiError

if TYPE_CHECKING:
    from mltui.api.client import Client


async def create_named(
    find: Callable[[], Awaitable[str]], make: Callable[[], Awaitable[str | None]]
) -> Outcome:
    """Make something of a name that only one may have.

    Args:
        find: Returns the id of what has the name, empty if nothing has.
        make: Makes it, and returns its id.

    Raises:
        ApiError: The server refuses, or its answer was lost and nobody can say what became of it.
    """
    try:
        before = await find()
    except ApiError as error:
        return nothing_sent("", error)
    try:
        return Outcome(created=(await make() or "",))
    except LOST as error:
        made = await what_became(error, find)
        if not made or made == before:
            return Outcome(refused=(Refusal("", not_done(error.sentence, time.time())),))
        return Outcome(created=(made,))


class Newcomer:
    """Tells what is new among things of a name that several may have."""

    def __init__(self, find: Callable[[Client], Awaitable[list[str]]]) -> None:
        """Know of nothing yet.

        Args:
            find: Returns the ids of those that have the name.
        """
        self._find = find
        self._before: frozenset[str] | None = None

    async def note(self, client: Client) -> None:
        """Note which there are, before another one is made."""
        self._before = frozenset(await self._find(client))

    async def look(self, client: Client) -> str | None:
        """Return the id of one that was not there; None if there is none, or nothing was noted."""
        before = self._before
        if before is None:
            return None
        return next((found for found in await self._find(client) if found not in before), None)
