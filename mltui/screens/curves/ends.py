"""The iterations at which curves ended: asked for where what is drawn does not tell them."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from mltui.api.errors import ApiError
from mltui.live.last_points import LastPoint, ask_last_points

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.screens.curves.exact import Run
    from mltui.screens.curves.plots import Line
    from mltui.screens.curves.values import Point

#: Asks for last points by the names of curves in the table; one that is not known is left out.
AskEnds = Callable[[], Awaitable[Mapping[str, "Point"]]]

#: Servers keep what was reported in different ways: some with seven digits.
_ROUNDED = 1e-6

#: The width of a server's narrowest bucket by time, seconds.
_FINEST_S = 0.001


async def ask_ends(
    client: Client, runs: Mapping[str, Run], lines: Mapping[str, Line], *, by_time: bool
) -> dict[str, Point]:
    """Ask where curves ended, one task after the other; what nobody tells is left out.

    Args:
        client: Whom to ask.
        runs: Whose curves these are, by their owner.
        lines: The curves by their names in the table.
        by_time: Whether their positions are epoch seconds rather than iterations.
    """
    found: dict[str, Point] = {}
    for owner, run in runs.items():
        own = {name: line for name, line in lines.items() if line.owner == owner}
        if not own:
            continue
        names = {(line.metric, line.variant) for line in own.values()}
        try:
            last = await ask_last_points(client, run.task, names)
        except ApiError:
            break
        for name, line in own.items():
            point = last.get((line.metric, line.variant))
            end = None if point is None else end_of(line, point, run.reached, by_time=by_time)
            if end is not None:
                found[name] = end
    return found


def end_of(line: Line, point: LastPoint, reached: int | None, *, by_time: bool) -> Point | None:
    """Return value and iteration of a curve's end; None where this point need not be it.

    A resumed run that counts the same iterations again has reported its last value at none that
    can be told, and an old server answers with the first points.

    Args:
        line: The curve.
        point: What the server answered as its last point.
        reached: The iteration that its task had reached when the curve's last value was told.
        by_time: Whether the curve's positions are epoch seconds rather than iterations.
    """
    place = point.at + _FINEST_S if by_time else point.iteration
    if len(line.xs) and place < line.xs[-1]:
        return None
    newer = reached is not None and point.iteration > reached
    if line.last is None or newer or _is_same(line.last, point.value):
        return point.value, point.iteration
    return None


def _is_same(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=_ROUNDED)
