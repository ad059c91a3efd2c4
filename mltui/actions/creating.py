"""Makes what is known by its name: if the answer is lost, it is found by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from mltui.actions.action import Outcome, Refusal
from mltui.actions.sending import LOST, nothing_sent, patiently
from mltui.api.errors import ApiError


async def create_named(
    find: Callable[[], Awaitable[str]], make: Callable[[], Awaitable[str | None]]
) -> Outcome:
    """Make something of a name that only one may have.

    Args:
        find: Returns the id of what has the name, empty if nothing has.
        make: Makes it, and returns its id.

    Raises:
        ApiError: The server refuses, or it stayed away when it was asked what became of it.
    """
    try:
        before = await find()
    except ApiError as error:
        return nothing_sent("", error)
    try:
        return Outcome(created=(await make() or "",))
    except LOST as error:
        made = await patiently(find)
        if not made or made == before:
            return Outcome(refused=(Refusal("", f"it was not done: {error.sentence}"),))
        return Outcome(created=(made,))
