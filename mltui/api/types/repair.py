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

    What is set aside stays with the object that held it, under `UNREADABLE`; an item of a list is
    dropped.
    """
    data = json.loads(json.dumps(data))
    dropped: list[tuple[list[Json], int]] = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        _mend(data, fault["loc"], fault["type"], dropped)
    # From the end, so that the places of those still to go do not move.
    for items, index in sorted(dropped, key=lambda drop: drop[1], reverse=True):
        del items[index]
    return data


def _mend(
    data: Json,
    path: tuple[int | str, ...],
    kind: str,
    dropped: list[tuple[list[Json], int]],
) -> None:
    """Mend the value at a path, or the nearest thing around it that can be replaced."""
    trail: list[tuple[dict[str, Json] | list[Json], str | int]] = []
    value = data
    for step in path:
        # Beyond the data, paths name the alternatives that were tried.
        if isinstance(value, dict):
            if step not in value:
                break
            trail.append((value, step))
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            trail.append((value, step))
            value = value[step]
        else:
            break
    if UNREADABLE in path:
        _move_up(trail)
        return
    converted = _converted(value, kind)
    holder, place = trail[-1] if trail else ({}, "")
    if isinstance(holder, list) and isinstance(place, int):
        if converted is not None:
            holder[place] = converted
        elif not any(items is holder and index == place for items, index in dropped):
            dropped.append((holder, place))
    elif isinstance(holder, dict) and isinstance(place, str):
        if converted is not None:
            holder[place] = converted
        elif place in holder:
            _set_aside(holder, place)


def _move_up(trail: list[tuple[dict[str, Json] | list[Json], str | int]]) -> None:
    """Move what was set aside in a map, whose values all have one type, to what holds the map."""
    places = [place for _, place in trail]
    depth = places.index(UNREADABLE) if UNREADABLE in places else len(places)
    if depth == len(places):
        return
    holder = trail[depth][0]
    kept = holder.pop(UNREADABLE) if isinstance(holder, dict) else None
    for outer, place in reversed(trail[:depth]):
        if isinstance(outer, dict) and isinstance(place, str):
            already = outer.setdefault(UNREADABLE, {})
            if isinstance(already, dict):
                already[place] = kept
            return


def _set_aside(holder: dict[str, Json], field: str) -> None:
    original = holder.pop(field)
    if original is not None:
        kept = holder.setdefault(UNREADABLE, {})
        if isinstance(kept, dict):
            kept[field] = original


def _converted(value: Json, kind: str) -> Json:
    """Return a value that means the same in the type that was expected, None if there is none."""
    if kind == "int_from_float" and isinstance(value, float):
        return round(value)
    if kind == "string_type" and isinstance(value, bool):
        return str(value).lower()
    return None
