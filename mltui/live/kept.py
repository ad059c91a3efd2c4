"""One question's answer on its way into the store and back out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from mltui.live.store import Remembered, Store

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

Answer = TypeVar("Answer")


def _always(_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Keep(Generic[Answer]):
    """How an answer becomes JSON and an answer again.

    Attributes:
        question: What was asked; answers of different questions must not be mixed up.
        encode: Makes JSON of an answer; must leave out everything secret.
        decode: Makes the answer of that JSON; may raise ValueError, KeyError or TypeError.
        worth: Whether an answer is worth keeping; others leave the one before.
    """

    question: str
    encode: Callable[[Answer], JsonObject]
    decode: Callable[[JsonObject], Answer]
    worth: Callable[[Answer], bool] = _always


class Kept(Generic[Answer]):
    """Recalls the last answer at the start and keeps the newest at the end.

    Nothing is written while answers come in: every five seconds would be wear for nothing.
    """

    def __init__(self, keep: Keep[Answer], store: Store) -> None:
        self._keep = keep
        self._store = store
        self._newest: tuple[Answer, float] | None = None

    def recall(self) -> tuple[Answer, float] | None:
        """Return the kept answer and when it was given (epoch seconds), or None."""
        remembered = self._store.get(self._keep.question)
        if remembered is None:
            return None
        try:
            return self._keep.decode(remembered.value), remembered.answered_at
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def note(self, answer: Answer, answered_at: float) -> None:
        """Take the newest answer, given at that time (epoch seconds)."""
        if self._keep.worth(answer):
            self._newest = (answer, answered_at)

    def flush(self) -> None:
        """Put the newest answer into the store."""
        if self._newest is not None:
            answer, answered_at = self._newest
            self._store.put(self._keep.question, Remembered(self._keep.encode(answer), answered_at))
            self._newest = None
