"""Which letters a piece of a regular expression may begin with."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias, cast

from mltui.expressions.parsed import REPEATS, Parsed, Piece, alone

Letters: TypeAlias = frozenset[str]

END: Letters = frozenset({""})
"""Where no letter is looked at, but a place: the end of the text, or of a word."""

_KINDS = "".join(map(chr, range(0x180))) + "\u0660\u2003\u2028\u20ac\u212a\u4e2d\ufb01\ufffd"
_WAYS = (re.UNICODE, re.UNICODE | re.IGNORECASE, re.ASCII, re.ASCII | re.IGNORECASE)
_ONE_LETTER = ("LITERAL", "NOT_LITERAL", "IN")


def letters_in(parsed: Parsed) -> Letters:
    """Letters to tell the pieces of an expression apart by: of each kind, and all it names."""
    named = {int(number) for number in re.findall(r"\d+", repr(parsed.data))}
    near = {chr(number) for number in named if number <= sys.maxunicode}
    return frozenset(_KINDS) | near | {n for c in near for n in (c.lower(), c.upper())} | END


def first_letters(pieces: Sequence[Piece], after: Letters, every: Letters) -> Letters:
    """Those of the letters that a match of the pieces may begin with; rather more than fewer.

    Args:
        pieces: what is to fit.
        after: what may come next where they fit nothing.
        every: the letters there are.
    """
    first: Letters = frozenset()
    for piece in pieces:
        letters, passes = _first_of(piece, every)
        first |= letters
        if not passes:
            return first
    return first | after


def following_letters(pieces: Sequence[Piece], after: Letters, every: Letters) -> list[Letters]:
    """Those of the letters that may come after each of the pieces; arguments of `first_letters`."""
    found = [after] if pieces else []
    for piece in reversed(pieces[1:]):
        letters, passes = _first_of(piece, every)
        found.append(letters | found[-1] if passes else letters)
    return found[::-1]


def _first_of(piece: Piece, every: Letters) -> tuple[Letters, bool]:
    """The letters one piece may begin with, and whether it may fit nothing."""
    name, detail = str(piece[0]), piece[1]
    if name in _ONE_LETTER:
        return _letters(_Quoted(piece), every), False
    if name == "ANY":
        return every - END, False
    if name in REPEATS:
        lowest, _, repeated = cast(tuple[int, int, Parsed], detail)
        letters, passes = _first_of_row(repeated, every)
        return letters, passes or lowest == 0
    if name == "SUBPATTERN":
        return _first_of_row(cast(tuple[object, object, object, Parsed], detail)[3], every)
    if name == "ATOMIC_GROUP":
        return _first_of_row(cast(Parsed, detail), every)
    if name == "BRANCH":
        options = cast(tuple[object, list[Parsed]], detail)[1]
        firsts = [_first_of_row(option, every) for option in options]
        letters = frozenset[str]().union(*(first for first, _ in firsts))
        return letters, any(passes for _, passes in firsts)
    # A place costs nothing to look at; anything else may be whatever it is.
    return (END if name == "AT" else every), True


def _first_of_row(parsed: Parsed, every: Letters) -> tuple[Letters, bool]:
    return first_letters(parsed.data, frozenset(), every), parsed.getwidth()[0] == 0


class _Quoted:
    """A piece, the same as another one that is written the same."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self._written = repr(piece)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Quoted) and self._written == other._written

    def __hash__(self) -> int:
        return hash(self._written)


@lru_cache(maxsize=256)
def _letters(quoted: _Quoted, every: Letters) -> Letters:
    patterns = [alone(quoted.piece, way) for way in _WAYS]
    return frozenset(one for one in every if any(p.fullmatch(one) for p in patterns))
