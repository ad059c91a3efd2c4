"""Where a ClearML server is and how to log in there."""

from __future__ import annotations

import base64
from dataclasses import dataclass

_SHOWN = 4


@dataclass(frozen=True, slots=True, repr=False)
class Connection:
    """Where a server is and how to log in there.

    Attributes:
        api_server: The API's address, which may have a path: `https://host/api`.
        access_key: The access key; "" to log in with `token` alone.
        secret_key: The secret key that belongs to it.
        token: A login token, for who has no keys.
        web_server: The address of the web pages, to make links with.
        files_server: The address of the files server.
        verify: Whether to verify the server's certificate, or a file of trusted ones.
        timeout_s: How long to wait for any part of an answer, seconds.
        read_only: Refuse every request that would change something.
    """

    api_server: str
    access_key: str = ""
    secret_key: str = ""
    token: str | None = None
    web_server: str | None = None
    files_server: str | None = None
    verify: bool | str = True
    timeout_s: float = 20.0
    read_only: bool = False

    @property
    def has_keys(self) -> bool:
        """Whether there is a pair of keys to log in with."""
        return bool(self.access_key and self.secret_key)

    def url(self, endpoint: str) -> str:
        """Return the address of an endpoint."""
        return f"{self.api_server.rstrip('/')}/{endpoint}"

    def masked(self, text: str) -> str:
        """Return a text without the secrets that it may repeat."""
        for secret in (self.secret_key, self.token, self.basic if self.has_keys else ""):
            if secret and len(secret) >= _SHOWN:
                text = text.replace(secret, "…")
        return text

    @property
    def basic(self) -> str:
        """The pair of keys as HTTP's Basic scheme sends it."""
        pair = f"{self.access_key}:{self.secret_key}"
        return base64.b64encode(pair.encode("utf-8", "replace")).decode()

    def __repr__(self) -> str:
        secrets = ", ".join(
            f"{name}={_hidden(value)!r}"
            for name, value in (
                ("access_key", self.access_key),
                ("secret_key", "…" if self.secret_key else ""),
                ("token", "…" if self.token else ""),
            )
            if value
        )
        return f"Connection({self.api_server!r}{', ' if secrets else ''}{secrets})"


def _hidden(key: str) -> str:
    return f"{key[:_SHOWN]}…" if len(key) > 2 * _SHOWN else "…"
