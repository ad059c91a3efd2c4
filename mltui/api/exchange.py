"""One HTTP exchange with the server; what can go wrong below HTTP is told apart here."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from mltui import __version__
from mltui.api.certificates import CertificatesUnusable, trusted_certificates
from mltui.api.connection import Connection
from mltui.api.errors import (
    ApiError,
    BadCredentials,
    Misconfigured,
    NotClearML,
    ServerFault,
    TimedOut,
    Unreachable,
)
from mltui.api.no_answer import broken_answer, proxy_for, unreachable
from mltui.api.server_clock import ServerClock

if TYPE_CHECKING:
    import ssl

    import httpx

#: Connecting is quick or hopeless, however patient the connection is otherwise; seconds.
LONGEST_CONNECT_S = 10.0

#: An answer may trickle in, but not for more than this many time-outs altogether.
LONGEST_ANSWER = 6

#: Nothing that is asked is answered with more: 200,000 points of a scalar, more than are asked for
#: at once, are some 10 MiB. In memory an answer that was read may be more than twenty times larger.
LARGEST_ANSWER_BYTES = 48 << 20

#: The HTTP status of a server that has been asked too often.
TOO_MANY = 429

#: For how long it is left alone then, if it does not say, and at most whatever it says; seconds.
UNTOLD_WAIT_S, LONGEST_WAIT_S = 15.0, 300.0

#: Of so many answers the quickest tells how far the server is: what others take longer is due to
#: what was asked, and to whatever else this computer was doing.
LATENCY_ANSWERS = 5

#: Sockets open at once: feeds ask side by side, and few of them at any moment.
MOST_SOCKETS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status.
        content: The body, decompressed.
        location: Where the answer redirects to, "" if it does not.
        wait_s: For how long the server wishes not to be asked, seconds; 0 without such a wish.
    """

    status: int
    content: bytes
    location: str = ""
    wait_s: float = 0.0


def wished_wait_s(status: int, retry_after: str | None) -> float:
    """Return for how long a server wishes not to be asked, seconds; 0 without such a wish.

    Args:
        status: The HTTP status of its answer.
        retry_after: The header of that name, seconds or a date; None if there is none.
    """
    if status not in (TOO_MANY, 503):
        return 0.0
    told = (retry_after or "").strip()
    if told.isascii() and told.isdecimal():
        return min(float(told), LONGEST_WAIT_S)
    return UNTOLD_WAIT_S if status == TOO_MANY else 0.0


class Exchange:
    """Sends requests over one pool of connections, which opens with the first of them.

    Attributes:
        requests: How many requests were sent.
        bytes_received: Size of all answers' bodies as they came, compressed; bytes.
        clock: What the answers tell of the server's clock.
    """

    def __init__(
        self, connection: Connection, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._closed = False
        self.requests = 0
        self.bytes_received = 0
        self.clock = ServerClock()
        self._latencies_s: deque[float] = deque(maxlen=LATENCY_ANSWERS)

    @property
    def latency_s(self) -> float | None:
        """How long the quickest of the last answers took, seconds; None before the first."""
        return min(self._latencies_s, default=None)

    async def send(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Post a JSON body to an endpoint and return whatever answers.

        Raises:
            ApiError: No answer came, or none that HTTP allows.
        """
        client = await self._open(endpoint)
        from mltui.api.http import httpx

        address = self._connection.api_server
        try:
            return await self._send(client, endpoint, body, headers)
        except httpx.ConnectTimeout:
            limit_s = min(self._connection.timeout_s, LONGEST_CONNECT_S)
            proxy = proxy_for(address)
            whom = f"{proxy}, the proxy for {address}," if proxy else address
            raise TimedOut(
                f"{whom} took no connection within {limit_s:g} s.", endpoint=endpoint
            ) from None
        except httpx.TimeoutException:
            raise TimedOut(
                f"{address} did not answer within {self._connection.timeout_s:g} s.",
                endpoint=endpoint,
            ) from None
        except TimeoutError:
            limit_s = self._connection.timeout_s * LONGEST_ANSWER
            raise TimedOut(
                f"The answer of {address} was not complete after {limit_s:g} s.",
                endpoint=endpoint,
            ) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Misconfigured(
                f"{address} is not an address that can be called; "
                "it looks like http://localhost:8008.",
                endpoint=endpoint,
            ) from None
        except httpx.LocalProtocolError:
            raise BadCredentials(
                "The login has characters that cannot be sent. Were the keys copied whole?",
                endpoint=endpoint,
            ) from None
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            raise broken_answer(address, endpoint, error) from None
        except (httpx.HTTPError, OSError) as error:
            raise unreachable(address, endpoint, error) from None
        except ApiError:
            raise
        except Exception as error:
            # A transport can be an application in this process: its faults are the server's.
            raise ServerFault(
                f"The server failed ({type(error).__name__}).", endpoint=endpoint
            ) from error

    async def close(self) -> None:
        """Close the connections; nothing can be sent any more."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _send(
        self, client: httpx.AsyncClient, endpoint: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        self.requests += 1
        asked_at, began = time.time(), time.perf_counter()
        async with asyncio.timeout(self._connection.timeout_s * LONGEST_ANSWER):
            async with client.stream(
                "POST",
                self._connection.url(endpoint),
                content=body,
                headers={"Content-Type": "application/json", **headers},
            ) as response:
                self.clock.hear(response.headers.get("Date"), asked_at, time.time())
                content = await self._content(response, endpoint)
        self._latencies_s.append(time.perf_counter() - began)
        self.bytes_received += response.num_bytes_downloaded
        location = response.headers.get("Location", "") if response.is_redirect else ""
        wait_s = wished_wait_s(response.status_code, response.headers.get("Retry-After"))
        return Answer(response.status_code, content, location, wait_s)

    async def _content(self, response: httpx.Response, endpoint: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER_BYTES:
                raise NotClearML(
                    f"The answer of {self._connection.api_server} is larger than "
                    f"{LARGEST_ANSWER_BYTES >> 20} MiB. Is it the API server's address?",
                    endpoint=endpoint,
                    status=response.status_code,
                )
        return b"".join(parts)

    async def _open(self, endpoint: str) -> httpx.AsyncClient:
        if self._client is None:
            # The import takes a tenth of a second, during which the screen shall stay alive.
            await asyncio.to_thread(import_module, "mltui.api.http")
        if self._closed:
            raise Unreachable("The connection was closed.", endpoint=endpoint)
        if self._client is None:
            self._client = self._new_client(self._trusted(endpoint), endpoint)
        return self._client

    def _trusted(self, endpoint: str) -> bool | ssl.SSLContext:
        """Return which certificates to trust; none for an address without TLS."""
        if not self._connection.api_server.lower().startswith("https:"):
            return False
        try:
            return trusted_certificates(self._connection.verify)
        except CertificatesUnusable as error:
            raise Misconfigured(str(error), endpoint=endpoint) from None

    def _new_client(self, trusted: bool | ssl.SSLContext, endpoint: str) -> httpx.AsyncClient:
        from mltui.api.http import httpx

        timeout_s = self._connection.timeout_s
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=trusted,
                timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, LONGEST_CONNECT_S)),
                limits=httpx.Limits(max_connections=MOST_SOCKETS, keepalive_expiry=90.0),
                headers={
                    "User-Agent": f"mltui/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            # It reads HTTP_PROXY, ALL_PROXY and so on; SOCKS needs a package that is not here.
            raise Misconfigured(
                f"The proxy that the environment names cannot be used: {error}",
                endpoint=endpoint,
            ) from None
