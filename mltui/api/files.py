"""Fetching the files that tasks have stored at HTTP addresses, such as models."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mltui import __version__
from mltui.api.errors import (
    ApiError,
    NoPermission,
    NotSupported,
    ServerFault,
    TimedOut,
    UnknownId,
    Unreachable,
)

if TYPE_CHECKING:
    import httpx

    from mltui.api.connection import Connection

#: Bytes handed on at once.
PORTION = 64 * 1024


def own_server(connection: Connection, address: str) -> bool:
    """Return whether an address is of the configured servers, which alone may see the token."""
    own = {
        urlsplit(known)[:2]
        for known in (connection.files_server, connection.api_server, connection.web_server)
        if known
    }
    return urlsplit(address)[:2] in own


async def fetch(
    connection: Connection,
    transport: httpx.AsyncBaseTransport | None,
    address: str,
    token: str,
    take: Callable[[bytes, int | None], None],
) -> None:
    """Fetch a file in portions.

    Args:
        connection: How long to wait, and which certificates to trust.
        transport: Answers in place of the network.
        address: The file's `http` or `https` address.
        token: The login token; sent to the configured servers alone.
        take: Called with each portion and the size of the whole in bytes, None if not known.

    Raises:
        ApiError: The file is not there, may not be read, or cannot be fetched from here.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotSupported(
            f"Only files at http and https addresses can be fetched from here, not "
            f"{urlsplit(address).scheme or 'local'} ones.",
            endpoint="file",
        )
    from mltui.api.http import httpx

    headers = {"User-Agent": f"mltui/{__version__}"}
    if own_server(connection, address):
        headers["Authorization"] = f"Bearer {token}"
    try:
        async with (
            httpx.AsyncClient(
                transport=transport,
                verify=_trusted(connection),
                timeout=httpx.Timeout(connection.timeout_s),
                # A redirect goes elsewhere, where the token is nobody's business.
                follow_redirects="Authorization" not in headers,
            ) as client,
            client.stream("GET", address, headers=headers) as response,
        ):
            _check(response.status_code)
            length = response.headers.get("Content-Length", "")
            encoded = "Content-Encoding" in response.headers
            total = int(length) if length.isdigit() and not encoded else None
            async for portion in response.aiter_bytes(PORTION):
                take(portion, total)
    except httpx.TimeoutException:
        raise TimedOut("The file's server did not answer in time.", endpoint="file") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        host = urlsplit(address).netloc
        raise Unreachable(
            f"{host} cannot be reached ({type(error).__name__}).", endpoint="file"
        ) from None


def _check(status: int) -> None:
    if status in (200, 206):
        return
    kind: type[ApiError]
    if status in (401, 403):
        kind, sentence = NoPermission, "You are not allowed to read this file."
    elif status in (404, 410):
        kind, sentence = UnknownId, "The file is not there any more."
    else:
        kind, sentence = ServerFault, f"The file's server answered with status {status}."
    raise kind(sentence, endpoint="file", status=status)


def _trusted(connection: Connection) -> bool | ssl.SSLContext:
    verify = connection.verify
    if not isinstance(verify, str):
        return verify
    try:
        return ssl.create_default_context(cafile=verify)
    except (OSError, ValueError):
        raise Unreachable(
            f"The file of trusted certificates {verify} cannot be used.", endpoint="file"
        ) from None
