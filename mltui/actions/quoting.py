"""Quotes as a person types them, around what has blanks in it. Pure functions.

Only a quote where a word or a value begins groups. Within, a backslash stands before a quote that
is meant, and before a backslash.
"""

from __future__ import annotations

import re

#: Matches what stands in quotes, of which the group is for `unquoted`.
QUOTED = r'"((?:[^"\\]|\\(?s:.))*)"'

_SPECIAL = re.compile(r'["\\]')
_ESCAPED = re.compile(r'\\(["\\])')


def quoted(text: str) -> str:
    """Return a text in quotes."""
    return '"' + _SPECIAL.sub(r"\\\g<0>", text) + '"'


def unquoted(text: str) -> str:
    """Return what was put in quotes, from what stands between them."""
    return _ESCAPED.sub(r"\1", text)
