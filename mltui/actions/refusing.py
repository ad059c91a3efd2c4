"""Says why the server refused, in its own words where they are for people. Pure functions."""

from __future__ import annotations

import re

from mltui.actions.subject import called
from mltui.api.errors import ApiError
from mltui.api.plain_words import in_plain_words

#: The server's subcode of a name that something else has; it names its own fields then.
NOT_UNIQUE = 801

_TAKEN = re.compile(r"\bname=(?P<name>.+?)(?:, company=[0-9a-f]*)?$")


def plain_reason(message: str, subcode: int = 0) -> str:
    """Return why the server refused, without the ids that its message has for programs.

    Args:
        message: The server's words.
        subcode: Its own number for the reason, as in `mltui.api.errors`.
    """
    taken = _TAKEN.search(message) if subcode == NOT_UNIQUE else None
    if taken is not None:
        return f"the name {called(taken['name'])} is taken already"
    return in_plain_words(message)


def reason_of(error: ApiError) -> str:
    """Return why the server refused a whole request; a sentence of ours where it says nothing."""
    return plain_reason(error.message, error.subcode) or error.sentence
