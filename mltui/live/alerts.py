"""Who is to be told of what, and what they were told: kept over restarts.

All watched tasks are asked for with one request, and so are all watched queues; each watched
filter takes one more. What holds now and did not at the last look has happened. What happened
while the server was away, or mltui was not running, is found at the next look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from mltui.live.store import MemoryStore, Remembered, Store
from mltui.live.watched import GOING_ON, WatchedFilter, ask_queues, ask_tasks
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
    from mltui.live.task_rows import TaskRow

#: How often it is looked, seconds.
PACE_S = 15.0

#: Watches at most, and alerts that are kept.
MOST_WATCHES, MOST_FIRED = 200, 200

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


@dataclass(slots=True)
class _State:
    """What is known of a watch.

    Attributes:
        watch: What is watched.
        looked_at: When it was looked at last, epoch seconds; at first, when it was wished for.
        holding: Keys of the facts that held then; None before the first look.
        followed: Ids of the tasks of a filter that were not over then.
        question: What asks for a filter's tasks.
        said: What there is to say of the last look; empty for nothing.
    """

    watch: Watch
    looked_at: float
    holding: frozenset[str] | None = None
    followed: frozenset[str] = frozenset()
    question: WatchedFilter | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen of a watch.

    Attributes:
        state: Of which.
        facts: All that holds.
        fresh: Ids that were not looked at before; what was so before nobody tells of them.
        followed: Ids of the tasks of a filter that are not over.
        ends: Whether nothing more is to be expected.
        said: What there is to say of the looking itself.
    """

    state: _State
    facts: tuple[Fact, ...]
    fresh: frozenset[str] = frozenset()
    followed: frozenset[str] = frozenset()
    ends: bool = False
    said: str = ""


class Alerts:
    """The watches and what came of them."""

    def __init__(self, store: Store | None = None) -> None:
        """Take up what an earlier run left in the store."""
        self._store = store or MemoryStore()
        self._states: dict[str, _State] = {}
        self._fired: list[Fired] = []
        self._recall()

    @property
    def watches(self) -> tuple[Watch, ...]:
        """All watches, the oldest first."""
        return tuple(state.watch for state in self._states.values())

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
        state = self._states.get(f"{target}:{identity}")
        return state.watch if state is not None else None

    def said_of(self, watch: Watch) -> str:
        """Return how many tasks of a filter go on as of the last look; empty before it."""
        state = self._states.get(watch.key)
        if state is None or state.holding is None or watch.target is not Target.FILTER:
            return ""
        return state.said or f"{len(state.followed)} going on"

    def add(self, watch: Watch, now: float) -> None:
        """Watch from `now` on (epoch seconds); what holds already is not told."""
        self._states.pop(watch.key, None)
        while len(self._states) >= MOST_WATCHES:
            del self._states[next(iter(self._states))]
        self._states[watch.key] = _State(watch, now)
        self.keep(now)

    def forget(self, keys: Iterable[str], now: float) -> None:
        """End watches by their keys."""
        for key in keys:
            self._states.pop(key, None)
        self.keep(now)

    def drop(self, fired: Iterable[Fired], now: float) -> None:
        """Take alerts from the list."""
        gone = set(fired)
        self._fired = [one for one in self._fired if one not in gone]
        self.keep(now)

    def see(self, now: float) -> None:
        """Note that the person has looked at all that happened."""
        if self.unseen:
            self._fired = [replace(one, seen=True) for one in self._fired]
            self.keep(now)

    # Looking

    async def ask(self, client: Client, now: float) -> tuple[Fired, ...]:
        """Look at everything watched, at `now`, epoch seconds; return what happened since.

        Raises:
            ApiError: The server could not be asked; nothing is lost by that.
        """
        looks = [
            *await self._look_at_tasks(client, now),
            *await self._look_at_queues(client),
            *[await _look_at_filter(client, one, now) for one in self._of(Target.FILTER)],
        ]
        fired: list[Fired] = []
        changed = False
        for look in looks:
            state = look.state
            if self._states.get(state.watch.key) is not state:
                continue  # the person changed their mind meanwhile
            before = (state.holding, state.followed)
            fired += _judged(look, now)
            if look.ends:
                del self._states[state.watch.key]
            changed = changed or look.ends or before != (state.holding, state.followed)
        self._fired = [*reversed(fired), *self._fired][:MOST_FIRED]
        if changed:
            self.keep(now)
        return tuple(fired)

    def _of(self, target: Target) -> list[_State]:
        return [state for state in self._states.values() if state.watch.target is target]

    async def _look_at_tasks(self, client: Client, now: float) -> list[_Look]:
        states = self._of(Target.TASK)
        rows = await ask_tasks(client, [one.watch.identity for one in states])
        found: list[_Look] = []
        for state in states:
            watch, row = state.watch, rows.get(state.watch.identity)
            if row is None:
                gone = Fact(Target.TASK, watch.identity, watch.name, "gone", "was deleted")
                found.append(_Look(state, (gone,), ends=True))
                continue
            # It may have been over before anybody watched it.
            old = row.last_change is not None and row.last_change < state.looked_at
            fresh = state.holding is None and (old or not over(row))
            found.append(
                _Look(
                    state,
                    tuple(facts_of_task(watch, row, now)),
                    fresh=frozenset({row.id} if fresh else ()),
                    ends=over(row),
                )
            )
        return found

    async def _look_at_queues(self, client: Client) -> list[_Look]:
        states = self._of(Target.QUEUE)
        queues = await ask_queues(client, [one.watch.identity for one in states])
        return [
            _Look(state, tuple(facts_of_queue(state.watch, *queues[state.watch.identity])))
            for state in states
            if state.watch.identity in queues
        ]

    # Keeping

    def keep(self, now: float) -> None:
        """Keep all of it; `ask` does when anything happened, and time alone is kept at the end."""
        kept = {
            "watches": [
                {
                    "watch": watch_to_json(state.watch),
                    "holding": sorted(state.holding or ()),
                    "known": state.holding is not None,
                    "looked_at": state.looked_at,
                    "followed": sorted(state.followed),
                }
                for state in self._states.values()
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
            self._states.clear()
            self._fired.clear()

    def _take_up(self, value: Mapping[str, Any]) -> None:
        for each in value["watches"]:
            watch = watch_from_json(each["watch"])
            holding = frozenset(each["holding"]) if each["known"] else None
            followed = frozenset(each["followed"])
            self._states[watch.key] = _State(watch, float(each["looked_at"]), holding, followed)
        for each in value["fired"]:
            fact = Fact(**{**each["fact"], "target": Target(each["fact"]["target"])})
            self._fired.append(Fired(each["at"], fact, each["because"], each["seen"]))


async def _look_at_filter(client: Client, state: _State, now: float) -> _Look:
    """Look at the tasks of a filter, and at those that have left it since."""
    if state.question is None:
        state.question = WatchedFilter(state.watch)
    looked = await state.question.ask(client, state.looked_at, now)
    rows = {row.id: row for row in looked.rows}
    left = await state.question.ask_left(client, sorted(state.followed - rows.keys()))
    rows |= {row.id: row for row in left}
    going_on = frozenset(row.id for row in rows.values() if row.status in GOING_ON)
    return _Look(
        state,
        tuple(fact for row in rows.values() for fact in facts_of_task(state.watch, row, now)),
        # A newcomer may have come and ended between two looks: that is told.
        fresh=frozenset(
            row.id for row in rows.values() if row.id not in state.followed and _was_so(row, state)
        ),
        followed=going_on,
        said="" if looked.complete else f"first {len(going_on):,}",
    )


def _was_so(row: TaskRow, state: _State) -> bool:
    """Return whether what holds of a task that was not looked at before held before."""
    if over(row):
        # Publishing or naming anew what ended long ago changes it, but is no end.
        return (row.completed or row.last_change or 0.0) < state.looked_at
    return state.holding is None


def _judged(look: _Look, now: float) -> list[Fired]:
    """Return what holds now and did not before, and note what holds."""
    state = look.state
    because = state.watch.name if state.watch.target is Target.FILTER else ""
    before = state.holding or frozenset()
    state.holding = frozenset(fact.key for fact in look.facts)
    state.followed = look.followed
    state.said = look.said
    state.looked_at = now
    return [
        Fired(now, fact, because)
        for fact in look.facts
        if fact.key not in before and fact.identity not in look.fresh
    ]
