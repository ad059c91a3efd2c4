"""HTTP without a network: requests are answered by an application in the caller's own thread."""

from __future__ import annotations

import httpx

from mltui.server.answering import Answered, Received, answered
from mltui.server.connections import Application, Message
from mltui.server.engine import Engine
from mltui.server.small_app import SmallApp


class DirectTransport(httpx.BaseTransport):
    """Hands requests to an ASGI application that waits for nothing; needs no event loop."""

    def __init__(self, app: Application) -> None:
        """Make the way to an application."""
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request before returning."""
        asked: Message = {"type": "http.request", "body": request.read(), "more_body": False}
        said: list[Message] = []

        async def receive() -> Message:
            return asked

        async def send(message: Message) -> None:
            said.append(message)

        scope: Message = {
            "type": "http",
            "method": request.method,
            "path": request.url.path,
            "headers": request.headers.raw,
        }
        # What waits for nothing has come to its end when it is first resumed.
        for _ in self._app(scope, receive, send).__await__():
            raise RuntimeError(f"{request.url.path} cannot be answered at once")
        start, *rest = said
        content = b"".join(message.get("body", b"") for message in rest)
        return httpx.Response(start["status"], headers=start["headers"], content=content)


def direct_client(engine: Engine) -> httpx.Client:
    """Return a client of an engine; to be used on the engine's thread alone."""

    async def at_once(received: Received) -> Answered:
        return answered(engine, received)

    # The environment may name proxies: there is no network here.
    return httpx.Client(
        base_url="http://api.demo", transport=DirectTransport(SmallApp(at_once)), trust_env=False
    )
