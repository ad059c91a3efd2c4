"""What an action is: its name and key, on what it is allowed, what it calls and what it undoes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from mltui.actions.subject import STATUS_WORDS, Kind, Subject

if TYPE_CHECKING:
    from mltui.api.client import Client

__all__ = ["Action", "Effect", "Kind", "Outcome", "Refusal", "Step", "Subject", "Wants"]


class Wants(Enum):
    """What must be asked before an action can be sent."""

    NOTHING = "nothing"
    QUEUE = "queue"
    NAME = "name"
    NEW_NAME = "new name"
    TEXT = "text"
    TAGS = "tags"
    PROJECT = "project"
    CLONE = "clone"


class Effect(Enum):
    """What is done with what an action's call gives."""

    SEND = "send"
    """It changes something on the server."""
    COPY = "copy"
    """A text goes to the clipboard."""
    OPEN = "open"
    """An address is opened in a browser."""
    SAVE = "save"
    """A text is written to a file."""
    WATCH = "watch"
    """The person is told what happens to it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One subject that was left as it was, with the reason.

    Attributes:
        id: Whose.
        reason: The server's reason, or ours.
        unsure: Nobody can say whether it was done: the answer was lost and so is the server.
        gone: The server does not know it any more, or it has left the list: it was archived, or
            brought back, meanwhile.
        again: Nobody refused it, it did not come to that: the same can be sent again.
        sent: It was, and has been found not to be done.
        fault: What became of the answer, a sentence, where it was lost.
    """

    id: str
    reason: str
    unsure: bool = False
    gone: bool = False
    again: bool = False
    sent: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done of what was asked, subject by subject.

    Attributes:
        changed: Ids of what was changed.
        refused: What was not, and why.
        created: Ids of what was made.
        noticed: Sentences about what somebody else changed meanwhile.
        before: What was changed as it was just before, to be undone.
        said: What to tell of it, where that is more than what was done to whom.
        doubtful: Those of the refused for whom it may still be done, as they were just before.
    """

    changed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    created: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    before: tuple[Subject, ...] = ()
    said: str = ""
    doubtful: tuple[Subject, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.changed + other.changed,
            self.refused + other.refused,
            self.created + other.created,
            self.noticed + other.noticed,
            self.before + other.before,
            self.said or other.said,
            self.doubtful + other.doubtful,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step back: an action's name and the text it wants, for one subject."""

    action: str
    text: str = ""


Call = Callable[["Client", Sequence[Subject], str], Awaitable[Outcome]]
Foresee = Callable[["Client", Sequence[Subject], str], Awaitable[Sequence[str]]]
Produce = Callable[["Client", Sequence[Subject]], Awaitable[str]]
Holds = Callable[[Subject, Subject | None, str], bool]
Inverse = Callable[[Subject, str], Step | None]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person may do.

    Attributes:
        name: The word used everywhere: key bar, palette, help and plan.
        key: The key that starts it where its kind is shown; "" for none.
        summary: One sentence for the palette and the help.
        past: The word for what happened, as in "3 tasks stopped".
        doing: The word for what is happening, shown in the row, as in "stopping".
        kind: What it is done to.
        statuses: From which statuses it is offered; None means any.
        call: Sends it for up to `page` subjects; the text is what `wants` asked for.
        holds: Tells from a subject before and now (None: it is gone) whether it was done; for
            when the answer was lost.
        inverse: The step that undoes it for a subject as it was before; None where there is none.
        foresee: Asks the server what else would happen, in sentences for the plan.
        allowed: A further rule: why not, or None.
        wants: What must be asked first.
        destroys: It loses something that can't be brought back.
        loses: What is lost, for the plan, as a sentence without its full stop.
        loses_of_several: The same where it is done to several, if it reads otherwise then.
        archived: True or False where only archived or only other ones can take it.
        bulk: It can take several subjects at once.
        plans: It is agreed to first where it is about several.
        typed: Doing it to more than ten takes typing their number.
        page: How many subjects one request changes at most.
        direction: 1 sends the subjects by their places in the queue, -1 the last one first.
        edge: 1 moves them towards the front of their queue, -1 towards its end.
        whole_way: As far as they can be moved, not just by one place.
        drifts: What tells whether it was done changes by itself, as places in a queue do, and who
            waits in one: a later look says nothing about it.
        makes: It makes something new and needs no subject.
        effect: What is done with what it gives.
        produce: Gives the text of an action that sends nothing.
        shown: Whether the key bar shows it; it is in the help anyway.
        verb: How a sentence says it, where its name is no verb: "Move".
        where: Where it always leads, as a plan says it: "to the front".
    """

    name: str
    key: str
    summary: str
    past: str
    doing: str = ""
    kind: Kind = Kind.TASK
    statuses: frozenset[str] | None = None
    call: Call | None = field(default=None, repr=False)
    holds: Holds | None = field(default=None, repr=False)
    inverse: Inverse | None = field(default=None, repr=False)
    foresee: Foresee | None = field(default=None, repr=False)
    allowed: Callable[[Subject], str | None] | None = field(default=None, repr=False)
    wants: Wants = Wants.NOTHING
    destroys: bool = False
    loses: str = ""
    loses_of_several: str = ""
    archived: bool | None = None
    bulk: bool = True
    plans: bool = True
    typed: bool = False
    page: int = 500
    direction: int = 0
    edge: int = 0
    whole_way: bool = False
    drifts: bool = False
    makes: bool = False
    effect: Effect = Effect.SEND
    produce: Produce | None = field(default=None, repr=False)
    shown: bool = True
    verb: str = ""
    where: str = ""

    @property
    def begins(self) -> str:
        """How a plan of it begins: "Delete"."""
        return self.verb or self.name.capitalize()

    @property
    def infinitive(self) -> str:
        """How a sentence goes on after "could not": "delete"."""
        return self.begins[:1].lower() + self.begins[1:]

    def why_not(self, subject: Subject) -> str | None:
        """Return why the action is not allowed for a subject, or None where it is."""
        if self.archived is True and not subject.archived:
            return "it is not archived"
        if self.archived is False and subject.archived:
            return "it is archived"
        if self.statuses is not None and subject.status not in self.statuses:
            return f"it is {STATUS_WORDS.get(subject.status, subject.status)}"
        return self.allowed(subject) if self.allowed is not None else None

    def reasons(self, subjects: Sequence[Subject]) -> dict[str, str]:
        """Return why the action is not allowed for those of several that it leaves alone, by id.

        What moves in a queue keeps its order: who stands at the edge already is not overtaken by
        another one of them.
        """
        found = {one.id: why for one in subjects if (why := self.why_not(one)) is not None}
        if not self.edge:
            return found
        there = at_edge(subjects, self.edge)
        reason = "it is among the first" if self.edge > 0 else "it is among the last"
        if self.whole_way and len(there) < len(subjects):
            # They are sent along, so that the others come to stand behind or before them.
            return {}
        return dict.fromkeys(there, reason) | found


def at_edge(subjects: Iterable[Subject], edge: int) -> list[str]:
    """Return the ids of waiting tasks that fill a queue from its front (1) or its end (-1)."""
    there: list[str] = []
    next_place: dict[str, int] = {}
    for subject in sorted(subjects, key=lambda one: one.place * edge):
        first = 0 if edge > 0 else subject.waiting - 1
        if subject.place == next_place.setdefault(subject.queue, first):
            there.append(subject.id)
            next_place[subject.queue] += edge
    return there
