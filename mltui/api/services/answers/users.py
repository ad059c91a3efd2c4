"""The answers of `users`."""

from __future__ import annotations

from pydantic import Field

from mltui.api.types import users as types
from mltui.api.types.base import ApiObject, JsonObject


class UserSettings(ApiObject):
    """What the server sets for the web pages."""

    max_download_items: int | None = None
    """How many lines an export has at most."""


class CurrentUser(ApiObject):
    """Who is logged in."""

    user: types.GetCurrentUserResponseUserObject | None = None
    """The user."""
    getting_started: JsonObject | None = None
    """What the web pages tell newcomers."""
    settings: UserSettings | None = None
    """What the server sets for the web pages."""


class OneUser(ApiObject):
    """A user."""

    user: types.User | None = None
    """The user."""


class UserList(ApiObject):
    """A page of users."""

    users: list[types.User] = Field(default_factory=list)
    """The users."""


class Preferences(ApiObject):
    """What the user set in the web pages."""

    preferences: JsonObject | None = None
    """By page."""
