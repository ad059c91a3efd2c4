"""Whether two JSON answers have the same shape: the same keys and the same types of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?")


def differences(
    recorded: Any, ours: Any, path: str = "", is_data: Callable[[str], bool] = lambda _: False
) -> Iterator[str]:
    """Says where `ours` differs from `recorded`.

    `is_data` tells, by its path, whether the keys of an object are data (names of metrics) and so
    may differ; their values are still compared with the recorded ones.
    """
    kind, other = _kind(recorded), _kind(ours)
    if kind != other:
        yield f"{path or '(all)'}: {kind} was recorded, ours is {other} ({_short(ours)})"
    elif kind == "object":
        yield from _object(recorded, ours, path, is_data)
    elif kind == "list":
        yield from _list(recorded, ours, path, is_data)


def _object(
    recorded: dict[str, Any], ours: dict[str, Any], path: str, is_data: Callable[[str], bool]
) -> Iterator[str]:
    if is_data(path):
        samples = list(recorded.values())
        for key, value in ours.items():
            against = recorded.get(key, samples[0] if samples else None)
            if samples:
                yield from differences(against, value, f"{path}.{key}", is_data)
        return
    for key in recorded.keys() - ours.keys():
        yield f"{path}.{key}: recorded ({_short(recorded[key])}), missing in ours"
    for key in ours.keys() - recorded.keys():
        yield f"{path}.{key}: not recorded, ours has {_short(ours[key])}"
    for key in recorded.keys() & ours.keys():
        yield from differences(recorded[key], ours[key], f"{path}.{key}", is_data)


def _list(
    recorded: list[Any], ours: list[Any], path: str, is_data: Callable[[str], bool]
) -> Iterator[str]:
    if bool(recorded) != bool(ours):
        yield f"{path}: {len(recorded)} items were recorded, ours has {len(ours)}"
    elif _ids(recorded) and _ids(ours):
        known = {item["id"]: item for item in recorded}
        for item in ours:
            if item["id"] in known:
                where = f"{path}[{item['id']}]"
                yield from differences(known[item["id"]], item, where, is_data)
    elif len(recorded) == len(ours):
        for index, (one, other) in enumerate(zip(recorded, ours, strict=True)):
            yield from differences(one, other, f"{path}[{index}]", is_data)
    else:
        # Of another length: each of ours must have the shape of one that was recorded.
        for index, item in enumerate(ours):
            found = [list(differences(one, item, f"{path}[{index}]", is_data)) for one in recorded]
            yield from min(found, key=len, default=[])


def _ids(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in items)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date-time" if _ISO.fullmatch(value) else "text"
    return "object" if isinstance(value, dict) else "list"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."
