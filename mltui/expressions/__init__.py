"""Regular expressions that a person typed: none of them may hold the program up.

The steps that one may take are counted before: an expression that takes too many even over a short
text is refused, and any other gets no more of a text than it is quick with.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from mltui.expressions.cost import longest_text
from mltui.expressions.parsed import compiled, is_fixed, parse
from mltui.expressions.shortening import divided, shortened

LONGEST_TEXT = 4_000
"""No expression is looked for further than this in a text."""

_SHORTEST_TEXT = 64
_LONGEST_EXPRESSION = 10_000


class CostlyExpression(ValueError):
    """The expression may take too long; the text says why, and begins with "it"."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be found of an expression, before the next part of it.

    Attributes:
        pattern: to search with.
        ends: whether what begins first ends first, or whether it does is all the same.
    """

    pattern: re.Pattern[str]
    ends: bool

    def first(self, text: str, begin: int) -> tuple[int, int] | None:
        """What ends first, from a place on; None if it is not there."""
        found = self.pattern.search(text, begin)
        if found is None or self.ends:
            return found and found.span()
        start, end = found.span()
        # What ends earlier begins no earlier than the first that is found.
        return start, start + bisect_left(
            range(start, end),
            True,
            key=lambda last: self.pattern.search(text, start, last) is not None,
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression with what it may be used on.

    Attributes:
        pattern: as it was typed.
        longest: how many characters of a line are searched.
    """

    pattern: re.Pattern[str]
    longest: int
    _longest_exact: int
    _parts: tuple[_Part, ...]
    _whole: re.Pattern[str]
    _longest_whole: int

    def is_in(self, text: str) -> bool:
        """Whether it fits somewhere in a text, as far as that is searched."""
        if "\n" in text:
            # The parts are divided by what goes on to the end of a line.
            return self._whole.search(text[: self._longest_whole]) is not None
        return self._span(text[: self.longest]) is not None

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where in a line it fits; in a long one all at once, from the first to the last of it."""
        text = text[: self.longest]
        if len(text) > self._longest_exact:
            span = self._span(text)
            return [] if span is None else [span]
        return [match.span() for match in self.pattern.finditer(text)]

    def _span(self, text: str) -> tuple[int, int] | None:
        start, end = -1, 0
        for part in self._parts:
            span = part.first(text, end)
            if span is None:
                return None
            start, end = (start if start >= 0 else span[0]), span[1]
        return start, end


@lru_cache(maxsize=64)
def expression(text: str, flags: re.RegexFlag = re.NOFLAG) -> Expression:
    """Reads a regular expression.

    Raises:
        CostlyExpression: it may take too long to find.
        ValueError: it is none; the text says what is wrong with it.
    """
    if len(text) > _LONGEST_EXPRESSION:
        raise CostlyExpression(f"it is longer than {_LONGEST_EXPRESSION:,} characters")
    try:
        pattern = re.compile(text, flags)
        parsed = parse(text, flags)
        short, divisions = shortened(parsed), divided(parsed)
        whole = compiled(short, flags)
        longest = min(longest_text(part, LONGEST_TEXT) for part in divisions)
        longest_whole = longest_text(short, LONGEST_TEXT)
        longest_exact = longest_text(parsed, LONGEST_TEXT)
        parts = tuple(
            _Part(compiled(part, flags), part is divisions[-1] or is_fixed(part))
            for part in divisions
        )
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if longest < _SHORTEST_TEXT:
        raise CostlyExpression(
            "it may take too long, as there are too many ways in which its repeats may fit"
        )
    return Expression(pattern, longest, longest_exact, parts, whole, longest_whole)
