"""Searching the lines of a log: what was typed as a pattern, and where it matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mltui.terminal import sgr
from mltui.terminal.sgr import Look, Piece
from mltui.widgets.log_lines import LogLines

#: Longer lines are searched up to here: an expression may take long over them.
SEARCHED = 4_000


def pattern_of(text: str) -> re.Pattern[str]:
    """Reads what was typed: text in any case, or a regular expression between slashes.

    Raises:
        ValueError: with a sentence about what is wrong with the expression.
    """
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        try:
            return re.compile(text[1:-1])
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{text} is not a regular expression: {error}.") from None
    return re.compile(re.escape(text), re.IGNORECASE)


def matches(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern is found in what a line of a console shows."""
    shown = sgr.strip(text) if "\x1b" in text else text
    return pattern.search(shown[:SEARCHED]) is not None


def next_match(lines: LogLines, pattern: re.Pattern[str], begin: int, step: int) -> int | None:
    """Gives the number of the next (1) or previous (-1) line that matches; None without one.

    The line `begin` itself is not looked at.
    """
    number = begin + step
    while lines.first <= number < lines.end:
        if matches(pattern, lines.at(number).text):
            return number
        number += step
    return None


def marked(
    pieces: Iterable[Piece], pattern: re.Pattern[str] | None
) -> Iterator[tuple[str, Look, bool]]:
    """Divides the pieces of a line at the places that match; each says whether it is one."""
    pieces = list(pieces)
    spans = []
    if pattern is not None:
        whole = "".join(text for text, _ in pieces)[:SEARCHED]
        spans = [found.span() for found in pattern.finditer(whole) if found.end() > found.start()]
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
