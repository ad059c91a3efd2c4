"""The types of users."""

from __future__ import annotations

from mltui.api.types.base import ApiObject, JsonObject, Reference, UtcDatetime


class UserCompany(ApiObject):
    """The company of a user."""

    id: str | None = None
    """Its id."""
    name: str | None = None
    """Its name."""


class GetCurrentUserResponseUserObject(ApiObject):
    """The user who is logged in."""

    avatar: str | None = None
    """The address of a picture."""
    company: UserCompany | None = None
    """The company."""
    family_name: str | None = None
    """The family name."""
    given_name: str | None = None
    """The given name."""
    id: str | None = None
    """Its id."""
    name: str | None = None
    """The full name."""
    preferences: JsonObject | None = None
    """What the user set in the web pages."""
    role: str | None = None
    """What the user may do."""
    created: UtcDatetime | None = None
    """When the account was made."""


class User(ApiObject):
    """A user."""

    avatar: str | None = None
    """The address of a picture."""
    company: Reference | None = None
    """The company."""
    created: UtcDatetime | None = None
    """When it was made."""
    email: str | None = None
    """The e-mail address."""
    family_name: str | None = None
    """The family name."""
    given_name: str | None = None
    """The given name."""
    id: str | None = None
    """Its id."""
    name: str | None = None
    """The full name."""
    providers: JsonObject | None = None
    """The services that the user logged in with."""
    role: str | None = None
    """What the user may do."""
