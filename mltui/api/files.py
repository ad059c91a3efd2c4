"""Fetching the files that tasks have stored at HTTP addresses, such as models and images."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mltui import __version__
from mltui.api.certificates import CertificatesUnusable, trusted_certificates
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

_ENDPOINT = "file"

#: The path of a call, on the API's server or through the web pages' one.
_CALL = re.compile(r"(?:api/)?(?:v\d+(?:\.\d+)?/)?[^/.]+\.[^/]+")


class Files:
    """Fetches files over connections that are kept: one pool for the own servers, one for others.

    What is set for the own servers, above all not to verify certificates, is not meant for others.
    """

    def __init__(
        self, connection: Connection, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Make it; nothing is opened before the first file.

        Args:
            connection: How long to wait, and which certificates to trust.
            transport: Answers in place of the network.
        """
        self._connection = connection
        self._transport = transport
        self._pools: dict[bool, httpx.AsyncClient] = {}
        self._opening = asyncio.Lock()
        self._closed = False

    def is_own(self, address: str) -> bool:
        """Return whether an address is of the configured servers, which alone may see the token.

        An address at which the API would be called is none of them: who writes it into a report
        or reports it as an image must not have others act for them by looking at it.
        """
        known = (
            self._connection.files_server,
            self._connection.api_server,
            self._connection.web_server,
        )
        own = _place(address) in {_place(one) for one in known if one} - {("", "")}
        return own and not self._is_call(address)

    def _is_call(self, address: str) -> bool:
        api, web = self._connection.api_server, self._connection.web_server
        if _place(address) not in {_place(one) for one in (api, web) if one}:
            return False
        path = normpath(unquote(urlsplit(address).path)).strip("/")
        mounted = [f"{urlsplit(one or '').path.strip('/')}/" for one in (api, web)]
        return any(_CALL.fullmatch(path.removeprefix(one)) for one in mounted)

    async def fetch(
        self, address: str, token: str, take: Callable[[bytes, int | None], None]
    ) -> None:
        """Fetch a file in portions.

        Args:
            address: The file's `http` or `https` address.
            token: The login token; sent to the configured servers alone.
            take: Called with each portion and the size of the whole in bytes, None if not known.

        Raises:
            ApiError: The file is not there, may not be read, or cannot be fetched from here.
        """
        scheme, host = _place(address)
        if "://" in address and not scheme:
            raise _named(ValueError(), host)
        foreign = out_of_reach(address)
        if foreign:
            raise NotSupported(foreign, endpoint=_ENDPOINT)
        own = self.is_own(address)
        client = await self._open(own=own)
        headers = {"Authorization": f"Bearer {token}"} if own else {}
        taking = False
        try:
            # A redirect goes elsewhere, where the token is nobody's business.
            request = client.build_request("GET", address, headers=headers)
            response = await client.send(request, stream=True, follow_redirects=not own)
            try:
                _check(response.status_code, own=own)
                length = response.headers.get("Content-Length", "")
                encoded = "Content-Encoding" in response.headers
                total = int(length) if length.isdecimal() and not encoded else None
                async for portion in response.aiter_bytes(PORTION):
                    taking = True
                    take(portion, total)
                    taking = False
            finally:
                await response.aclose()
        except Exception as error:
            if taking:
                raise
            raise _named(error, host) from None

    async def close(self) -> None:
        """Close the connections; nothing can be fetched any more."""
        self._closed = True
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    async def _open(self, *, own: bool) -> httpx.AsyncClient:
        async with self._opening:
            if self._closed:
                raise Unreachable("The connection was closed.", endpoint=_ENDPOINT)
            if own not in self._pools:
                # Reading certificates takes long enough to be felt.
                self._pools[own] = await asyncio.to_thread(self._new_pool, own=own)
            return self._pools[own]

    def _new_pool(self, *, own: bool) -> httpx.AsyncClient:
        from mltui.api.http import httpx

        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=trusted_certificates(self._connection.verify or not own),
                timeout=httpx.Timeout(self._connection.timeout_s),
                headers={"User-Agent": f"mltui/{__version__}"},
            )
        except CertificatesUnusable as error:
            raise Unreachable(str(error), endpoint=_ENDPOINT) from None
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise Unreachable(
                f"The proxy that the environment names cannot be used: {error}",
                endpoint=_ENDPOINT,
            ) from None


def out_of_reach(address: str) -> str:
    """Return why nothing at an address of its kind can be fetched, a sentence; empty if it can."""
    scheme, _ = _place(address)
    if scheme in ("http", "https") or ("://" in address and not scheme):
        return ""
    kind = scheme or "local"
    return f"Only files at http and https addresses can be fetched from here, not {kind} ones."


def _place(address: str) -> tuple[str, str]:
    """Return scheme and host of an address, both empty if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _named(error: Exception, host: str) -> ApiError:
    """Return what a person can make of whatever kept a file from being fetched."""
    from mltui.api.http import httpx

    if isinstance(error, ApiError):
        return error
    if isinstance(error, httpx.TimeoutException):
        return TimedOut("The file's server did not answer in time.", endpoint=_ENDPOINT)
    if isinstance(error, httpx.HTTPError | OSError):
        return Unreachable(
            f"{host} cannot be reached ({type(error).__name__}).", endpoint=_ENDPOINT
        )
    if isinstance(error, httpx.InvalidURL | ValueError):
        # Among them hosts that are no names, and text that cannot be sent.
        return NotSupported("The file's address is none that can be called.", endpoint=_ENDPOINT)
    return ServerFault(f"The file's server failed ({type(error).__name__}).", endpoint=_ENDPOINT)


def _check(status: int, *, own: bool) -> None:
    if status in (200, 206):
        return
    kind: type[ApiError]
    if status in (401, 403):
        kind, sentence = NoPermission, "You are not allowed to read this file."
        if not own:
            sentence = (
                "You are not allowed to read this file: it is on none of the servers in your"
                " settings, which alone are sent your login."
            )
    elif status in (404, 410):
        kind, sentence = UnknownId, "The file is not there any more."
    else:
        kind, sentence = ServerFault, f"The file's server answered with status {status}."
    raise kind(sentence, endpoint=_ENDPOINT, status=status)
