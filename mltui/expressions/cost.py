"""Regular expressions that a person typed: none of them may hold the program up.

Python's `re` tries every way in which an expression may fit, cannot be stopped while it does, and
lets no other thread run. So the steps it may take are counted before: an expression that takes too
many even over a short text is refused, and any other gets no more of a text than it is quick with.
"""

from __future__ import annotations

import importlib
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol, cast

MOST_STEPS = 1.5e7
"""The steps that one search may take: about a tenth of a second of them."""

LONGEST_TEXT = 4_000
"""No expression is looked for further than this in a text."""

_SHORTEST_TEXT = 64
_LONGEST_EXPRESSION = 10_000
_STEPS_OF_A_CHOICE = 4
_STEPS_OF_A_LETTER = 0.1


class CostlyExpression(ValueError):
    """The expression may take too long; the text says why, and begins with "it"."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression with what it may be used on.

    Attributes:
        pattern: to search with; only in texts that are no longer than `longest`.
        longest: how many characters of a text it is quick with.
    """

    pattern: re.Pattern[str]
    longest: int

    def is_in(self, text: str) -> bool:
        """Whether it fits somewhere in a text, as far as it may be used on that."""
        return self.pattern.search(text[: self.longest]) is not None


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
        longest = _longest(_parse(text, flags))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if longest < _SHORTEST_TEXT:
        raise CostlyExpression("it may take too long, as it repeats what holds repeats or choices")
    return Expression(pattern, longest)


class _Parsed(Protocol):
    """An expression, taken apart by Python: each piece has a name and details."""

    @property
    def data(self) -> Sequence[tuple[object, object]]: ...

    def getwidth(self) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a piece costs at one place of a text.

    Attributes:
        ways: in how many ways it may fit.
        steps: how many steps it takes to try all of them.
    """

    ways: float
    steps: float


_parse = cast(Callable[[str, int], _Parsed], importlib.import_module("re._parser").parse)


def _longest(parsed: _Parsed) -> int:
    """How long a text may be so that a search takes no more steps than it may."""
    lengths = range(LONGEST_TEXT + 1)
    return max(0, bisect_right(lengths, MOST_STEPS, key=partial(_search_steps, parsed)) - 1)


def _search_steps(parsed: _Parsed, length: int) -> float:
    names = [str(name) for name, _ in parsed.data]
    details = [str(detail) for _, detail in parsed.data]
    if names[:1] == ["AT"] and details[0] in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return length + _row(parsed, length, starts=1).steps
    return _row(parsed, length, starts=length).steps


def _row(parsed: _Parsed, length: int, *, starts: float = 1) -> _Cost:
    """The cost of pieces one after the other, from so many places on."""
    ways, steps = starts, 0.0
    stretching = 1 if starts > 1 else 0
    for name, detail in parsed.data:
        piece = _piece(str(name), detail, length)
        share = 1
        if piece.ways > length / 2:
            # Where one piece begins the one before ends: of n * n pairs only half are in order.
            stretching += 1
            share = stretching
        steps += ways * piece.steps / share
        ways *= piece.ways / share
    return _Cost(max(1, ways), steps)


def _piece(name: str, detail: object, length: int) -> _Cost:
    match name:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            lowest, highest, repeated = cast(tuple[int, int, _Parsed], detail)
            cost = _repeat(lowest, highest, repeated, length)
            return _Cost(1, cost.steps) if name == "POSSESSIVE_REPEAT" else cost
        case "SUBPATTERN":
            return _row(cast(tuple[object, object, object, _Parsed], detail)[3], length)
        case "ATOMIC_GROUP":
            return _Cost(1, _row(cast(_Parsed, detail), length).steps)
        case "ASSERT" | "ASSERT_NOT":
            return _Cost(1, _row(cast(tuple[object, _Parsed], detail)[1], length).steps)
        case "BRANCH":
            return _choice(cast(tuple[object, Sequence[_Parsed]], detail)[1], length)
        case "GROUPREF_EXISTS":
            options = cast(tuple[object, _Parsed, _Parsed | None], detail)[1:]
            return _choice([option for option in options if option is not None], length)
        case "GROUPREF" | "GROUPREF_IGNORE":
            return _Cost(1, length)
    return _Cost(1, _STEPS_OF_A_LETTER)


def _repeat(lowest: int, highest: int, repeated: _Parsed, length: int) -> _Cost:
    one = _row(repeated, length)
    most = min(highest, length // max(1, repeated.getwidth()[0]))
    if one.ways == 1:
        ways = max(1, most - lowest + 1)
        return _Cost(ways, most * max(1, one.steps))
    if most * math.log(one.ways) > math.log(MOST_STEPS):
        return _Cost(math.inf, math.inf)
    several = math.fsum(one.ways**times for times in range(most + 1))
    return _Cost(several, several * one.steps)


def _choice(options: Iterable[_Parsed], length: int) -> _Cost:
    options = list(options)
    costs = [_row(option, length) for option in options]
    steps = sum(cost.steps for cost in costs) + _STEPS_OF_A_CHOICE
    firsts = [_first_letter(option) for option in options]
    if None not in firsts and len(set(firsts)) == len(firsts):
        # One letter tells which of them it is.
        return _Cost(max(cost.ways for cost in costs), steps)
    return _Cost(sum(cost.ways for cost in costs), steps)


def _first_letter(parsed: _Parsed) -> str | None:
    """The letter that an expression begins with, None if that is not certain."""
    if not parsed.data or str(parsed.data[0][0]) != "LITERAL":
        return None
    letter = chr(cast(int, parsed.data[0][1]))
    # Beyond ASCII two letters may be one in another case.
    return letter.lower() if letter.isascii() else None
