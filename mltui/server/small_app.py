"""The API as a small ASGI application: for those in the same process, who need no more.

A web framework would take a tenth of the time in which the demo promises its first picture.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from mltui.server.answering import Answered, Received
from mltui.server.connections import Message, Receive, Send


class SmallApp:
    """Takes requests apart, has them answered, and sends what came of it."""

    def __init__(self, answer: Callable[[Received], Awaitable[Answered]]) -> None:
        """Make the application.

        Args:
            answer: Has a request answered, on the thread that the engine is used from.
        """
        self._answer = answer

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        headers = headers_of(scope)
        received = Received(
            path=scope["path"],
            body=await _body(receive),
            content_type=headers.get(b"content-type", ""),
            authorization=headers.get(b"authorization"),
            transaction=headers.get(b"x-clearml-trx"),
            worker=headers.get(b"x-clearml-worker", ""),
        )
        answer = await self._answer(received)
        await send_whole(send, answer.status, answer.content, answer.media_type, answer.headers)


def headers_of(scope: Message) -> dict[bytes, str]:
    """Return the headers of a request; their names in lower case."""
    return {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def send_whole(
    send: Send,
    status: int,
    body: bytes,
    media_type: str,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Send an answer in one piece."""
    headers = {"content-type": media_type, "content-length": str(len(body)), **more}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
