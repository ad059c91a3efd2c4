"""Checks of a request before its handler sees it, with the ClearML server's words."""

from __future__ import annotations

from typing import TypeAlias

from mltui.api.types.json import Json, JsonObject
from mltui.server.errors import failure, validation_error
from mltui.server.registry import Endpoint

Shape: TypeAlias = "type | list[Shape] | dict[str, Shape]"
"""What a field holds: a type, a list of things of one shape, or an object with such under its keys;
the key `ANY_KEY` stands for all that are not named, and without it those may hold anything."""

ANY_KEY = "*"

OBJECT: Shape = {}
"""An object with anything in it."""

TEXTS: Shape = [str]
"""A list of texts, as tags are."""

SHORTEST_NAME = 3
"""So many characters a name has at least."""


def check_request(form: Endpoint, request: JsonObject) -> None:
    """Checks required fields and types.

    Raises:
        ServerError: 400/11 or 400/12, a field is missing; 400/12, it is of another type.
    """
    missing: list[Json] = [name for name in form.required_fields if name not in request]
    if missing:
        raise failure(400, 11, fields=missing)
    for name in form.required:
        if name not in request:
            raise validation_error(f"error for field '{name}'. field is required!")
        if request[name] is None:
            raise validation_error(f"error for field '{name}': field is required!.")
        check_type(name, request[name], form.types.get(name, str))
    for name, expected in form.types.items():
        if name not in form.required and request.get(name) is not None:
            check_type(name, request[name], expected)


def check_type(name: str, value: Json, expected: type) -> None:
    """Checks the type of one field.

    Raises:
        ServerError: 400/12, the value is of another type.
    """
    fits = isinstance(value, expected) or (
        expected is float and isinstance(value, int) and not isinstance(value, bool)
    )
    if isinstance(value, bool) and expected is int:
        fits = False
    if not fits:
        raise validation_error(
            f"error for field '{name}': "
            f"('value is wrong, expected type \"{expected.__name__}\"', {value!r})."
        )


def check_shape(name: str, value: Json, shape: Shape) -> None:
    """Checks the type of a field and of what is in it; a null passes where a field may be absent.

    Raises:
        ServerError: 400/12, something in it is of another type.
    """
    if value is None:
        return
    if isinstance(shape, type):
        check_type(name, value, shape)
    elif isinstance(shape, list):
        check_type(name, value, list)
        for item in value if isinstance(value, list) else []:
            check_type(name, item, shape[0] if isinstance(shape[0], type) else dict)
            check_shape(name, item, shape[0])
    else:
        check_type(name, value, dict)
        for key, item in value.items() if isinstance(value, dict) else []:
            if key in shape or ANY_KEY in shape:
                check_shape(f"{name}.{key}", item, shape.get(key, shape.get(ANY_KEY, OBJECT)))


def check_name(name: Json) -> None:
    """Refuses names of tasks, models, projects and queues that are too short.

    Raises:
        ServerError: 400/800.
    """
    if isinstance(name, str) and len(name.strip()) < SHORTEST_NAME:
        raise failure(400, 800, name="String value is too short")


def check_choice(name: str, value: Json, choices: tuple[str, ...]) -> None:
    """Checks that a field has one of the values it may have.

    Raises:
        ServerError: 400/12, it has another one.
    """
    if value is not None and value not in choices:
        raise validation_error(f"error for field '{name}': value {value!r} is not a valid choice..")


def check_range(name: str, value: float, lowest: float | None, highest: float | None) -> None:
    """Checks that a number is within its bounds.

    Raises:
        ServerError: 400/12, it is not.
    """
    if lowest is not None and value < lowest:
        raise validation_error(
            f"error for field '{name}': '{value}' is lower than minimum ('{lowest}').."
        )
    if highest is not None and value > highest:
        raise validation_error(
            f"error for field '{name}': '{value}' is bigger than maximum ('{highest}').."
        )


def check_length(name: str, value: list[Json], lowest: int = 0, highest: int | None = None) -> None:
    """Checks the length of a list.

    Raises:
        ServerError: 400/12, it is too short or too long.
    """
    if len(value) < lowest:
        raise validation_error(
            f"error for field '{name}'. value '{value}' length is lower than"
            f" allowed minimum '{lowest}'."
        )
    if highest is not None and len(value) > highest:
        raise validation_error(
            f"error for field '{name}': value '{value}' length is bigger than"
            f" allowed maximum '{highest}'.."
        )
