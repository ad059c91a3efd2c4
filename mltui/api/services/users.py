"""Users."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.api.services.answers import many, users
from mltui.api.services.endpoint import Service, endpoint
from mltui.api.types.json import JsonObject


class UsersService(Service):
    """The endpoints of `users`."""

    @endpoint("users.get_current_user", users.CurrentUser)
    async def get_current_user(self) -> users.CurrentUser:
        """Say who is logged in."""

    @endpoint("users.get_by_id", users.OneUser)
    async def get_by_id(
        self,
        *,
        user: str,
    ) -> users.OneUser:
        """Read a user."""

    @endpoint("users.get_all_ex", users.UserList)
    async def get_all_ex(
        self,
        *,
        name: str | None = None,
        id: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
        active_in_projects: Sequence[str] | None = None,
    ) -> users.UserList:
        """List users, those active in projects if asked for."""

    @endpoint("users.get_all", users.UserList)
    async def get_all(
        self,
        *,
        name: str | None = None,
        id: Sequence[str] | None = None,
        only_fields: Sequence[str] | None = None,
        page: int | None = None,
        page_size: int | None = None,
        order_by: Sequence[str] | None = None,
    ) -> users.UserList:
        """List users."""

    @endpoint("users.get_preferences", users.Preferences)
    async def get_preferences(self) -> users.Preferences:
        """Read what the user set in the web pages."""

    @endpoint("users.set_preferences", many.Updated)
    async def set_preferences(
        self,
        *,
        preferences: JsonObject,
        return_updated: bool | None = None,
    ) -> many.Updated:
        """Change what the user set in the web pages."""

    @endpoint("users.update", many.Updated)
    async def update(
        self,
        *,
        user: str,
        name: str | None = None,
        given_name: str | None = None,
        family_name: str | None = None,
        avatar: str | None = None,
    ) -> many.Updated:
        """Change a user's names."""

    @endpoint("users.create", many.Done)
    async def create(
        self,
        *,
        id: str,
        company: str,
        name: str,
        given_name: str | None = None,
        family_name: str | None = None,
        avatar: str | None = None,
    ) -> many.Done:
        """Make a user; for administrators."""

    @endpoint("users.delete", many.Done)
    async def delete(
        self,
        *,
        user: str,
    ) -> many.Done:
        """Delete a user; for administrators."""
