"""Who is to be told of what, and what they were told: kept over restarts.

All watched tasks are asked for with one request, and so are all watched queues; each watched
filter takes one more. What holds now and did not at the last look has happened. What happened
while the server was away, or mltui was not running, is found at the next look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from mltui.live.metric_names import MetricName, main_metrics
from mltui.live.store import MemoryStore, Remembered, Store
from mltui.live.task_filter import parse_filter
from mltui.live.task_rows import FIELDS, TaskRow, metric_names, row_of
from mltui.live.task_window import SAMPLED, TaskWindow
from mltui.live.watches import (
    Fact,
    Target,
    Watch,
    facts_of_queue,
    facts_of_task,
    over,
    watch_from_json,
    watch_to_json,
)

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject

#: How often it is looked, seconds.
PACE_S = 15.0

#: Watches at most, and alerts that are kept.
MOST_WATCHES, MOST_FIRED = 200, 200

#: The newest tasks of a watched filter are looked at, so many.
MOST_TASKS = 100

_QUESTION = "alerts"


@dataclass(frozen=True, slots=True)
class Fired:
    """Something that happened and somebody wanted to be told of.

    Attributes:
        at: When it was noticed, epoch seconds.
        fact: What happened to whom.
        because: The name of the filter that was watched; empty for a task or queue itself.
        seen: Whether the person has looked at the list since.
    """

    at: float
    fact: Fact
    because: str = ""
    seen: bool = False


class Alerts:
    """The watches and what came of them."""

    def __init__(self, store: Store | None = None) -> None:
        """Take up what an earlier run left in the store."""
        self._store = store or MemoryStore()
        self._watches: dict[str, Watch] = {}
        self._holding: dict[str, frozenset[str]] = {}
        self._looked_at: dict[str, float] = {}
        self._followed: dict[str, frozenset[str]] = {}
        self._fired: list[Fired] = []
        self._windows: dict[str, _Window] = {}
        self._over: set[str] = set()
        self._recall()

    @property
    def watches(self) -> tuple[Watch, ...]:
        """All watches, the oldest first."""
        return tuple(self._watches.values())

    @property
    def fired(self) -> tuple[Fired, ...]:
        """What happened, the newest first."""
        return tuple(self._fired)

    @property
    def unseen(self) -> int:
        """How many alerts nobody has looked at."""
        return sum(not one.seen for one in self._fired)

    def watch_of(self, target: Target, identity: str) -> Watch | None:
        """Return the watch of a task, filter or queue, None if it is not watched."""
        return self._watches.get(f"{target}:{identity}")

    def add(self, watch: Watch, now: float) -> None:
        """Watch from `now` on (epoch seconds); what holds already is not told."""
        self.remove(watch.key)
        while len(self._watches) >= MOST_WATCHES:
            self.remove(next(iter(self._watches)))
        self._watches[watch.key] = watch
        self._looked_at[watch.key] = now
        self._keep(now)

    def remove(self, key: str) -> None:
        """Watch no longer, by the watch's key."""
        for known in (
            self._watches,
            self._holding,
            self._looked_at,
            self._followed,
            self._windows,
        ):
            known.pop(key, None)

    def forget(self, keys: Iterable[str], now: float) -> None:
        """End watches by their keys."""
        for key in keys:
            self.remove(key)
        self._keep(now)

    def drop(self, fired: Iterable[Fired], now: float) -> None:
        """Take alerts from the list."""
        gone = set(fired)
        self._fired = [one for one in self._fired if one not in gone]
        self._keep(now)

    def see(self, now: float) -> None:
        """Note that the person has looked at all that happened."""
        if self.unseen:
            self._fired = [replace(one, seen=True) for one in self._fired]
            self._keep(now)

    # Looking

    async def ask(self, client: Client, now: float) -> tuple[Fired, ...]:
        """Look at everything watched, at `now`, epoch seconds; return what happened since.

        Raises:
            ApiError: The server could not be asked; nothing is lost by that.
        """
        watches = dict(self._watches)
        found = [
            *await self._look_at_tasks(client, now),
            *await self._look_at_queues(client),
            *[one for watch in watches.values() for one in await self._look_at(client, watch, now)],
        ]
        fired: list[Fired] = []
        for watch, facts, fresh_ids in found:
            if self._watches.get(watch.key) != watch:
                continue  # the person changed their mind meanwhile
            fired += self._judge(watch, facts, fresh_ids, now)
        for key in self._over:
            # Of a task that is over nothing more is to be expected.
            self.remove(key)
        self._over.clear()
        if fired:
            self._fired = [*reversed(fired), *self._fired][:MOST_FIRED]
        if watches:
            self._keep(now)
        return tuple(fired)

    def _judge(
        self, watch: Watch, facts: Sequence[Fact], fresh: frozenset[str], now: float
    ) -> Iterator[Fired]:
        """Yield what holds now and did not before.

        Args:
            watch: Whose facts they are.
            facts: All that holds.
            fresh: Ids that were not looked at before; what was so before nobody tells them of.
            now: Epoch seconds.
        """
        before = self._holding.get(watch.key, frozenset())
        self._holding[watch.key] = frozenset(fact.key for fact in facts)
        self._looked_at[watch.key] = now
        because = watch.name if watch.target is Target.FILTER else ""
        for fact in facts:
            if fact.key not in before and fact.identity not in fresh:
                yield Fired(now, fact, because)

    async def _look_at_tasks(self, client: Client, now: float) -> list[_Look]:
        watched = [one for one in self._watches.values() if one.target is Target.TASK]
        rows = await _tasks(client, [one.identity for one in watched])
        found: list[_Look] = []
        for watch in watched:
            known = rows.get(watch.identity)
            if known is None:
                gone = Fact(Target.TASK, watch.identity, watch.name, "gone", "was deleted")
                self._over.add(watch.key)
                found.append((watch, [gone], frozenset()))
                continue
            row, values = known
            if over(row):
                self._over.add(watch.key)
            # It may have been over before anybody watched it.
            since = self._looked_at.get(watch.key, now)
            old = over(row) and row.last_change is not None and row.last_change < since
            first = watch.key not in self._holding
            fresh = frozenset({row.id}) if first and (old or not over(row)) else frozenset()
            found.append((watch, [*facts_of_task(watch, row, values, now)], fresh))
        return found

    async def _look_at_queues(self, client: Client) -> list[_Look]:
        watched = [one for one in self._watches.values() if one.target is Target.QUEUE]
        if not watched:
            return []
        answer = await client.queues.get_all_ex(
            id=[one.identity for one in watched], only_fields=["name", "display_name", "entries"]
        )
        queues = {queue.id: queue for queue in answer.queues or ()}
        found: list[_Look] = []
        for watch in watched:
            queue = queues.get(watch.identity)
            if queue is not None:
                name = queue.display_name or queue.name or ""
                facts = facts_of_queue(watch, name, len(queue.entries or ()))
                found.append((watch, [*facts], frozenset()))
        return found

    async def _look_at(self, client: Client, watch: Watch, now: float) -> list[_Look]:
        """Look at the newest tasks of a filter, and at those that have left it since."""
        if watch.target is not Target.FILTER:
            return []
        window = self._windows.setdefault(watch.key, _Window(watch))
        rows = {row.id: (row, values) for row, values in await window.ask(client)}
        followed = self._followed.get(watch.key, frozenset())
        rows |= await _tasks(client, sorted(followed - rows.keys()))
        since = self._looked_at.get(watch.key, now)
        # A newcomer may have come and ended between two looks: that is told.
        fresh = frozenset(
            name
            for name, (row, _) in rows.items()
            if name not in followed and (row.last_change or 0.0) < since
        )
        facts = [
            fact for row, values in rows.values() for fact in facts_of_task(watch, row, values, now)
        ]
        self._followed[watch.key] = frozenset(
            name for name, (row, _) in rows.items() if not over(row)
        )
        return [(watch, facts, fresh)]

    # Keeping

    def _keep(self, now: float) -> None:
        kept = {
            "watches": [
                {
                    "watch": watch_to_json(watch),
                    "holding": sorted(self._holding.get(key, ())),
                    "known": key in self._holding,
                    "looked_at": self._looked_at.get(key, now),
                    "followed": sorted(self._followed.get(key, ())),
                }
                for key, watch in self._watches.items()
            ],
            "fired": [
                {**asdict(one), "fact": {**asdict(one.fact), "target": str(one.fact.target)}}
                for one in self._fired
            ],
        }
        self._store.put(_QUESTION, Remembered(cast("JsonObject", kept), now))

    def _recall(self) -> None:
        remembered = self._store.get(_QUESTION)
        if remembered is None:
            return
        try:
            self._take_up(remembered.value)
        except (KeyError, TypeError, ValueError):
            # Written by another version: to begin anew is better than to guess.
            self._watches.clear()
            self._fired.clear()

    def _take_up(self, value: Mapping[str, Any]) -> None:
        for each in value["watches"]:
            watch = watch_from_json(each["watch"])
            self._watches[watch.key] = watch
            self._looked_at[watch.key] = float(each["looked_at"])
            self._followed[watch.key] = frozenset(each["followed"])
            if each["known"]:
                self._holding[watch.key] = frozenset(each["holding"])
        for each in value["fired"]:
            fact = Fact(**{**each["fact"], "target": Target(each["fact"]["target"])})
            self._fired.append(Fired(each["at"], fact, each["because"], each["seen"]))


#: A watch, all that holds of it now, and the ids nobody looked at before.
_Look = tuple[Watch, Sequence[Fact], frozenset[str]]

_Known = tuple[TaskRow, Mapping[str, float]]


class _Window:
    """The question for the newest tasks of a filter."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._window = TaskWindow()
        self._window.look_for(parse_filter(watch.identity))
        self._metrics: tuple[MetricName, ...] | None = None

    async def ask(self, client: Client) -> list[_Known]:
        criteria = await self._window.criteria(client)
        if self._metrics is None:
            sample = await client.tasks.get_all_ex(
                **criteria,
                order_by=["-last_update"],
                page=0,
                page_size=SAMPLED,
                only_fields=["last_metrics"],
            )
            names = [metric_names(task) for task in sample.tasks or ()]
            limited = (
                name
                for one in names
                for name in one
                if any(limit.means(str(name)) for limit in self._watch.ranges)
            )
            if names:
                self._metrics = tuple(dict.fromkeys([*main_metrics(names), *limited]))
        metrics = self._metrics or ()
        answer = await client.tasks.get_all_ex(
            **criteria,
            order_by=["-last_update"],
            page=0,
            page_size=MOST_TASKS,
            only_fields=[*FIELDS, *(name.field for name in metrics)],
        )
        rows = [row_of(task, metrics) for task in answer.tasks or ()]
        return [(row, row.values) for row in rows]


async def _tasks(client: Client, ids: Sequence[str]) -> dict[str, _Known]:
    """Ask for tasks with all their metrics' last values, by id; missing ones are left out."""
    if not ids:
        return {}
    answer = await client.tasks.get_all_ex(
        id=list(ids),
        page=0,
        page_size=len(ids),
        only_fields=[*FIELDS, "last_metrics"],
        search_hidden=True,
    )
    found: dict[str, _Known] = {}
    for task in answer.tasks or ():
        row = row_of(task, tuple(metric_names(task)))
        found[row.id] = (row, row.values)
    return found


async def ask_states(client: Client, watches: Sequence[Watch]) -> dict[str, str]:
    """Ask how watched ones are, by id: the status of tasks, how many wait in queues."""
    tasks = [one.identity for one in watches if one.target is Target.TASK]
    queues = [one.identity for one in watches if one.target is Target.QUEUE]
    found: dict[str, str] = {}
    if tasks:
        listed = await client.tasks.get_all_ex(
            id=tasks, page=0, page_size=len(tasks), only_fields=["status"]
        )
        found |= {task.id or "": str(task.status or "") for task in listed.tasks or ()}
    if queues:
        answer = await client.queues.get_all_ex(id=queues, only_fields=["entries"])
        found |= {
            queue.id or "": f"{len(queue.entries or ())} waiting" for queue in answer.queues or ()
        }
    return found
