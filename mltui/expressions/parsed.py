"""Regular expressions as Python takes them apart, and made into patterns again."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import Protocol, TypeAlias, cast

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")

Piece: TypeAlias = tuple[object, object]
"""A name and details."""


class Parsed(Protocol):
    """An expression, taken apart by Python: pieces one after the other."""

    data: list[Piece]
    state: object

    def getwidth(self) -> tuple[int, int]:
        """How many letters it fits, at least and at most."""
        ...


class _Parser(Protocol):
    def parse(self, text: str, flags: int) -> Parsed: ...
    def SubPattern(self, state: object, data: list[Piece]) -> Parsed: ...
    def State(self) -> object: ...


class _Compiler(Protocol):
    def compile(self, parsed: Parsed, flags: int) -> re.Pattern[str]: ...


_parser = cast(_Parser, importlib.import_module("re._parser"))
_compiler = cast(_Compiler, importlib.import_module("re._compiler"))


def parse(text: str, flags: int) -> Parsed:
    """Takes an expression apart.

    Raises:
        re.error: it is none.
    """
    return _parser.parse(text, flags)


def compiled(parsed: Parsed, flags: int) -> re.Pattern[str]:
    """Makes a pattern of an expression that was taken apart."""
    return _compiler.compile(parsed, flags)


def alike(parsed: Parsed, data: Sequence[Piece]) -> Parsed:
    """Other pieces of the same expression."""
    return _parser.SubPattern(parsed.state, list(data))


def alone(piece: Piece, flags: int) -> re.Pattern[str]:
    """The pattern of one piece that fits one letter."""
    return compiled(_parser.SubPattern(_parser.State(), [piece]), flags)


def is_fixed(parsed: Parsed) -> bool:
    """Whether all that it fits is of one length."""
    shortest, longest = parsed.getwidth()
    return shortest == longest


def has(parsed: Parsed, *names: str) -> bool:
    """Whether a piece of such a name is anywhere within.

    What was typed has no part in this: letters are numbers once they are parsed.
    """
    pieces = repr(parsed.data)
    return any(name in pieces for name in names)
