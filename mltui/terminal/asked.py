"""What a terminal answers when it is asked what it can do, told apart from keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_ANSWER = re.compile(
    r"\x1b\[(?:\?(?P<abilities>[\d;]*)c|6;(?P<height>\d+);(?P<width>\d+)t)"
    r"|\x1bP>\|(?P<name>[^\x1b]*)\x1b\\"
)
_BEGUN = re.compile(r"\x1b(?:\[(?:\?[\d;]*|6;[\d;]*)|P>(?:\|[^\x1b]*\x1b?)?)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a terminal told of itself.

    Attributes:
        abilities: Their numbers, between semicolons.
        cell: Pixels of a cell, across and down; None if it did not tell.
        name: Its name and version, as it writes them; empty if it did not tell.
    """

    abilities: str
    cell: tuple[int, int] | None = None
    name: str = ""


Tell = Callable[[Answer], object]
"""Is given the answer."""


class Asked:
    """Takes answers out of what is read from the terminal, as long as any are awaited.

    Args:
        tell: Called with what was answered, once for each time it was asked.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._awaited = False
        self._cell: tuple[int, int] | None = None
        self._name = ""
        self._begun = ""

    def ask(self) -> None:
        """Await the answers to `graphics.QUESTION`."""
        self._awaited, self._cell, self._name = True, None, ""

    def without_answers(self, text: str) -> str:
        """Return what is left of a text that was read: keys, and other answers."""
        if not self._awaited:
            return text
        text, self._begun = self._begun + text, ""
        left = _ANSWER.sub(self._note, text)
        if self._awaited and (begun := _BEGUN.search(left)):
            self._begun = begun[0]
            left = left[: begun.start()]
        return left

    def _note(self, found: re.Match[str]) -> str:
        if found["name"] is not None:
            self._name = found["name"]
        elif found["abilities"] is None:
            self._cell = int(found["width"]), int(found["height"])
        else:
            self._awaited = False
            self._tell(Answer(found["abilities"], self._cell, self._name))
        return ""
