"""A server in front of a server, that makes every text in its answers hostile."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.terminal.hostile import HOSTILE

#: What leads from one answer to the next, and what every screen would be empty without.
_KEPT = frozenset(("token", "scroll_id", "status", "type", "role", "event_type", "api_version"))
_TELLING = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\dT.*|-?[\d.]*")

#: Objects whose keys are names that somebody gave.
_NAMED = frozenset(("hyperparams", "configuration", "metadata", "container", "runtime", "labels"))

#: In a figure: without these it would be none.
_OF_FIGURES = frozenset(("type", "mode", "orientation", "dtype", "bdata", "anchor"))

#: How it comes back in requests.
_SENT = json.dumps(HOSTILE)[1:-1].encode()


class HostileApp:
    """Answers as another application does, with `HOSTILE` behind every text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = (await _whole(receive)).replace(_SENT, b"")
        scope["headers"] = _with_length(
            [each for each in scope["headers"] if each[0] != b"accept-encoding"], len(body)
        )
        begin: Message = {}
        parts: list[bytes] = []

        async def receive_all() -> Message:
            return {"type": "http.request", "body": body}

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                begin.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive_all, keep)
        content = b"".join(parts)
        if not scope["path"].endswith(("auth.login", "server.endpoints")):
            answer = json.loads(content)
            answer["data"] = hostile(answer["data"])
            content = json.dumps(answer).encode()
        begin["headers"] = _with_length(begin["headers"], len(content))
        await send(begin)
        await send({"type": "http.response.body", "body": content})


def hostile(value: Any, key: str = "") -> Any:
    """Return what an answer holds, with hostile texts and names."""
    if isinstance(value, str):
        if key == "plot_str":
            return json.dumps(_figure(json.loads(value)))
        return value if key in _KEPT or _TELLING.fullmatch(value) else value + HOSTILE
    if isinstance(value, list):
        return [hostile(item, key) for item in value]
    if isinstance(value, dict):
        behind = HOSTILE if key in _NAMED else ""
        return {name + behind: hostile(item, name) for name, item in value.items()}
    return value


def _figure(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in _OF_FIGURES else value + HOSTILE
    if isinstance(value, list):
        return [_figure(item, key) for item in value]
    if isinstance(value, dict):
        return {name: _figure(item, name) for name, item in value.items()}
    return value


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    rest = [each for each in headers if each[0].lower() != b"content-length"]
    return [*rest, (b"content-length", str(length).encode())]
