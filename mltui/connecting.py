"""From settings to a client of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.api.session import Connection
    from mltui.settings import Settings


def connection(settings: Settings) -> Connection:
    """Return the connection that the settings describe."""
    from mltui.api.session import Connection

    return Connection(
        api_server=settings.server,
        access_key=settings.access_key,
        secret_key=settings.secret_key,
        token=settings.token or None,
        web_server=settings.web_server or None,
        files_server=settings.files_server or None,
        verify=settings.verify,
        timeout_s=settings.timeout,
        read_only=settings.read_only,
    )


def connect(settings: Settings) -> Client:
    """Return a client of the server that the settings name; nothing is asked yet."""
    from mltui.api.client import Client
    from mltui.api.session import Session

    return Client(Session(connection(settings)))
