"""What an action is: its name and key, from which status it is allowed, what it calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client


class Wants(Enum):
    """What must be asked before an action can be sent."""

    NOTHING = "nothing"
    QUEUE = "queue"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Subject:
    """The task an action is about, as it was last seen on the screen."""

    id: str
    name: str
    status: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One task that the server left as it was, with the server's reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server did of what was asked, task by task."""

    changed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    created: tuple[str, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.changed + other.changed,
            self.refused + other.refused,
            self.created + other.created,
        )


Call = Callable[["Client", Sequence[Subject], str], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person may do to tasks.

    Attributes:
        name: the word used everywhere: key bar, palette, help and plan.
        key: the key that starts it on a screen that shows tasks.
        summary: one sentence for the palette and the help.
        past: the word for what happened, as in "3 tasks stopped".
        statuses: from which statuses it is offered.
        call: sends it for up to a page of tasks; the text is what `wants` asked for.
        wants: what must be asked first.
        destroys: it loses something that can't be brought back.
        loses: what is lost, for the plan.
        archived: True or False where only archived or only other tasks can take it.
        bulk: it can take several tasks at once.
    """

    name: str
    key: str
    summary: str
    past: str
    statuses: frozenset[str]
    call: Call = field(repr=False)
    wants: Wants = Wants.NOTHING
    destroys: bool = False
    loses: str = ""
    archived: bool | None = None
    bulk: bool = True

    def why_not(self, subject: Subject) -> str | None:
        """Says why the action is not allowed for a task, or None where it is."""
        if self.archived is True and not subject.archived:
            return "it is not archived"
        if self.archived is False and subject.archived:
            return "it is archived"
        if subject.status not in self.statuses:
            return f"it is {STATUS_WORDS.get(subject.status, subject.status)}"
        return None


STATUS_WORDS = {
    "created": "a draft",
    "queued": "queued",
    "in_progress": "running",
    "stopped": "stopped",
    "published": "published",
    "publishing": "being published",
    "closed": "closed",
    "failed": "failed",
    "completed": "completed",
    "unknown": "in an unknown state",
}
