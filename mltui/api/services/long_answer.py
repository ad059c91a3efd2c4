"""Reads answers with long lists some items at a time, so that a key is not kept waiting."""

from __future__ import annotations

from typing import TypeVar

from mltui.api.turns import Turns
from mltui.api.types.base import ApiObject
from mltui.api.types.json import JsonObject

#: So many items are read at once; they take half a millisecond, the readings of machines one.
AT_ONCE = 5

Answer = TypeVar("Answer", bound=ApiObject)


async def read_in_turns(kind: type[Answer], data: JsonObject) -> Answer:
    """Return what a server sent, whatever is wrong with it; between items others have their turn.

    Args:
        kind: What the answer is read into; none of its fields is required.
        data: The answer, decoded.
    """
    name, items = max(
        ((name, value) for name, value in data.items() if isinstance(value, list)),
        key=lambda named: len(named[1]),
        default=("", []),
    )
    if len(items) <= AT_ONCE or not isinstance(items[0], dict):
        return kind.read(data)
    turns = Turns()
    answer = kind.read({**data, name: items[:AT_ONCE]})
    found = getattr(answer, name, None)
    if name not in kind.model_fields or not isinstance(found, list):
        return kind.read(data)
    for start in range(AT_ONCE, len(items), AT_ONCE):
        await turns.next()
        found += getattr(kind.read({name: items[start : start + AT_ONCE]}), name)
    return answer
