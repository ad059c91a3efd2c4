"""Declares endpoints: a method's signature is the request, its answer type the response.

    @endpoint("tasks.get_by_id", tasks.TaskAnswer)
    async def get_by_id(self, *, task: str) -> tasks.TaskAnswer:
        ...

The body of such a method is its docstring alone. A field that is None is not sent, except for the
fields whose default is `NOT_GIVEN`: there null means something to the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any, Final, TypeVar, cast

from mltui.api.services.long_answer import read_in_turns
from mltui.api.session import Session
from mltui.api.types.base import ApiObject, IdAndName
from mltui.api.types.json import Json, JsonObject
from mltui.api.types.repair import UNREADABLE


class NotGiven(Enum):
    """The type of `NOT_GIVEN`."""

    NOT_GIVEN = "not given"

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven.NOT_GIVEN
"""The default of a field for which None is sent as null."""

Method = TypeVar("Method", bound=Callable[..., Awaitable[Any]])


class Service:
    """A service of the API; its methods are its endpoints."""

    def __init__(self, session: Session) -> None:
        self._session = session


def endpoint(name: str, answer: type[ApiObject]) -> Callable[[Method], Method]:
    """Make a declared method call its endpoint.

    Args:
        name: The endpoint's whole name.
        answer: What its answer is read into.
    """

    def declare(method: Method) -> Method:
        # All arguments are keywords, so their defaults are all that a call has to know.
        defaults = cast("Any", method).__kwdefaults__ or {}

        @wraps(method)
        async def call(service: Service, **fields: object) -> ApiObject:
            data = await service._session.call(name, request_body(fields, defaults))
            return await read_in_turns(answer, data)

        cast("Any", call).endpoint = name
        cast("Any", call).answer = answer
        return cast("Method", call)

    return declare


def request_body(fields: Mapping[str, object], defaults: Mapping[str, object]) -> JsonObject:
    """Return a request's fields as JSON, without those that were not given."""
    return {
        name: encoded(value)
        for name, value in fields.items()
        if value is not NOT_GIVEN and (value is not None or defaults.get(name) is NOT_GIVEN)
    }


def encoded(value: object) -> Json:
    """Return a value of a request as JSON.

    Raises:
        TypeError: The program gave something that no request can carry.
    """
    if isinstance(value, IdAndName):
        # Requests name other things by their bare ids.
        return value.id
    if isinstance(value, ApiObject):
        return {
            name: encoded(item) for name, item in value if item is not None and name != UNREADABLE
        }
    if isinstance(value, Mapping):
        return {str(key): encoded(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Sequence | set | frozenset):
        return [encoded(item) for item in value]
    raise TypeError(f"A request cannot carry a {type(value).__name__}.")
