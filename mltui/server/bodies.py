"""The bodies of requests: taken in up to a limit, and large ones only from who may come in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from mltui.server.errors import ServerError

LARGEST_BODY = 64 * 2**20
"""No body is longer, bytes. The SDK divides its events into batches of 15 million letters."""

FREE_BODY = 2**20
"""A body so long is read before it is known who sends it."""


async def body_of(request: Request, check_caller: Callable[[], Awaitable[None]]) -> bytes:
    """Reads the body of a request.

    Args:
        request: the request.
        check_caller: raises a ServerError if who sends the request may not; asked where the body
            is long, before it is read.

    Raises:
        ServerError: 413, it is too long; or what `check_caller` raises.
        ClientDisconnect: the client went away before all of it came.
    """
    announced = request.headers.get("content-length", "")
    length = int(announced) if announced.isdecimal() and len(announced) < 20 else 0
    _check_length(length)
    if is_known := length > FREE_BODY:
        await check_caller()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        _check_length(len(body))
        if len(body) > FREE_BODY and not is_known:
            await check_caller()
            is_known = True
    return bytes(body)


def _check_length(length: int) -> None:
    if length > LARGEST_BODY:
        raise ServerError(413, 0, f"A request has at most {LARGEST_BODY:,} bytes here")
