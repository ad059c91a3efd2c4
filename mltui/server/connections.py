"""A connection of its own for each request of the SDK."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

# What ASGI calls them; its messages are dictionaries of anything.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def unshared(app: Application) -> Application:
    """Closes the connection after each answer to the SDK.

    The SDK forks its reporter off the training while it holds a connection open, and then both
    go on to use it: one reads the other's answer, waits for ever, or loses what it reports. A
    connection that ends with its answer cannot be shared.
    """

    async def answered(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_sdk(scope["headers"]):
            await app(scope, receive, send)
            return

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await app(scope, receive, send_last)

    return answered


def _is_sdk(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    # Uploads and downloads of files name only the library that it sends them with.
    return any(
        name in {b"x-clearml-client", b"x-trains-client"}
        or (name == b"user-agent" and value.startswith(b"python-requests/"))
        for name, value in headers
    )
