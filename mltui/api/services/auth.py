"""Users' keys and logins."""

from __future__ import annotations

from mltui.api.services.answers import auth, many
from mltui.api.services.endpoint import Service, endpoint


class AuthService(Service):
    """The endpoints of `auth`."""

    @endpoint("auth.login", auth.Token)
    async def login(
        self,
        *,
        expiration_sec: int | None = None,
    ) -> auth.Token:
        """Issue a login token.

        `expiration_sec` says for how many seconds.
        """

    @endpoint("auth.logout", many.Done)
    async def logout(self) -> many.Done:
        """End the login of who has one by cookie."""

    @endpoint("auth.get_token_for_user", auth.Token)
    async def get_token_for_user(
        self,
        *,
        user: str,
        company: str | None = None,
        expiration_sec: int | None = None,
    ) -> auth.Token:
        """Issue a login token for another user; for administrators."""

    @endpoint("auth.validate_token", auth.TokenValidity)
    async def validate_token(
        self,
        *,
        token: str,
    ) -> auth.TokenValidity:
        """Say whose a login token is."""

    @endpoint("auth.create_user", many.Created)
    async def create_user(
        self,
        *,
        name: str,
        company: str,
        email: str,
        role: str | None = None,
        given_name: str | None = None,
        family_name: str | None = None,
        avatar: str | None = None,
    ) -> many.Created:
        """Make a user; for administrators."""

    @endpoint("auth.create_credentials", auth.NewCredentials)
    async def create_credentials(
        self,
        *,
        label: str | None = None,
    ) -> auth.NewCredentials:
        """Make a pair of keys; its secret is in this answer alone."""

    @endpoint("auth.get_credentials", auth.CredentialsList)
    async def get_credentials(self) -> auth.CredentialsList:
        """List one's pairs of keys, without their secrets."""

    @endpoint("auth.edit_credentials", many.Updated)
    async def edit_credentials(
        self,
        *,
        access_key: str,
        label: str | None = None,
    ) -> many.Updated:
        """Rename a pair of keys."""

    @endpoint("auth.revoke_credentials", auth.Revoked)
    async def revoke_credentials(
        self,
        *,
        access_key: str,
    ) -> auth.Revoked:
        """Make a pair of keys invalid."""

    @endpoint("auth.edit_user", many.Updated)
    async def edit_user(
        self,
        *,
        user: str | None = None,
        role: str | None = None,
    ) -> many.Updated:
        """Change a user's role; for administrators."""

    @endpoint("auth.fixed_users_mode", auth.FixedUsersMode)
    async def fixed_users_mode(self) -> auth.FixedUsersMode:
        """Say whether users log in with fixed names and passwords."""
