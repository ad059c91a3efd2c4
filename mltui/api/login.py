"""Logs in with keys or a token, and renews the token in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from mltui.api.connection import Connection
from mltui.api.envelope import decode, read_answer
from mltui.api.errors import ApiError, BadCredentials, NotClearML, masked_error
from mltui.api.exchange import Answer
from mltui.api.login_token import TokenPayload, read_token

#: The part of a token's life after which a new one is asked for.
RENEW_AFTER = 0.9

#: After a renewal ahead of time failed, how long to go on with the old token, seconds.
RENEWAL_PAUSE_S = 60.0

Send = Callable[[str, bytes, dict[str, str]], Awaitable[Answer]]


class Login:
    """Holds the login token. However many requests wait for one, it is asked for once.

    Attributes:
        payload: What the present token says.
    """

    def __init__(
        self,
        connection: Connection,
        send: Send,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._send = send
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._renew_at: float | None = None
        self._answered = 0
        self._failure: ApiError | None = None
        self.payload = TokenPayload()
        if connection.token and not connection.has_keys:
            self._keep(connection.token, issued_now=False)

    async def token(self) -> str:
        """Return a token that is valid as far as known.

        Raises:
            ApiError: There is none and the server gives none.
        """
        token = self._token
        if token is None:
            return await self._once(None)
        if self._renew_at is not None and self._clock() >= self._renew_at:
            try:
                return await self._once(token)
            except ApiError:
                # The old one is still good for a while; the request itself will tell.
                self._renew_at = self._clock() + RENEWAL_PAUSE_S
        return token

    async def renewed(self, rejected: str) -> str:
        """Return a token in place of one that the server rejected.

        Raises:
            ApiError: The server gives none.
        """
        if not self._connection.has_keys:
            raise BadCredentials(
                "The login token has expired or is not this server's. "
                "Set a new one, or an access key and a secret key.",
                status=401,
                subcode=30,
            )
        return await self._once(rejected)

    async def _once(self, old: str | None) -> str:
        """Ask for a token, or take part in what another request already asked for."""
        seen = self._answered
        async with self._lock:
            if self._token is not None and self._token != old:
                return self._token
            if self._answered != seen and self._failure is not None:
                raise self._failure
            self._failure = None
            try:
                token = await self._ask()
            except ApiError as error:
                self._failure = error
                raise
            finally:
                self._answered += 1
            self._keep(token, issued_now=True)
            return token

    def masked(self, text: str) -> str:
        """Return a text without the login, keys and token, which it may repeat."""
        text = self._connection.masked(text)
        return text.replace(self._token, "…") if self._token else text

    async def _ask(self) -> str:
        answer = await self._send("auth.login", b"{}", {"Authorization": self._authorization()})
        try:
            data = read_answer("auth.login", answer.status, decode(answer.content), answer.location)
        except ApiError as error:
            error.wait_s = answer.wait_s
            raise masked_error(error, self.masked) from None
        token = data.get("token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise NotClearML(
                "The server's login answered without a token.",
                endpoint="auth.login",
                status=answer.status,
            )
        return token

    def _authorization(self) -> str:
        connection = self._connection
        if connection.has_keys:
            return f"Basic {connection.basic}"
        if self._token is not None:
            return f"Bearer {self._token}"
        raise BadCredentials(
            "There is no login for this server: set an access key and a secret key, or a token.",
            endpoint="auth.login",
        )

    def _keep(self, token: str, *, issued_now: bool) -> None:
        self._token = token
        self.payload = payload = read_token(token)
        self._renew_at = None
        if payload.expires is None:
            return
        # The server's clock may differ from ours, so what is left of a token just issued is taken
        # from its own two time stamps.
        issued = payload.issued if payload.issued is not None else time.time()
        life = payload.expires - issued
        left = life if issued_now else payload.expires - time.time()
        self._renew_at = self._clock() + max(left - life * (1 - RENEW_AFTER), 0.0)
