"""What all types of the API share: tolerant reading, dates, open enumerations, references.

Servers differ in version and edition, and what they store was written by many clients. So every
field may be missing or null, unknown fields are kept, unknown values of enumerations too, and a
value of the wrong type is converted or, if it cannot be, set aside; nothing of that is an error.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
)

from mltui.api.types.repair import repair

if TYPE_CHECKING:
    from mltui.api.types.json import Json as Json
    from mltui.api.types.json import JsonObject as JsonObject
else:
    # Free-form JSON is taken as it is: to walk through it would cost time and find nothing.
    Json = Any
    JsonObject = dict[str, Any]


class ApiObject(BaseModel):
    """An object of the API.

    Fields that the server sends and the type does not name are kept and can be read as
    attributes; `model_extra` lists them. Values of an unusable type are in
    `model_extra["(unreadable)"]`, by field.
    """

    # Building a validator costs milliseconds: it is left to the first use of the type.
    model_config = ConfigDict(
        extra="allow", defer_build=True, coerce_numbers_to_str=True, protected_namespaces=()
    )

    @classmethod
    def read(cls, data: JsonObject) -> Self:
        """Return the object that a server sent, whatever is wrong with it."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            return cls._read_repaired(data, error)

    @classmethod
    def _read_repaired(cls, data: Json, error: ValidationError) -> Self:
        # A repaired value may hide another fault below it, hence the rounds.
        for _ in range(8):
            data = repair(data, error)
            try:
                return cls.model_validate(data)
            except ValidationError as next_error:
                error = next_error
        return cls.model_validate({})


class OpenEnum(StrEnum):
    """An enumeration that takes values it does not know: a newer server may have more."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = value
        unknown._value_ = value
        return unknown


def _aware(value: datetime) -> datetime:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no calendar has this moment in UTC") from error


UtcDatetime = Annotated[datetime, AfterValidator(_aware)]
"""A point in time, aware and in UTC; the server sends some without a zone and means UTC."""


def _as_object(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


class IdAndName(ApiObject):
    """What refers to something else of the server.

    Plain endpoints answer the id alone, `*_ex` ones an object, whose name is there if it was
    asked for in `only_fields` (`project.name`). Both are read into this.
    """

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name; None if the server did not tell."""


Reference = Annotated[IdAndName, BeforeValidator(_as_object)]
"""A reference to something else, sent as its id or as an object."""
