"""What was made of objects, for as long as they are likely to come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")

#: Objects whose results are remembered: the lines of some screens full.
MOST_KNOWN = 300


class Remembered(Generic[Thing, Made]):
    """Results by the objects that they were made of; the oldest goes first.

    The same object is the same thing: to compare lines costs more than to make some of them anew.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Thing, Made]] = {}

    def of(self, thing: Thing, make: Callable[[Thing], Made]) -> Made:
        """Returns what is known of an object, or else makes it."""
        known = self._known.get(id(thing))
        if known is None or known[0] is not thing:
            made = make(thing)
            if len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            known = self._known[id(thing)] = thing, made
        return known[1]
