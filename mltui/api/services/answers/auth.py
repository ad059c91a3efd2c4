"""The answers of `auth`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import auth as types
from mltui.api.types.base import ApiObject, JsonObject


class Token(ApiObject):
    """A login token; a secret."""

    token: str | None = None
    """The token."""


class TokenValidity(ApiObject):
    """Whose a login token is."""

    valid: bool | None = None
    """Whether the server accepts it."""
    user: str | None = None
    """The user's id."""
    company: str | None = None
    """The company's id."""


class NewCredentials(ApiObject):
    """A new pair of keys."""

    credentials: types.Credentials | None = None
    """The keys; the secret is shown this once."""


class CredentialsList(ApiObject):
    """The user's pairs of keys."""

    credentials: list[types.CredentialKey] = Field(default_factory=list)
    """The pairs, without their secrets."""


class Revoked(ApiObject):
    """How many pairs of keys became invalid."""

    revoked: int | None = None
    """How many."""


class FixedUsersMode(ApiObject):
    """Whether users log in with fixed names and passwords."""

    enabled: bool | None = None
    """Whether they do."""
    guest: JsonObject | None = None
    """The guest's login, if there is one."""
    server_errors: JsonObject | None = None
    """What the server found wrong with itself."""
