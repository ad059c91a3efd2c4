"""The server's words without what it adds to them for programs. Pure functions."""

from __future__ import annotations

import re

_ID = r"[0-9a-f]{32}"

#: What the server adds for programs: “id=<32 hexadecimal digits>”, “ids=(<the same>, ...)”.
_FIELD = rf"\b[a-z_]+=(?:{_ID}\b|\((?:[^()]*\W)?{_ID}(?:\W[^()]*)?\))"

#: A field goes with the comma behind it, and the last one with the sign before it.
_NOT_LAST = re.compile(rf"{_FIELD}, *")
_LAST = re.compile(rf"[:,]? *{_FIELD}")


def without_ids(message: str) -> str:
    """Return a message of the server without the ids in it, which tell a person nothing."""
    return _LAST.sub("", _NOT_LAST.sub("", message))
