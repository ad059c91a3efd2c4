"""Reading and changing a place inside a JSON document.

A path names the place: `"execution.queue"`, or, where a key may itself hold a dot (names of
hyperparameters and metrics do), a tuple of keys `("hyperparams", "Args", "a.b")`.
"""

from __future__ import annotations

from mltui.api.types.json import Json, JsonObject

Path = str | tuple[str, ...]


def keys_of(path: Path) -> tuple[str, ...]:
    """The keys a path is made of."""
    return tuple(path.split(".")) if isinstance(path, str) else path


def read(document: JsonObject, path: Path) -> Json:
    """The value at the path, None if there is none."""
    value: Json = document
    for key in keys_of(path):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def texts(value: Json) -> list[str]:
    """The items of a list as texts; none of what is no list."""
    return [str(item) for item in value] if isinstance(value, list) else []


def write(document: JsonObject, path: Path, value: Json) -> None:
    """Puts the value at the path, making the objects on the way."""
    *parents, last = keys_of(path)
    for key in parents:
        child = document.get(key)
        if not isinstance(child, dict):
            child = {}
            document[key] = child
        document = child
    document[last] = value


def remove(document: JsonObject, path: Path) -> None:
    """Takes away what is at the path, if anything is."""
    *parents, last = keys_of(path)
    for key in parents:
        child = document.get(key)
        if not isinstance(child, dict):
            return
        document = child
    document.pop(last, None)
