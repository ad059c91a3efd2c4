"""What is seen of what is watched at one look, and what of it has happened since the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mltui.live import watched
from mltui.live.watched import GOING_ON, WatchedFilter, ask_queues, ask_tasks
from mltui.live.watches import (
    Fact,
    Target,
    Watch,
    facts_of_queue,
    facts_of_task,
    judgement_of,
    over,
)

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.task_rows import TaskRow


@dataclass(slots=True)
class State:
    """What is known of a watch.

    Attributes:
        watch: What is watched.
        looked_at: When it was looked at last, epoch seconds; at first, when it was wished for.
        holding: Keys of the facts that held then; None before the first look.
        followed: Ids of the tasks of a filter that were not over then.
        waiting: Ids of those that waited then and had run before, with when that run had ended.
        question: What asks for a filter's tasks.
        said: What there is to say of the last look; empty for nothing.
        complete: Whether the last look saw all tasks of a filter that were not over.
        failure: Why it could not be looked at, a sentence; empty if it could.
        tried_at: When that was tried last, epoch seconds.
    """

    watch: Watch
    looked_at: float
    holding: frozenset[str] | None = None
    followed: frozenset[str] = frozenset()
    waiting: Mapping[str, float] = field(default_factory=dict)
    question: WatchedFilter | None = None
    said: str = ""
    complete: bool = True
    failure: str = ""
    tried_at: float = 0.0

    @property
    def because(self) -> str:
        """The name of the filter that is watched; empty for a task or queue itself."""
        return self.watch.name if self.watch.target is Target.FILTER else ""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a watch.

    Attributes:
        state: Of which.
        facts: All that holds.
        fresh: Ids that were not looked at before; what was so before nobody tells of them.
        followed: Ids of the tasks of a filter that are not over.
        waiting: Ids of those that wait and have run before, with when that run ended.
        ends: Whether nothing more is to be expected.
        said: What there is to say of the looking itself.
        complete: Whether all tasks of a filter that are not over were seen.
    """

    state: State
    facts: tuple[Fact, ...]
    fresh: frozenset[str] = frozenset()
    followed: frozenset[str] = frozenset()
    waiting: Mapping[str, float] = field(default_factory=dict)
    ends: bool = False
    said: str = ""
    complete: bool = True


async def look_at_tasks(client: Client, states: Sequence[State], now: float) -> list[Look]:
    """Look at all watched tasks, at `now`, epoch seconds."""
    rows = await ask_tasks(client, [one.watch.identity for one in states])
    found: list[Look] = []
    for state in states:
        watch, row = state.watch, rows.get(state.watch.identity)
        if row is None:
            gone = Fact(Target.TASK, watch.identity, watch.name, "gone", "was deleted")
            found.append(Look(state, (gone,), ends=True))
            continue
        judgement = judgement_of(row, now)
        # It may have been over before anybody watched it.
        old = row.last_change is not None and row.last_change < state.looked_at
        fresh = state.holding is None and (old or not over(row))
        found.append(
            Look(
                state,
                tuple(_facts(watch, row, state, now)),
                fresh=frozenset({row.id} if fresh else ()),
                waiting=_waiting([row], state),
                ends=over(row) and not _is_back(row, state),
                said=judgement.kind if judgement is not None else "",
            )
        )
    return found


async def look_at_queues(client: Client, states: Sequence[State], _now: float) -> list[Look]:
    """Look at all watched queues; one that is gone is left out."""
    queues = await ask_queues(client, [one.watch.identity for one in states])
    return [
        Look(state, tuple(facts_of_queue(state.watch, *queues[state.watch.identity])))
        for state in states
        if state.watch.identity in queues
    ]


async def look_at_filters(client: Client, states: Sequence[State], now: float) -> list[Look]:
    """Look at the tasks of filters, one after the other."""
    return [await _look_at_filter(client, state, now) for state in states]


async def _look_at_filter(client: Client, state: State, now: float) -> Look:
    """Look at the tasks of a filter, and at those that have left it since.

    Where more run than are looked at, tasks come and go with every report: those that are back are
    as new, and those that went are followed no longer.
    """
    if state.question is None:
        state.question = WatchedFilter(state.watch)
    looked = await state.question.ask(client, state.looked_at, now)
    rows = {row.id: row for row in looked.rows}
    left = await state.question.ask_left(client, sorted(state.followed - rows.keys()))
    seen = rows | {row.id: row for row in left}
    first_seen = [row for row in seen.values() if row.id not in state.followed]
    followed = seen if looked.complete else rows
    all_seen = looked.complete and state.complete
    facts = [
        fact for row in seen.values() for fact in _facts(_told_of(row, state), row, state, now)
    ]
    return Look(
        state,
        tuple(facts),
        # A newcomer may have come and ended between two looks: that is told.
        fresh=frozenset(row.id for row in first_seen if _was_so(row, state, all_seen)),
        followed=frozenset(row.id for row in followed.values() if row.status in GOING_ON),
        waiting=_waiting(seen.values(), state),
        said="" if looked.complete else f"first {watched.MOST_TASKS:,}",
        complete=looked.complete,
    )


def _told_of(row: TaskRow, state: State) -> Watch:
    """Return what is to be told of a task: its limits may have been told before it was lost."""
    if over(row) and not state.complete and row.id not in state.followed:
        return replace(state.watch, ranges=())
    return state.watch


def _was_so(row: TaskRow, state: State, all_seen: bool) -> bool:
    """Return whether what holds of a task that was not looked at before held before."""
    if over(row):
        # Publishing or naming anew what ended long ago changes it, but is no end.
        return (row.completed or row.last_change or 0.0) < state.looked_at
    return state.holding is None or not all_seen


def _facts(watch: Watch, row: TaskRow, state: State, now: float) -> list[Fact]:
    """Return what holds of a task; an end that was before it waited is none."""
    back = _is_back(row, state)
    facts = facts_of_task(watch, row, now)
    return [fact for fact in facts if not (back and fact.word in ("fails", "ends"))]


def _is_back(row: TaskRow, state: State) -> bool:
    """Return whether a task was taken out of its queue: it ended before it waited, not now."""
    ended = _last_ended(row)
    return over(row) and ended is not None and state.waiting.get(row.id) == ended


def _waiting(rows: Iterable[TaskRow], state: State) -> dict[str, float]:
    """Return those that wait or are back, with when their last run ended."""
    return {
        row.id: ended
        for row in rows
        if (ended := _last_ended(row)) is not None
        and (row.status == "queued" or _is_back(row, state))
    }


def _last_ended(row: TaskRow) -> float | None:
    """Return when a task's last run ended, or at least began: some ends leave no moment."""
    return row.completed if row.completed is not None else row.started


def judged(look: Look, now: float) -> list[Fact]:
    """Return what holds now and did not before, and note what holds."""
    state = look.state
    before = state.holding or frozenset()
    state.holding = frozenset(fact.key for fact in look.facts)
    state.followed = look.followed
    state.waiting = look.waiting
    state.said = look.said
    state.complete = look.complete
    state.failure = ""
    state.looked_at = state.tried_at = now
    return [
        fact for fact in look.facts if fact.key not in before and fact.identity not in look.fresh
    ]
