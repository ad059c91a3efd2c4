"""Repairs decoded JSON that does not fit a type, so that the rest of it can be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mltui.api.types.json import Json

if TYPE_CHECKING:
    from pydantic import ValidationError

#: Where an object keeps the values of its fields that could not be read.
UNREADABLE = "(unreadable)"


def repair(data: Json, error: ValidationError) -> Json:
    """Return the data with each value that an error complains about converted or set aside.

    What is set aside stays with the object that held it, under `UNREADABLE`.
    """
    data = json.loads(json.dumps(data))
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        _mend(data, fault["loc"], fault["type"])
    return data


def _mend(data: Json, path: tuple[int | str, ...], kind: str) -> None:
    """Mend the value at a path, or the nearest thing around it that can be replaced."""
    holders: list[tuple[dict[str, Json], str]] = []
    value = data
    for depth, step in enumerate(path):
        if isinstance(value, dict) and isinstance(step, str) and step in value:
            holders.append((value, step))
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            if depth == len(path) - 1:
                _mend_item(value, step, kind)
                return
            value = value[step]
        else:
            break
    if not holders:
        return
    holder, field = holders[-1]
    converted = _converted(holder[field], kind)
    if converted is not None:
        holder[field] = converted
        return
    original = holder.pop(field)
    if original is not None:
        kept = holder.setdefault(UNREADABLE, {})
        if isinstance(kept, dict):
            kept[field] = original


def _mend_item(items: list[Json], index: int, kind: str) -> None:
    converted = _converted(items[index], kind)
    items[index] = converted


def _converted(value: Json, kind: str) -> Json:
    """Return a value that means the same in the type that was expected, None if there is none."""
    if kind == "int_from_float" and isinstance(value, float):
        return round(value)
    if kind == "string_type" and isinstance(value, bool):
        return str(value).lower()
    if kind == "float_type" and isinstance(value, bool):
        return float(value)
    return None
