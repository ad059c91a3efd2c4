"""The last points of curves, which averages of them do not tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mltui.live.reported import number

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import Json, JsonObject

#: A curve's metric and variant.
Name = tuple[str, str]

#: Questions about one task at most.
MOST_QUESTIONS = 4

#: Points asked for at once at most.
MOST_POINTS = 500


@dataclass(frozen=True, slots=True)
class LastPoint:
    """The point of a curve with the greatest iteration.

    Attributes:
        iteration: That iteration.
        at: When it was reported, epoch seconds.
        value: NaN or infinite where such was reported.
    """

    iteration: int
    at: float
    value: float


async def ask_last_points(
    client: Client, task: str, names: Collection[Name]
) -> dict[Name, LastPoint]:
    """Ask for the last points of a task's curves; what a server does not tell is left out.

    A server that does not know in which order they are wanted answers with others. It is asked
    again for curves that are reported less often than those whose points it answered first.
    """
    found: dict[Name, LastPoint] = {}
    for _ in range(MOST_QUESTIONS):
        left = [name for name in names if name not in found]
        if not left:
            break
        answer = await client.events.get_task_events(
            task=task,
            event_type="training_stats_scalar",
            order="desc",
            batch_size=min(len(left), MOST_POINTS),
            metrics=_by_metric(left),
        )
        newest = _newest(answer.events)
        told = {name: newest[name] for name in left if name in newest}
        if not told:
            break
        found |= told
    return found


def _by_metric(names: Collection[Name]) -> list[JsonObject]:
    variants: dict[str, list[Json]] = {}
    for metric, variant in names:
        variants.setdefault(metric, []).append(variant)
    return [{"metric": metric, "variants": found} for metric, found in variants.items()]


def _newest(events: Collection[JsonObject]) -> dict[Name, LastPoint]:
    newest: dict[Name, LastPoint] = {}
    for event in events:
        name = str(event.get("metric")), str(event.get("variant"))
        iteration, at_ms, value = (event.get(key) for key in ("iter", "timestamp", "value"))
        if not isinstance(iteration, int) or not isinstance(at_ms, int | float):
            continue
        if name not in newest or iteration > newest[name].iteration:
            known = value if isinstance(value, int | float) else None
            newest[name] = LastPoint(iteration, at_ms / 1000, number(known))
    return newest
