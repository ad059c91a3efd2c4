"""The words of a filter line: quotes keep together, and blanks around a comparison divide nothing.

tag:"two words" train/loss < 0.1 "my metric/x y">3 "http://a name"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: What divides a word unless it is quoted.
_DIVIDERS = " \t:<>=,!-"

#: Quoted dividers are replaced by characters that nobody types, and put back at the end.
_HIDDEN = {ord(one): 0xE100 + ord(one) for one in _DIVIDERS}
_SHOWN = {hidden: shown for shown, hidden in _HIDDEN.items()}

#: What compares.
SIGNS = ("<", "<=", ">", ">=", "=")

_RAW = re.compile(r'(?:"[^"]*(?:"|$)|[^\s"])+')
_QUOTED = re.compile(r'"([^"]*)(?:"|$)')
_SIGN = re.compile(r"[<>]=?|=")
_NEEDS_QUOTES = re.compile(r"[\s:<>=,]|^[!-]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line.

    Attributes:
        raw: It as it was typed.
        text: Without quotes; what was within them divides nothing, see `plain`.
    """

    raw: str
    text: str


def words_of(line: str, means: Callable[[str], bool] = lambda _: False) -> list[Word]:
    """Divide a line into words.

    Args:
        line: What was typed.
        means: Whether a text is a comparison; pieces around a sign that are one become one word.
    """
    pieces = [Word(found[0], _hidden(found[0])) for found in _RAW.finditer(line)]
    words: list[Word] = []
    while pieces:
        count = next((n for n in (3, 2) if _belong_together(pieces[:n], n, means)), 1)
        taken, pieces = pieces[:count], pieces[count:]
        words.append(Word(" ".join(one.raw for one in taken), "".join(one.text for one in taken)))
    return words


def _belong_together(pieces: Sequence[Word], count: int, means: Callable[[str], bool]) -> bool:
    if len(pieces) != count:
        return False
    texts = [piece.text for piece in pieces]
    if count == 3:
        at_sign = _SIGN.fullmatch(texts[1]) is not None
    else:
        at_sign = texts[0][-1:] in "<>=" or texts[1][:1] in "<>="
    return at_sign and means("".join(texts))


def _hidden(raw: str) -> str:
    return _QUOTED.sub(lambda found: found[1].translate(_HIDDEN), raw)


def plain(text: str) -> str:
    """Return a text of `words_of`, or a part of it, as it is meant."""
    return text.translate(_SHOWN)


def quoted(text: str) -> str:
    """Return a name as it has to be typed: in quotes if something in it would divide it."""
    return f'"{text}"' if _NEEDS_QUOTES.search(text) and '"' not in text else text


def last_piece(line: str) -> tuple[str, str]:
    """Divide a line before the piece that is being typed, which may be empty."""
    pieces = list(_RAW.finditer(line))
    if not pieces or pieces[-1].end() < len(line):
        return line, ""
    start = pieces[-1].start()
    return line[:start], line[start:]
