"""On which line of a TOML text something stands: Python's parser gives values, but no places."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Strings, also unclosed ones, and comments are whole parts: what is in them means nothing here.
_PART = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[str, int]:
    """Return the line of everything that has a name in a TOML text without faults.

    Names have dots between their parts: that of a table leads to its header, or to the first
    entry that makes it.
    """
    import tomllib

    found: dict[str, int] = {}
    above: tuple[str, ...] = ()
    for line, statement in _statements(text):
        names = list(_names(tomllib.loads(statement)))
        if statement.lstrip().startswith("["):
            above = names[-1]
            names = [above[:length] for length in range(1, len(above) + 1)]
        else:
            names = [(*above, *name) for name in names]
        for name in names:
            found.setdefault(".".join(name), line)
    return found


def last_statement(text: str) -> int:
    """Return on which line the last entry or header begins, whether it is complete or not."""
    line = 1
    for line, _ in _statements(text):  # noqa: B007 - the last one counts
        pass
    return line


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each entry and header, without comments, and the line on which it begins."""
    first = line = 1
    depth = 0
    parts: list[str] = []
    for part in _PART.findall(text.replace("\r\n", "\n")):
        line += part.count("\n")
        if part == "\n" and depth <= 0:
            if statement := "".join(parts).strip():
                yield first, statement
            first, depth, parts = line, 0, []
            continue
        depth += (part in ("[", "{")) - (part in ("]", "}"))
        if not part.startswith("#"):
            parts.append(part)
    if statement := "".join(parts).strip():
        yield first, statement


def _names(table: dict[str, object], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        path = (*above, name)
        yield path
        if isinstance(value, list) and value == [{}]:
            continue  # the header of a table in an array
        if isinstance(value, dict):
            yield from _names(value, path)
