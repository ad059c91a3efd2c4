"""login: how one may log in."""

from __future__ import annotations

from mltui.api.types.json import JsonObject
from mltui.server.registry import Call, endpoint


@endpoint("login.supported_modes", login=False)
def supported_modes(_: Call) -> JsonObject:
    """Which ways of logging in there are: keys alone, no passwords, no single sign-on."""
    return {
        "authenticated": False,
        "basic": {"enabled": False, "guest": {"enabled": False}},
        "server_errors": {"es_connection_error": False, "missed_es_upgrade": False},
        "sso": {},
        "sso_providers": [],
    }


@endpoint("login.logout", min_version="2.13")
def logout(_: Call) -> JsonObject:
    """Ends a session of the web interface; there is none to end."""
    return {}
