"""What the signs on a screen mean: those in sight that nothing beside them explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mltui.widgets.glyphs import MARK, STATUSES, ascii_only, sign


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a sign means.

    Attributes:
        shown: The sign as it is drawn, with what stands for it where Unicode is missing.
        said: What it means.
        beside: An expression of what it stands in: `{}` is the sign; "" for alone in its place.
        unicode_only: Its stand-in means other things as well.
    """

    shown: str
    said: str
    beside: str = ""
    unicode_only: bool = False

    def is_in(self, line: str) -> bool:
        """Return whether it is in a line of the screen."""
        if self.unicode_only and ascii_only():
            return False
        return re.search((self.beside or _ALONE).format(re.escape(self.drawn)), line) is not None

    @property
    def drawn(self) -> str:
        """The sign as this terminal has it."""
        return "".join(map(sign, self.shown))


#: Between blanks, or at an edge of a list.
_ALONE = r"(?<![^\s│]){}(?![^\s│])"

_WORDS = "|".join(status.word for status in STATUSES.values())

MEANINGS = (
    Meaning(MARK, "marked: the next action is about it"),
    Meaning("!", "watched: you are told what happens to it", rf"(?:{_WORDS}){{}}"),
    Meaning("+3", "columns that have no room; o arranges them", r"^\s?\+\S (?=\S)"),
    Meaning("↓", "sorted by it, greatest or newest first", r"[A-Z]{}(?!\w)", True),
    Meaning("↑", "sorted by it, least or oldest first", r"[A-Z]{}(?!\w)", True),
    Meaning("▾", "what is below it is shown; h folds it", unicode_only=True),
    Meaning("░", "a GPU that nobody uses", r"\d{}", True),
    Meaning("⚠", "a GPU that a task holds and does not use", r"[▁-█]{}", True),
    Meaning("–", "not known, or none"),
    Meaning("·", "none", unicode_only=True),
)
"""The signs of lists, in the order in which they are told of."""

STATES = {
    "stalled": "runs without a report for ten minutes or more",
    "diverged": "a metric is no number any more",
    "published": "can never be changed again",
}
"""The statuses whose words do not say everything."""


def legend(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return the signs in some lines of a screen, each with what it means."""
    return list(_found([*lines]))


def _found(lines: list[str]) -> Iterator[tuple[str, str]]:
    for name, said in STATES.items():
        label = STATUSES[name].label(ascii_only())
        if any(label in line for line in lines):
            yield label[0], f"{STATUSES[name].word}: {said}"
    for meaning in MEANINGS:
        if any(map(meaning.is_in, lines)):
            yield meaning.drawn, meaning.said
