"""The server's words without what it adds to them for programs. Pure functions."""

from __future__ import annotations

import re

_ID = r"[0-9a-f]{32}"

#: What the server adds for programs: “id=<32 hexadecimal digits>”, “ids=(<the same>, ...)”.
_FIELD = rf"\b[a-z_]+=(?:{_ID}\b|\((?:[^()]*\W)?{_ID}(?:\W[^()]*)?\))"

#: A field goes with the comma behind it, and the last one with the sign before it.
_NOT_LAST = re.compile(rf"{_FIELD}, *")
_LAST = re.compile(rf"[:,]? *{_FIELD}")

#: What stands before the words that say what is wrong, and after them where nothing is added.
_LABEL = re.compile(r"(?<=: )err=")
_NOTHING_ADDED = re.compile(r", extra_info=None$")


def in_plain_words(message: str) -> str:
    """Return a message of the server without the ids and labels that tell a person nothing."""
    message = _LAST.sub("", _NOT_LAST.sub("", message))
    return _LABEL.sub("", _NOTHING_ADDED.sub("", message), count=1)
