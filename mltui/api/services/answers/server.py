"""The answers of `server` and `debug`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types.base import ApiObject, Json, JsonObject, UtcDatetime


class Info(ApiObject):
    """What the server is."""

    version: str | None = None
    """Its version, such as "2.3.0"."""
    build: str | None = None
    """Its build."""
    commit: str | None = None
    """The commit it was built from."""
    uid: str | None = None
    """Its own id."""
    api_version: str | None = None
    """The newest version of the API it knows, such as "2.34"."""


class EndpointVersion(ApiObject):
    """One form of an endpoint."""

    min_version: str | None = None
    """The version of the API that introduced it."""
    required_fields: list[str] | None = None
    """The fields a request must have."""
    request_data_model: Json | None = None
    """The JSON schema of its requests, or its name in `models`."""
    response_data_model: Json | None = None
    """The JSON schema of its answers, or its name in `models`."""
    request_schema: JsonObject | None = None
    """The JSON schema of its requests, in another form."""
    response_schema: JsonObject | None = None
    """The JSON schema of its answers, in another form."""


class Endpoints(ApiObject):
    """What the server can do."""

    endpoints: dict[str, list[EndpointVersion]] = Field(default_factory=dict)
    """The forms of each endpoint, by its name."""
    models: JsonObject | None = None
    """Further JSON schemas, by name."""


class Settings(ApiObject):
    """Settings or figures of the server, without a fixed form."""


class StatsOption(ApiObject):
    """Whether the server reports its use to its makers."""

    supported: bool | None = None
    """Whether it can."""
    enabled: bool | None = None
    """Whether it does."""
    enabled_time: UtcDatetime | None = None
    """Since when."""
    enabled_version: str | None = None
    """The version that it was when that was switched on."""
    enabled_user: str | None = None
    """Who switched it on."""
    current_version: str | None = None
    """Its version."""


class Pong(ApiObject):
    """A sign of life."""

    msg: str | None = None
    """Says that this is a ClearML server."""
