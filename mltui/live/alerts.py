"""Who is to be told of what, and what they were told: kept over restarts.

All watched tasks are asked for with one request, and so are all watched queues; each watched
filter takes a few more, so that of many filters some are looked at each time. A look that fails
keeps no other from being taken. What holds now and did not at the last look has happened. What
happened while the server was away, or mltui was not running, is found at the next look. Several
monitors may keep theirs in one place: each takes over what the others were told since.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from mltui.api.errors import ApiError, TimedOut, Unreachable
from mltui.live.feed import unexpected
from mltui.live.store import MemoryStore, Remembered, Store
from mltui.live.watch_looks import (
    Look,
    State,
    judged,
    look_at_filters,
    look_at_queues,
    look_at_tasks,
)
from mltui.live.watches import Fact, Target, Watch, watch_from_json, watch_to_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from mltui.api.client import Client
    from mltui.api.types.json import JsonObject

    _LookAt = Callable[[Client, Sequence[State], float], Awaitable[list[Look]]]

#: How often it is looked, seconds.
PACE_S = 15.0

#: Filters that are looked at with one look, each with a few questions; of more, in turn.
FILTERS_A_LOOK = 10

#: Watches at most, and alerts that are kept.
MOST_WATCHES, MOST_FIRED = 200, 200

_QUESTION = "alerts"

_Value = TypeVar("_Value")

_log = logging.getLogger(__name__)


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
        self._states: dict[str, State] = {}
        self._fired: list[Fired] = []
        self._shared: frozenset[str] = frozenset()  # keys of what was in the store last time
        self._take_over()

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
        """Return how many tasks of a filter go on as of the last look; empty before it.

        Of a task `stalled` or `diverged` if it looks so.
        """
        state = self._states.get(watch.key)
        if state is None or state.holding is None or watch.target is Target.QUEUE:
            return ""
        going_on = f"{len(state.followed)} going on" if watch.target is Target.FILTER else ""
        return state.said or going_on

    def failure_of(self, watch: Watch) -> str:
        """Return why it could not be looked at, a sentence; empty if it could."""
        state = self._states.get(watch.key)
        return state.failure if state is not None else ""

    def add(self, watch: Watch, now: float) -> None:
        """Watch from `now` on (epoch seconds); what holds already is not told."""
        self._states.pop(watch.key, None)
        while len(self._states) >= MOST_WATCHES:
            del self._states[next(iter(self._states))]
        self._states[watch.key] = State(watch, now)
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
            ApiError: Nothing could be asked; nothing is lost by that.
        """
        looks = await self._look(client, now)
        fired: list[Fired] = []
        changed = False
        for look in looks:
            state = look.state
            if self._states.get(state.watch.key) is not state:
                continue  # the person changed their mind meanwhile
            before = (state.holding, state.followed, state.waiting)
            fired += [Fired(now, fact, state.because) for fact in judged(look, now)]
            if look.ends:
                del self._states[state.watch.key]
            after = (state.holding, state.followed, state.waiting)
            changed = changed or look.ends or before != after
        self._fired = [*reversed(fired), *self._fired][:MOST_FIRED]
        if changed:
            self.keep(now)
        return tuple(fired)

    async def _look(self, client: Client, now: float) -> list[Look]:
        """Look at all whose turn it is; note why where it fails."""
        looks: list[Look] = []
        failures: list[ApiError] = []
        asked = 0
        for look, states in self._groups():
            asked += 1
            try:
                looks += await look(client, states, now)
            except ApiError as error:
                failures.append(error)
            except Exception as error:
                _log.exception("What is watched could not be looked at")
                failures.append(unexpected(error))
            else:
                continue
            for state in states:
                state.failure, state.tried_at = failures[-1].sentence, now
            slow = isinstance(failures[-1], TimedOut) and look is look_at_filters
            if slow or failures[-1].wait_s or isinstance(failures[-1], Unreachable):
                # The others would only wait for the same: they come first next time.
                break
        if failures and len(failures) == asked:
            raise failures[0]
        return looks

    def _groups(self) -> Iterator[tuple[_LookAt, list[State]]]:
        """Return what is looked at together, and how."""
        if tasks := self._of(Target.TASK):
            yield look_at_tasks, tasks
        if queues := self._of(Target.QUEUE):
            yield look_at_queues, queues
        for state in self._next_filters():
            yield look_at_filters, [state]

    def _of(self, target: Target) -> list[State]:
        return [state for state in self._states.values() if state.watch.target is target]

    def _next_filters(self) -> list[State]:
        """Return the filters that are looked at now: new ones, and those whose turn it is."""
        turns = sorted(
            self._of(Target.FILTER),
            key=lambda state: (
                state.holding is not None or bool(state.failure),
                max(state.looked_at, state.tried_at),
            ),
        )
        return turns[:FILTERS_A_LOOK]

    # Keeping

    def keep(self, now: float) -> None:
        """Keep all of it; `ask` does when anything happened, and time alone is kept at the end."""
        self._take_over()
        kept = {
            "watches": [
                {
                    "watch": watch_to_json(state.watch),
                    "holding": sorted(state.holding or ()),
                    "known": state.holding is not None,
                    "looked_at": state.looked_at,
                    "followed": sorted(state.followed),
                    "waiting": dict(state.waiting),
                }
                for state in self._states.values()
            ],
            "fired": [
                {**asdict(one), "fact": {**asdict(one.fact), "target": str(one.fact.target)}}
                for one in self._fired
            ],
        }
        self._store.put(_QUESTION, Remembered(cast("JsonObject", kept), now))
        # Read again: on a full disk it is still what was there before.
        if (written := self._read_store()) is not None:
            self._shared = frozenset([*written[0], *map(_key, written[1])])

    def _take_over(self) -> None:
        """Take what another monitor has put into the store since, and leave what it took out."""
        kept = self._read_store()
        if kept is None:
            return
        states, fired = kept
        self._states = _joined(states, self._states, self._shared)
        theirs = {_key(one): one for one in fired}
        ours = {_key(one): one for one in self._fired}
        both = _joined(theirs, ours, self._shared)
        seen = {key for key, one in theirs.items() if one.seen}
        self._fired = _each_once(
            replace(one, seen=True) if key in seen else one for key, one in both.items()
        )
        self._shared = frozenset([*states, *theirs])

    def _read_store(self) -> tuple[dict[str, State], list[Fired]] | None:
        remembered = self._store.get(_QUESTION)
        if remembered is None:
            return None
        try:
            return _read(remembered.value)
        except (KeyError, TypeError, ValueError):
            # Written by another version: to begin anew is better than to guess.
            return None


def _joined(
    theirs: Mapping[str, _Value], ours: Mapping[str, _Value], shared: Set[str]
) -> dict[str, _Value]:
    """Return what two have, by key, who both began with what is shared.

    What one of them has taken out since is out; of what both have it is ours.
    """
    left = {key: value for key, value in theirs.items() if key in ours or key not in shared}
    added = {key: value for key, value in ours.items() if key not in theirs and key not in shared}
    return {**left, **{key: ours[key] for key in left if key in ours}, **added}


def _each_once(fired: Iterable[Fired]) -> list[Fired]:
    """Return alerts, the newest first; what two monitors noticed at about the same time once."""
    found: list[Fired] = []
    noticed: dict[tuple[str, str], float] = {}
    for one in sorted(fired, key=lambda one: one.at, reverse=True):
        what = (one.fact.key, one.because)
        if noticed.get(what, math.inf) - one.at >= PACE_S:
            found.append(one)
            noticed[what] = one.at
    return found[:MOST_FIRED]


def _key(one: Fired) -> str:
    return f"{one.at} {one.fact.key} {one.because}"


def _read(value: Mapping[str, Any]) -> tuple[dict[str, State], list[Fired]]:
    states: dict[str, State] = {}
    fired: list[Fired] = []
    for each in value["watches"]:
        watch = watch_from_json(each["watch"])
        holding = frozenset(each["holding"]) if each["known"] else None
        followed = frozenset(each["followed"])
        waiting = {str(task): float(begun) for task, begun in each.get("waiting", {}).items()}
        states[watch.key] = State(watch, float(each["looked_at"]), holding, followed, waiting)
    for each in value["fired"]:
        fact = Fact(**{**each["fact"], "target": Target(each["fact"]["target"])})
        fired.append(Fired(each["at"], fact, each["because"], each["seen"]))
    return states, fired
