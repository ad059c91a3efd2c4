"""How many steps a regular expression may take, counted before it is used.

Python's `re` tries every way in which an expression may fit, cannot be stopped while it does, and
lets no other thread run.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from mltui.expressions.letters import Letters, first_letters, following_letters, letters_in
from mltui.expressions.parsed import Parsed, alike

MOST_STEPS = 1.5e7
"""The steps that one search may take: about a tenth of a second of them."""

_STEPS_OF_A_CHOICE = 4
_STEPS_OF_A_GROUP = 2
_STEPS_OF_A_LETTER = 0.1
_ONE_LETTER = ("LITERAL", "NOT_LITERAL", "IN", "ANY")
_NOTHING: Letters = frozenset()


def longest_text(parsed: Parsed, most: int) -> int:
    """How long a text may be, up to so many letters, so that a search takes not too many steps."""
    every = letters_in(parsed)

    def steps(length: int) -> float:
        return _Count(length, every).search(parsed)

    if steps(most) <= MOST_STEPS:
        return most
    return max(0, bisect_right(range(most + 1), MOST_STEPS, key=steps) - 1)


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a piece costs at one place of a text.

    Attributes:
        ways: in how many ways it may fit.
        steps: how many steps it takes to try all of them.
        run: steps besides for each letter it goes over, where it can end at one place only.
    """

    ways: float
    steps: float
    run: float = 0


@dataclass(frozen=True, slots=True)
class _Count:
    """Counts for a text of some length."""

    length: int
    every: Letters

    def search(self, parsed: Parsed) -> float:
        """The steps of a search from each place on, or from the beginning alone."""
        names = [str(name) for name, _ in parsed.data]
        details = [str(detail) for _, detail in parsed.data]
        if names[:1] == ["AT"] and details[0] in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
            cost = self.row(parsed, _NOTHING)
            return self.length + cost.steps + cost.run * self.length
        cost = self.row(parsed, _NOTHING, starts=self.length)
        return cost.steps

    def row(self, parsed: Parsed, after: Letters, *, starts: float = 1) -> _Cost:
        """The cost of pieces one after the other, from so many places on.

        Args:
            parsed: the pieces.
            after: the letters that may follow; none if nothing that follows can fail.
            starts: how many places.
        """
        ways, steps, run = starts, 0.0, 0.0
        # What begins at each place goes on average over half of the text.
        stretching = 1 if starts > 1 else 0
        data = parsed.data
        for place, following in enumerate(following_letters(data, after, self.every)):
            name, detail = data[place]
            piece = self.piece(str(name), detail, following)
            if math.inf in (piece.ways, piece.steps):
                return _Cost(math.inf, math.inf)
            share = 1
            if piece.ways > self.length / 2:
                # Where one piece begins the one before ends: of n * n pairs half are in order.
                stretching += 1
                share = stretching
            steps += ways * piece.steps / share
            run = max(run, piece.run)
            if piece.ways > 1 or place == len(data) - 1:
                # However many pieces these were, together they go over the text once.
                if run and (ways > 1 or piece.ways > 1):
                    steps += ways * run * self.length / (stretching + 1)
                    run = 0.0
                ways *= piece.ways / share
        return _Cost(max(1, ways), steps, run)

    def piece(self, name: str, detail: object, after: Letters) -> _Cost:
        """The cost of one piece, with the letters that may follow it."""
        match name:
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                lowest, highest, repeated = cast(tuple[int, int, Parsed], detail)
                cost = self._repeat(lowest, highest, repeated, after)
                return _Cost(1, cost.steps, cost.run) if name == "POSSESSIVE_REPEAT" else cost
            case "SUBPATTERN":
                inner = cast(tuple[object, object, object, Parsed], detail)[3]
                return self.row(inner, after)
            case "ATOMIC_GROUP":
                cost = self.row(cast(Parsed, detail), _NOTHING)
                return _Cost(1, cost.steps, max(cost.run, self._end(cast(Parsed, detail))))
            case "ASSERT" | "ASSERT_NOT":
                inner = cast(tuple[object, Parsed], detail)[1]
                cost = self.row(inner, _NOTHING)
                # It looks on without going on.
                return _Cost(1, cost.steps + (cost.run + self._end(inner)) * self.length)
            case "BRANCH":
                return self._choice(cast(tuple[object, Sequence[Parsed]], detail)[1], after)
            case "GROUPREF_EXISTS":
                options = cast(tuple[object, Parsed, Parsed | None], detail)[1:]
                return self._choice([option for option in options if option is not None], after)
            case "GROUPREF" | "GROUPREF_IGNORE":
                return _Cost(1, self.length)
        return _Cost(1, _STEPS_OF_A_LETTER)

    def _end(self, parsed: Parsed) -> float:
        """Steps for each letter that its end goes over; `row` leaves them out, as for a search."""
        following = following_letters(parsed.data, _NOTHING, self.every)
        last = [piece for piece, after in zip(parsed.data, following, strict=True) if not after]
        return 1 if alike(parsed, last).getwidth()[1] >= self.length else 0

    def _repeat(self, lowest: int, highest: int, repeated: Parsed, after: Letters) -> _Cost:
        first = first_letters(repeated.data, _NOTHING, self.every)
        most = min(highest, self.length // max(1, repeated.getwidth()[0]))
        # Where what follows cannot begin as one more of it, it ends at one place only.
        ends = 1 if not first & after and repeated.getwidth()[0] else max(1, most - lowest + 1)
        if len(repeated.data) == 1 and str(repeated.data[0][0]) in _ONE_LETTER:
            if not after:
                # Nothing that follows can fail: what is found ends the search.
                return _Cost(1, lowest * _STEPS_OF_A_LETTER)
            if ends == 1 and highest > lowest:
                return _Cost(1, 1, 1) if most > 1 else _Cost(1, 1)
            return _Cost(ends, most * _STEPS_OF_A_LETTER if lowest == highest else most)
        one = self.row(repeated, first | after)
        if one.ways == 1:
            each = max(1, one.steps) + _STEPS_OF_A_GROUP
            width = max(1, repeated.getwidth()[0])
            if ends == 1 and highest * width > self.length / 2:
                return _Cost(1, each, one.run + each / width)
            return _Cost(ends, most * each, one.run)
        if one.ways == math.inf or most * math.log(one.ways) > math.log(MOST_STEPS):
            return _Cost(math.inf, math.inf)
        several = math.fsum(one.ways**times for times in range(most + 1))
        return _Cost(several, several * one.steps)

    def _choice(self, options: Sequence[Parsed], after: Letters) -> _Cost:
        costs = [self.row(option, after) for option in options]
        steps = sum(cost.steps for cost in costs) + _STEPS_OF_A_CHOICE
        run = sum(cost.run for cost in costs)
        seen: Letters = frozenset()
        for option in options:
            first = first_letters(option.data, after, self.every)
            if seen & first or not first:
                return _Cost(sum(cost.ways for cost in costs), steps, run)
            seen |= first
        # One letter tells which of them it is.
        return _Cost(max(cost.ways for cost in costs), steps, run)
