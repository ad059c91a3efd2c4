"""A logged-in session with a ClearML server: requests in, the data of their answers out."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from mltui.api.access import only_reads
from mltui.api.connection import Connection
from mltui.api.envelope import INVALID_TOKEN, decode, read_answer
from mltui.api.errors import (
    ApiError,
    Misconfigured,
    NotClearML,
    ReadOnly,
    ServerFault,
    TimedOut,
    Unreachable,
    masked_error,
)
from mltui.api.exchange import Answer, Exchange
from mltui.api.left_alone import LeftAlone
from mltui.api.login import Login
from mltui.api.pieces import decode_in_turns
from mltui.api.types.json import Json, JsonObject

if TYPE_CHECKING:
    import httpx

    from mltui.api.files import Files

__all__ = ["Connection", "Session"]

#: How often a request that may be repeated is sent at most.
MOST_ATTEMPTS = 3

#: The pause before the second attempt, seconds; it doubles from attempt to attempt.
FIRST_PAUSE_S = 0.2

#: What a proxy answers when the server behind it is away. Who was asked too often is not among
#: them: that would be answered by asking more often.
PASSING = frozenset((502, 503, 504))

#: Endpoints that answer without a login.
NO_LOGIN = frozenset(("debug.ping", "login.supported_modes"))


class Session:
    """A logged-in session: it logs in with the first request and stays so.

    Every method raises nothing but `ApiError`s (and lets itself be cancelled).

    Args:
        connection: Where the server is and how to log in.
        transport: Answers the requests in place of the network, such as `httpx.ASGITransport`.
        pause: Waits a number of seconds; tests give another one.
        clock: Tells seconds; likewise.
    """

    def __init__(
        self,
        connection: Connection,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.connection = connection
        self._transport = transport
        self._exchange = Exchange(connection, transport)
        self._login = Login(connection, self._exchange.send)
        self._pause = pause
        self._left_alone = LeftAlone(clock)
        self._files: Files | None = None
        self.read_only = connection.read_only
        """Whether everything that would change something is refused; may be set at any time."""
        self.lost = False
        """Whether the last request that ended had no answer, because the server is away."""

    @property
    def latency_s(self) -> float | None:
        """How long the quickest of the last answers took, seconds; None before the first."""
        return self._exchange.latency_s

    @property
    def requests(self) -> int:
        """How many requests were sent, attempts and logins included."""
        return self._exchange.requests

    @property
    def bytes_received(self) -> int:
        """Size of all answers' bodies as they came over the network, bytes."""
        return self._exchange.bytes_received

    @property
    def server_version(self) -> str | None:
        """The server's version, such as "2.3.0"; None before the login or if it does not say."""
        return self._login.payload.server_version

    @property
    def api_version(self) -> str | None:
        """The newest API version the server knows, such as "2.34"; None as `server_version`."""
        return self._login.payload.api_version

    def on_time_told(self, told: Callable[[float], None]) -> None:
        """Be told by how many seconds the server's clock is ahead, and whenever that changes.

        As far as its answers say when they were made; the answer itself is handed on later.
        """
        self._exchange.clock.told = told

    async def login(self) -> str:
        """Return a valid login token, logging in if there is none.

        Raises:
            ApiError: The server does not accept the login or does not answer.
        """
        return await self._login.token()

    async def call(
        self, endpoint: str, body: JsonObject | None = None, *, repeatable: bool | None = None
    ) -> JsonObject:
        """Call an endpoint and return the data of its answer.

        Args:
            endpoint: Such as `tasks.get_all_ex`.
            body: The request's fields.
            repeatable: Whether it may be sent again if it failed on the way; by default what
                only reads.

        Raises:
            ApiError: There is no usable answer; one class for each thing to do about it.
        """
        answer = await self._ask(endpoint, body, repeatable)
        return self._read(endpoint, answer, await decode_in_turns(answer.content))

    async def call_text(self, endpoint: str, body: JsonObject | None = None) -> str:
        """Call an endpoint that answers a text without an envelope, such as a log to download.

        Raises:
            ApiError: As `call`.
        """
        answer = await self._ask(endpoint, body, None)
        decoded = decode(answer.content)
        if answer.status != 200 or (isinstance(decoded, dict) and "meta" in decoded):
            self._read(endpoint, answer, decoded)
            raise NotClearML("The answer is not a file.", endpoint=endpoint, status=answer.status)
        return answer.content.decode("utf-8-sig", "replace")

    async def fetch(self, address: str, take: Callable[[bytes, int | None], None]) -> None:
        """Fetch a stored file, such as a model; see `mltui.api.files.Files.fetch`.

        Raises:
            ApiError: The file cannot be fetched.
        """
        if self._files is None:
            from mltui.api.files import Files

            self._files = Files(self.connection, self._transport)
        token = await self._login.token() if self._files.is_own(address) else ""
        await self._files.fetch(address, token, take)

    async def close(self) -> None:
        """Close the session's connections."""
        await self._exchange.close()
        if self._files is not None:
            await self._files.close()

    def _read(self, endpoint: str, answer: Answer, decoded: Json) -> JsonObject:
        try:
            return read_answer(endpoint, answer.status, decoded, answer.location)
        except ApiError as error:
            error.wait_s = answer.wait_s
            self._left_alone.note(masked_error(error, self._login.masked))
            raise error from None

    async def _ask(self, endpoint: str, body: JsonObject | None, repeatable: bool | None) -> Answer:
        reads = only_reads(endpoint)
        if self.read_only and not reads:
            raise ReadOnly(
                f"The connection is for reading only; {endpoint} would change something.",
                endpoint=endpoint,
            )
        self._left_alone.check()
        content = _encoded(body)
        attempts = MOST_ATTEMPTS if (reads if repeatable is None else repeatable) else 1
        for attempt in range(1, attempts):
            try:
                answer = await self._ask_logged_in(endpoint, content)
            except Misconfigured:
                # Asking again at once is of no use.
                raise
            except Unreachable:
                pass
            except ServerFault as fault:
                if fault.status not in PASSING or fault.wait_s:
                    raise
            else:
                if answer.status not in PASSING or answer.wait_s:
                    return answer
            await self._pause(FIRST_PAUSE_S * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))
        return await self._ask_logged_in(endpoint, content)

    async def _ask_logged_in(self, endpoint: str, content: bytes) -> Answer:
        try:
            answer = await self._send_logged_in(endpoint, content)
        except (Unreachable, TimedOut):
            self.lost = True
            raise
        except ApiError as error:
            # The login may wish that, too.
            self._left_alone.note(error)
            raise
        self.lost = False
        return answer

    async def _send_logged_in(self, endpoint: str, content: bytes) -> Answer:
        if endpoint in NO_LOGIN:
            return await self._exchange.send(endpoint, content, {})
        token = await self._login.token()
        answer = await self._exchange.send(endpoint, content, _bearer(token))
        if answer.status == 401 and _has_code(answer.content, INVALID_TOKEN):
            # The server restarted with another secret, or its clock differs from ours. It did
            # nothing yet, so even a request that changes something can be sent again.
            token = await self._login.renewed(token)
            answer = await self._exchange.send(endpoint, content, _bearer(token))
        return answer


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _encoded(body: JsonObject | None) -> bytes:
    return json.dumps(body or {}, separators=(",", ":")).encode("utf-8", "replace")


def _has_code(content: bytes, code: tuple[int, int]) -> bool:
    answer = decode(content)
    meta = answer.get("meta") if isinstance(answer, dict) else None
    if not isinstance(meta, dict):
        return False
    return (meta.get("result_code"), meta.get("result_subcode")) == code
