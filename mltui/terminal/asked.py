"""What a terminal answers when it is asked what it can do, told apart from keys."""

from __future__ import annotations

import re
from collections.abc import Callable

_ANSWER = re.compile(r"\x1b\[(?:\?(?P<abilities>[\d;]*)c|6;(?P<height>\d+);(?P<width>\d+)t)")
_BEGUN = re.compile(r"\x1b\[(?:\?[\d;]*|6;[\d;]*)$")

Tell = Callable[[str, tuple[int, int] | None], object]
"""Is given the numbers of the abilities between semicolons, and pixels of a cell if it told."""


class Asked:
    """Takes answers out of what is read from the terminal, as long as any are awaited.

    Args:
        tell: Called with what was answered, once for each time it was asked.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._awaited = False
        self._cell: tuple[int, int] | None = None
        self._begun = ""

    @property
    def awaited(self) -> bool:
        """Whether an answer is still to come."""
        return self._awaited

    def ask(self) -> None:
        """Await the answers to `graphics.QUESTION`."""
        self._awaited, self._cell = True, None

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
        if found["abilities"] is None:
            self._cell = int(found["width"]), int(found["height"])
        else:
            self._awaited = False
            self._tell(found["abilities"], self._cell)
        return ""
