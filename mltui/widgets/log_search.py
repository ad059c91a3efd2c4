"""Searching the lines of a log: what was typed as a pattern, and where it matches."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator

from mltui.expressions import CostlyExpression, Expression, expression
from mltui.series.console import lines_of
from mltui.terminal import sgr
from mltui.terminal.sgr import Look, Piece
from mltui.widgets.log_lines import LogLines

LONGEST_SEARCH_S = 2.0
"""How long known lines are searched at once, in which nothing else is done, seconds."""


class Patience:
    """How long a search among the known lines has gone on: no longer than one can wait."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        """Makes it.

        Args:
            timer: tells seconds that pass.
        """
        self._timer = timer
        self._end = timer() + LONGEST_SEARCH_S
        self.ended = False

    def ends(self) -> bool:
        """Whether to give up; after that it stays so."""
        self.ended = self.ended or self._timer() > self._end
        return self.ended


class LineCount:
    """Counts lines that match.

    Attributes:
        cut: whether some were too long to be searched wholly.
    """

    def __init__(self, pattern: Expression) -> None:
        self._pattern = pattern
        self.cut = False

    def __call__(self, text: str) -> int:
        """How many lines of a message match."""
        found = 0
        for line in lines_of(text):
            found += matches(self._pattern, line)
            self.cut = self.cut or len(line) > self._pattern.longest
        return found


def searched_part(pattern: Expression) -> str:
    """Says how much of long lines was searched, after what was found or not."""
    return f"; of long lines the first {pattern.longest:,} characters"


def pattern_of(text: str) -> Expression:
    """Reads what was typed: text in any case, or a regular expression between slashes.

    Raises:
        ValueError: with a sentence about what is wrong with the expression, or that it may take
            too long.
    """
    typed = len(text) > 2 and text.startswith("/") and text.endswith("/")
    try:
        return expression(text[1:-1]) if typed else expression(re.escape(text), re.IGNORECASE)
    except CostlyExpression as error:
        raise ValueError(f"{text} cannot be searched for: {error}.") from None
    except ValueError as error:
        raise ValueError(f"{text} is not a regular expression: {error}.") from None


def matches(pattern: Expression, text: str) -> bool:
    """Whether a pattern is found in what a line of a console shows."""
    shown = sgr.strip(text) if "\x1b" in text else text
    return pattern.is_in(shown)


def next_match(
    lines: LogLines, pattern: Expression, begin: int, step: int, patience: Patience
) -> int | None:
    """Gives the number of the next (1) or previous (-1) line that matches; None without one.

    The line `begin` itself is not looked at.
    """
    number = begin + step
    while lines.first <= number < lines.end and not patience.ends():
        if matches(pattern, lines.at(number).text):
            return number
        number += step
    return None


def marked(pieces: Iterable[Piece], pattern: Expression | None) -> Iterator[tuple[str, Look, bool]]:
    """Divides the pieces of a line at the places that match; each says whether it is one."""
    pieces = list(pieces)
    spans = []
    if pattern is not None:
        found = pattern.places("".join(text for text, _ in pieces))
        spans = [(first, last) for first, last in found if last > first]
    start = 0
    for text, look in pieces:
        position = start
        for first, last in spans:
            first, last = max(first, position), min(last, start + len(text))
            if first >= last:
                continue
            if first > position:
                yield text[position - start : first - start], look, False
            yield text[first - start : last - start], look, True
            position = last
        if position < start + len(text):
            yield text[position - start :], look, False
        start += len(text)
