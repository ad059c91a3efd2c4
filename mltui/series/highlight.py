"""Colours for lines of JSON, YAML, HOCON and differences, without knowing their grammars fully."""

from __future__ import annotations

import re
from collections.abc import Callable

#: A line as (text, palette token) pieces, and what makes one of a text.
Pieces = tuple[tuple[str, str], ...]
Painter = Callable[[str], Pieces]

#: A longer line is not looked into: minified JSON is read elsewhere.
LONGEST_LINE = 2000

# A comment has a space before it, so that addresses and colours (#fff) are none.
_DATA = re.compile(
    r"""(?P<comment>(?:^|(?<=\s))(?:\#|//).*$)
    |(?P<key>(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z_][\w.\-/]*)(?=\s*(?::(?:\s|$)|=|\{|\+=|:)))
    |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>(?<![\w.])[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<word>\b(?:true|false|null|None|True|False|NaN|Infinity|yes|no|on|off|include)\b)
    |(?P<variable>\$\{[^}]*\})""",
    re.VERBOSE,
)
_TOKENS = {
    "comment": "faint",
    "key": "accent",
    "string": "good",
    "number": "queued",
    "word": "published",
    "variable": "stalled",
}


def data(line: str) -> Pieces:
    """Return a line of JSON, YAML, HOCON or the like, coloured."""
    if len(line) > LONGEST_LINE:
        return ((line, ""),)
    pieces: list[tuple[str, str]] = []
    place = 0
    for found in _DATA.finditer(line):
        if found.start() > place:
            pieces.append((line[place : found.start()], ""))
        pieces.append((found[0], _TOKENS[found.lastgroup or "word"]))
        place = found.end()
    if place < len(line):
        pieces.append((line[place:], ""))
    return tuple(pieces)


def difference(line: str) -> Pieces:
    """Return a line of a unified difference, coloured."""
    if line.startswith(("+++", "---", "diff ", "index ", "new file", "deleted file", "rename ")):
        return ((line, "muted strong"),)
    if line.startswith("@@"):
        return ((line, "accent"),)
    if line.startswith("+"):
        return ((line, "good"),)
    if line.startswith("-"):
        return ((line, "bad"),)
    return ((line, ""),)


def plain(line: str) -> Pieces:
    """Return a line as it is."""
    return ((line, ""),)
