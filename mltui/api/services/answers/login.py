"""The answers of `login`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types.base import ApiObject, JsonObject


class Guest(ApiObject):
    """The guest's login."""

    enabled: bool | None = None
    """Whether there is one."""
    name: str | None = None
    """The name to show."""
    username: str | None = None
    """The name to log in with."""
    password: str | None = None
    """The password to log in with."""


class BasicMode(ApiObject):
    """Logging in with name and password."""

    enabled: bool | None = None
    """Whether that is possible."""
    guest: Guest | None = None
    """The guest's login."""


class ServerErrors(ApiObject):
    """What the server found wrong with itself."""

    missed_es_upgrade: bool | None = None
    """Whether its Elasticsearch was not upgraded."""
    es_connection_error: bool | None = None
    """Whether it cannot reach its Elasticsearch."""


class SupportedModes(ApiObject):
    """How to log in on the web pages."""

    authenticated: bool | None = None
    """Whether the request came with a valid login."""
    basic: BasicMode | None = None
    """Name and password."""
    sso: JsonObject | None = None
    """Addresses of single sign-on, by provider."""
    sso_providers: list[JsonObject] = Field(default_factory=list)
    """The providers of single sign-on."""
    server_errors: ServerErrors | None = None
    """What the server found wrong with itself."""
