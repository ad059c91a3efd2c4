"""How to log in."""

from __future__ import annotations

from mltui.api.services.answers import login, many
from mltui.api.services.endpoint import Service, endpoint


class LoginService(Service):
    """The endpoints of `login`."""

    @endpoint("login.supported_modes", login.SupportedModes)
    async def supported_modes(self) -> login.SupportedModes:
        """Say how to log in; needs no login."""

    @endpoint("login.logout", many.Done)
    async def logout(self) -> many.Done:
        """End the login of who has one by cookie."""
