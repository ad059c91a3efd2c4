"""What actions are about: a task, a queue, a project..., as it was seen at some moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from mltui.series import numbers


class Kind(Enum):
    """What can be acted on. The value is its word, in the singular."""

    TASK = "task"
    ENTRY = "waiting task"
    QUEUE = "queue"
    PROJECT = "project"
    MODEL = "model"
    WORKER = "worker"

    def counted(self, number: int) -> str:
        """Say a number of them: "1 task", "3 tasks"."""
        return numbers.counted(number, self.value)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about, as it was last seen.

    A list knows the first five; the rest is read from the server just before an action is sent.

    Attributes:
        id: The server's id.
        name: Its name.
        status: A task's status; `published` or `created` of a model; `lost` of a worker.
        archived: Whether it is archived.
        kind: What it is.
        message: A task's status message, such as "stopping".
        tags: The tags that people gave.
        comment: A task's comment, a project's description.
        project: The project's id; of a project, nothing.
        queue: The queue's id, of a task that was or is in one.
        place: Where in its queue it waits, from 0; -1 if it does not.
        waiting: How many tasks wait in a queue, or in an entry's queue.
        default: Whether it is the default queue.
        notes: A model's metadata, of each its key, type and value.
        reported: When a worker reported last, epoch seconds; None if that is not known.
    """

    id: str
    name: str
    status: str = ""
    archived: bool = False
    kind: Kind = Kind.TASK
    message: str = ""
    tags: tuple[str, ...] = ()
    comment: str = ""
    project: str = ""
    queue: str = ""
    place: int = -1
    waiting: int = 0
    default: bool = False
    notes: tuple[tuple[str, str, str], ...] = ()
    reported: float | None = None


#: Characters of a name in a sentence about several.
LONGEST_NAME = 44


def called(name: str) -> str:
    """Return a name in quotes; a long one keeps both ends, since those of a sweep differ there."""
    if len(name) > LONGEST_NAME:
        half = LONGEST_NAME // 2
        name = f"{name[:half].rstrip()}…{name[1 - half :].lstrip()}"
    return f"“{name}”"


#: Names that are said before the rest is counted.
NAMED = 4


def listed(names: Sequence[str]) -> str:
    """Name the first of several, each in quotes, and count the rest."""
    shown = ", ".join(map(called, names[:NAMED]))
    return f"{shown} and {len(names) - NAMED:,} more" if len(names) > NAMED else shown


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
    "alive": "alive",
    "lost": "lost",
}
"""How a sentence says what a task is: "it is a draft"."""


def ids(subjects: Iterable[Subject]) -> list[str]:
    """Return the ids that a request names."""
    return [subject.id for subject in subjects]


def it_or_them(subjects: Sequence[Subject]) -> str:
    """Return how a sentence goes on about them."""
    return "it" if len(subjects) == 1 else "them"
