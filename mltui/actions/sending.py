"""Sends an action: page by page, looked at before, and checked by reading if an answer is lost.

Nothing is ever sent twice by itself. A request without a usable answer (no connection, too late,
a fault, half a body) may have been done or not: then the subjects are read, and what they are
decides. Where that cannot be read either, the outcome says so. What was not done when it was
looked at may be done later: `looking_again` is for that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from mltui.actions.action import Action, Holds, Outcome, Refusal, Subject
from mltui.actions.looking_again import not_done
from mltui.actions.reading import read
from mltui.actions.refusing import reason_of
from mltui.actions.subject import STATUS_WORDS, Kind, called
from mltui.api.errors import (
    ApiError,
    AskedTooOften,
    BadCredentials,
    NotClearML,
    ServerFault,
    TimedOut,
    Unreachable,
)
from mltui.series import numbers

if TYPE_CHECKING:
    from mltui.api.client import Client

Answer = TypeVar("Answer")

#: After these nobody knows whether a request was done. A login may also be refused by whatever
#: stands between, after the server did what was asked.
LOST = (Unreachable, TimedOut, ServerFault, NotClearML, BadCredentials)

#: Pauses between the attempts to read what became of a lost request, seconds. A server that
#: restarts is away for some seconds.
READ_PAUSES_S = (0.3, 1.0, 3.0, 6.0)

#: Subjects read at a time.
READ_PAGE = 500


@dataclass(slots=True)
class Progress:
    """How far the sending is, and whether somebody wants it to stop.

    Attributes:
        total: How many subjects there are.
        done: How many of them were dealt with.
        cancelled: Set it to stop before the next request.
        changed: Called after every page.
    """

    total: int = 0
    done: int = 0
    cancelled: bool = False
    changed: Callable[[], None] | None = None

    def advance(self, count: int) -> None:
        """Note that more subjects were dealt with."""
        self.done += count
        if self.changed is not None:
            self.changed()


async def perform(
    action: Action,
    client: Client,
    subjects: Sequence[Subject],
    text: str = "",
    progress: Progress | None = None,
    *,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Outcome:
    """Send an action for subjects, a page of them at a time; never raises an `ApiError`.

    Args:
        action: What to do.
        client: The server to ask.
        subjects: To whom; those that the plan skips should not be among them.
        text: What the action wants: a queue's id, a new name...
        progress: Told how far it is, and asked whether to stop.
        pause: Waits a number of seconds; tests give another one.
    """
    progress = progress or Progress()
    progress.total = max(len(subjects), 1)
    if action.makes:
        return await _send(action, client, (), text, pause)
    done = Outcome()
    for start in range(0, len(subjects), READ_PAGE):
        chunk = subjects[start : start + READ_PAGE]
        try:
            # Where the server is known to be away, the person is told so rather than kept waiting.
            away = client.session.lost
            now = await (read(client, chunk) if away else until_read(client, chunk, pause))
        except ApiError as error:
            left, reason = subjects[start:], f"nothing was sent: {error.sentence}"
            return done + _all_refused(left, reason, again=_may_pass(error))
        ready, looked = looked_at(action, chunk, now)
        done += looked
        progress.advance(len(chunk) - len(ready))
        for first in range(0, len(ready), action.page):
            page = ready[first : first + action.page]
            if progress.cancelled:
                left = [*ready[first:], *subjects[start + READ_PAGE :]]
                return done + not_sent(left, "it was not sent: cancelled")
            answered = await _send(action, client, page, text, pause)
            done += answered
            progress.advance(len(page))
            if why := why_no_more(answered, page):
                left = [*ready[first + len(page) :], *subjects[start + READ_PAGE :]]
                return done + not_sent(left, why)
    return done


def looked_at(
    action: Action, subjects: Sequence[Subject], now: dict[str, Subject]
) -> tuple[list[Subject], Outcome]:
    """Compare subjects with what they are now: return who can be sent, and who not and why."""
    ready: list[Subject] = []
    refused: list[Refusal] = []
    noticed: list[str] = []
    reasons = action.reasons([now[subject.id] for subject in subjects if subject.id in now])
    for subject in subjects:
        fresh = now.get(subject.id)
        if fresh is None:
            refused.append(Refusal(subject.id, _gone(subject.kind), gone=True))
            continue
        fresh = fresh if fresh.name else replace(fresh, name=subject.name)
        if fresh.kind is Kind.ENTRY and subject.queue not in ("", fresh.queue):
            refused.append(Refusal(subject.id, "meanwhile it waits in another queue"))
            continue
        why_not = reasons.get(fresh.id)
        moved = bool(subject.status) and subject.status != fresh.status
        word = STATUS_WORDS.get(fresh.status, fresh.status)
        if why_not is not None:
            other = moved and why_not != f"it is {word}"
            reason = f"it is {word}, and {why_not}" if other else why_not
            left = fresh.archived != subject.archived
            refused.append(Refusal(subject.id, f"meanwhile {reason}", gone=left))
        elif (other_one := _not_as_seen(action, subject, fresh)) is not None:
            refused.append(Refusal(subject.id, f"meanwhile {other_one}"))
        else:
            ready.append(fresh)
            if moved:
                noticed.append(f"{called(subject.name)} was {word} by then.")
    if action.direction:
        ready.sort(key=lambda subject: subject.place * action.direction)
    return ready, Outcome(refused=tuple(refused), noticed=tuple(noticed))


def _gone(kind: Kind) -> str:
    if kind is Kind.ENTRY:
        return "it does not wait in a queue any more"  # it may run, or have been taken out
    return "it is gone: somebody else removed it"


def _not_as_seen(action: Action, subject: Subject, fresh: Subject) -> str | None:
    """Return what somebody else has made of a subject that would be destroyed unseen."""
    if not action.destroys:
        return None
    if subject.status and subject.status != fresh.status:
        return f"it is {STATUS_WORDS.get(fresh.status, fresh.status)}; look again"
    if fresh.kind is Kind.QUEUE and fresh.waiting > subject.waiting:
        wait = "waits" if fresh.waiting == 1 else "wait"
        return f"{numbers.counted(fresh.waiting, 'task')} {wait} in it; look again"
    return None


async def _send(
    action: Action,
    client: Client,
    page: Sequence[Subject],
    text: str,
    pause: Callable[[float], Awaitable[None]],
) -> Outcome:
    assert action.call is not None, "an action that sends has a call"
    try:
        outcome = await action.call(client, page, text)
    except LOST as error:
        outcome = await _found_out(action.holds, client, page, text, error, pause)
    except ApiError as error:
        reason, again = reason_of(error), _may_pass(error)
        if not page:
            return Outcome(refused=(Refusal("", reason, again=again),))
        return _all_refused(page, reason, again=again)
    changed = set(outcome.changed)
    known = {refusal.id for refusal in outcome.refused} | changed
    if page and not outcome.created:
        silent = [subject for subject in page if subject.id not in known]
        outcome += _all_refused(silent, "the server did not say what became of it")
    return replace(outcome, before=tuple(s for s in page if s.id in changed))


async def _found_out(
    holds: Holds | None,
    client: Client,
    page: Sequence[Subject],
    text: str,
    error: ApiError,
    pause: Callable[[float], Awaitable[None]],
) -> Outcome:
    """Find out by reading what a request did whose answer was lost, if that can be told."""
    if holds is None or not page:
        reason = f"{error.sentence} Look whether it was done."
        if not page:
            return Outcome(refused=(Refusal("", reason, unsure=True),))
        return _all_refused(page, reason, unsure=True)
    try:
        now = await until_read(client, page, pause)
    except ApiError:
        reason = f"{error.sentence} Nobody can say whether it was done."
        unsure = _all_refused(page, reason, unsure=True, fault=error.sentence)
        return replace(unsure, doubtful=tuple(page))
    reason = not_done(error.sentence, time.time())
    outcome = Outcome()
    for subject in page:
        if holds(subject, now.get(subject.id), text):
            outcome += Outcome(changed=(subject.id,))
        else:
            refusal = Refusal(subject.id, reason, again=True, sent=True, fault=error.sentence)
            outcome += Outcome(refused=(refusal,), doubtful=(subject,))
    return outcome


async def one_of_several(
    request: Awaitable[Outcome],
    holds: Holds,
    client: Client,
    subjects: Sequence[Subject],
    text: str = "",
) -> Outcome:
    """Await one of the requests that an action takes; never raises an `ApiError`.

    What came of the others is told of as it is, whatever becomes of this one.

    Args:
        request: Sends it.
        holds: Tells from a subject before and now whether it was done, for when its answer is lost.
        client: The server to ask then.
        subjects: Whom it is about.
        text: What the action wants.
    """
    try:
        return await request
    except LOST as error:
        return await _found_out(holds, client, subjects, text, error, asyncio.sleep)
    except ApiError as error:
        return _all_refused(subjects, reason_of(error), again=_may_pass(error))


def nothing_sent(identity: str, error: ApiError) -> Outcome:
    """Return the outcome for one subject of a request that it did not come to."""
    reason = f"nothing was sent: {error.sentence}"
    return Outcome(refused=(Refusal(identity, reason, again=_may_pass(error)),))


def why_no_more(outcome: Outcome, page: Sequence[Subject]) -> str:
    """Return why the rest is not sent, after what came of some; empty if it is."""
    refused = outcome.refused
    if any(one.unsure for one in refused):
        return "it was not sent: the server is away"
    if page and len(refused) == len(page) and all(one.again and not one.sent for one in refused):
        # The server did nothing at all for now, such as one that was asked too often.
        return refused[0].reason
    return ""


def not_sent(subjects: Sequence[Subject], reason: str) -> Outcome:
    """Return the outcome for subjects that it did not come to: the same can be sent again."""
    return _all_refused(subjects, reason, again=True)


def _may_pass(error: ApiError) -> bool:
    """Return whether nobody refused it for good: the same can be sent again."""
    return isinstance(error, (*LOST, AskedTooOften))


async def what_became(lost: ApiError, question: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask what became of a request, patiently.

    Args:
        lost: Why its answer was lost.
        question: Only reads.

    Raises:
        ApiError: Nobody can say, whatever the reason for that: the answer is lost for good.
    """
    try:
        return await patiently(question)
    except ApiError:
        raise lost from None


async def until_read(
    client: Client, subjects: Sequence[Subject], pause: Callable[[float], Awaitable[None]]
) -> dict[str, Subject]:
    """Read subjects, trying again for a while if the server is away.

    Raises:
        ApiError: It stayed away, or refuses to answer.
    """
    return await patiently(lambda: read(client, subjects), pause)


async def patiently(
    question: Callable[[], Awaitable[Answer]],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Answer:
    """Put a question that only reads, again after pauses while the server is away.

    Raises:
        ApiError: It stayed away, or refuses to answer.
    """
    for wait_s in READ_PAUSES_S:
        try:
            return await question()
        except LOST:
            await pause(wait_s)
    return await question()


def _all_refused(
    subjects: Sequence[Subject],
    reason: str,
    *,
    unsure: bool = False,
    again: bool = False,
    fault: str = "",
) -> Outcome:
    refusals = (
        Refusal(subject.id, reason, unsure, again=again or unsure, fault=fault)
        for subject in subjects
    )
    return Outcome(refused=tuple(refusals))
