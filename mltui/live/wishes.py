"""What there is to say of a wish at once: what holds already, and what nobody has reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mltui.live.metric_names import MetricName
from mltui.live.task_filter import OWN_FIELDS
from mltui.live.watched import ask_tasks
from mltui.live.watches import Target, Watch, facts_of_task

if TYPE_CHECKING:
    from mltui.api.client import Client


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of wishes that were just made.

    Attributes:
        holding: Of how many tasks a limit or word holds already, by itself as it is typed.
        unknown: Names of limited metrics that none of the tasks has reported.
    """

    holding: tuple[tuple[str, int], ...] = ()
    unknown: tuple[str, ...] = ()


async def ask_found(client: Client, watches: Sequence[Watch], now: float) -> Found:
    """Look at what is going to be watched, at `now`, epoch seconds.

    Of a filter it is found which metrics no task has; what holds of its tasks is not asked.
    """
    limits = {limit.name: limit for one in watches for limit in one.ranges}
    if any(one.target is Target.FILTER for one in watches):
        if not limits.keys() - OWN_FIELDS.keys():
            return Found()
        answer = await client.projects.get_unique_metric_variants()
        metrics = {
            str(MetricName(one.metric, one.variant))
            for one in answer.metrics
            if one.metric and one.variant
        }
        holding = Counter[str]()
    else:
        rows = await ask_tasks(
            client, [one.identity for one in watches if one.target is Target.TASK]
        )
        metrics = {name for row in rows.values() for name in row.values}
        holding = Counter(
            word
            for watch in watches
            if watch.identity in rows
            for word in _parts(watch)
            if any(facts_of_task(_parts(watch)[word], rows[watch.identity], now))
        )
    unknown = [
        limit.name
        for limit in limits.values()
        if metrics and limit.name not in OWN_FIELDS and not any(map(limit.means, metrics))
    ]
    return Found(tuple(holding.items()), tuple(unknown))


def _parts(watch: Watch) -> dict[str, Watch]:
    """Return a wish for each thing that is to be told, by it as it is typed."""
    words = {word: replace(watch, words=(word,), ranges=()) for word in watch.words}
    limits = {one.text: replace(watch, words=(), ranges=(one,)) for one in watch.ranges}
    return words | limits
