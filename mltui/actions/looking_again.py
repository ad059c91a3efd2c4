"""Looks again at what was not done when its answer was lost: a slow server may do it later.

One reading cannot tell a request that was lost on its way from one that still waits inside the
server. So what was looked at is looked at again, a few times and then no more, and what the
history says of it is what was seen last.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

from mltui.actions.reading import read
from mltui.actions.subject import ids
from mltui.api.errors import ApiError
from mltui.series.moments import CLOCK, local

if TYPE_CHECKING:
    from mltui.actions.sitting import Deed, Sitting
    from mltui.api.client import Client

#: Pauses before each look, seconds.
LOOK_PAUSES_S = (2.0, 8.0, 50.0)


def not_done(fault: str, at: float) -> str:
    """Say that a request whose answer was lost has not been carried out, as far as is known.

    Args:
        fault: What became of the answer, a sentence.
        at: When it was looked at, epoch seconds: a slow server may do it later.
    """
    return f"it was not done when looked at {local(at, CLOCK)}. {fault}"


async def look_again(
    client: Client,
    sitting: Sitting,
    deed: Deed,
    now: Callable[[], float],
    *,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[tuple[str, ...]]:
    """Look a few times at those of a deed that are in doubt; note in the sitting what is seen.

    Yields:
        The ids of those for whom it is found done by now.
    """
    holds = deed.action.holds
    for wait_s in LOOK_PAUSES_S:
        if holds is None or not sitting.in_doubt(deed):
            return
        await pause(wait_s)
        doubtful = sitting.in_doubt(deed)
        try:
            found = await read(client, doubtful)
        except ApiError:
            continue
        # Somebody may have tried the same again while the server was asked.
        doubtful = [one for one in sitting.in_doubt(deed) if one in doubtful]
        done = [one for one in doubtful if holds(one, found.get(one.id), deed.text)]
        sitting.note_look(deed, doubtful, done, now())
        if done:
            yield tuple(ids(done))
