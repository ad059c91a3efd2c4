"""The embedded server as an ASGI application."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mltui.api.types.json import Json, JsonObject
from mltui.server.auth import Caller, authenticate
from mltui.server.engine import Engine
from mltui.server.envelope import Addressed, enveloped
from mltui.server.errors import ServerError
from mltui.server.identity import NOBODY
from mltui.server.registry import RawAnswer
from mltui.server.versions import API_VERSION

TOKEN_COOKIE = "clearml_token_basic"
"""The cookie in which a browser sends the token."""

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
_PATH = re.compile(r"/+(?:v(?P<version>\d+(?:\.\d+)?)/+)?(?P<name>[^/.]+\.[^/]+?)/*")
_log = logging.getLogger(__name__)


def create_app(engine: Engine, executor: Executor | None = None) -> Starlette:
    """Makes the application.

    Args:
        engine: what answers. It is called on one thread, never on that of the event loop.
        executor: runs the engine's calls, one thread at most; whoever else uses the engine while
            the application runs does so through it. Made (and shut down) here if None.
    """
    thread = executor or ThreadPoolExecutor(1, thread_name_prefix="engine")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        if executor is None:
            thread.shutdown()

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response()
        encoding = request.headers.get("content-encoding")
        if encoding and encoding != "identity":
            return PlainTextResponse(
                f"Content encoding is not supported ({encoding})", 415, media_type="text/html"
            )
        body = await request.body()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(thread, _respond, engine, _received(request, body))

    app = Starlette(
        routes=[Route("/{path:path}", answer, methods=_METHODS)],
        middleware=[Middleware(GZipMiddleware, minimum_size=500, compresslevel=5)],
        lifespan=lifespan,
    )
    app.state.engine = engine
    app.state.executor = thread
    return app


@dataclass(frozen=True, slots=True)
class _Received:
    """A request, taken apart so far as the event loop does it."""

    path: str
    query: list[tuple[str, str]]
    body: bytes
    content_type: str
    authorization: str | None
    cookie: str | None
    transaction: str | None
    worker: str
    address: str


def _received(request: Request, body: bytes) -> _Received:
    headers = request.headers
    return _Received(
        path=request.scope["path"],
        query=request.query_params.multi_items(),
        body=body,
        content_type=headers.get("content-type", ""),
        authorization=headers.get("authorization"),
        cookie=request.cookies.get(TOKEN_COOKIE),
        transaction=headers.get("x-clearml-trx") or headers.get("x-trains-trx"),
        worker=headers.get("x-clearml-worker") or headers.get("x-trains-worker") or "",
        address=request.client.host if request.client else "",
    )


def _respond(engine: Engine, received: _Received) -> Response:
    addressed = Addressed(transaction=received.transaction)
    try:
        answer = _answer(engine, received, addressed)
    except ServerError as error:
        return _json(enveloped(addressed, {}, error), error.status)
    except Exception as error:
        _log.exception("%s failed", addressed.endpoint)
        return _json(enveloped(addressed, {}, ServerError(500, 0, str(error))), 500)
    if isinstance(answer, RawAnswer):
        return Response(
            answer.content, media_type=answer.content_type, headers=dict(answer.headers)
        )
    return _json(enveloped(addressed, answer), 200)


def _answer(engine: Engine, received: _Received, addressed: Addressed) -> JsonObject | RawAnswer:
    match = _PATH.fullmatch(received.path)
    if match is None:
        raise ServerError(400, 0, f"Invalid request path {received.path}")
    version = match["version"] or API_VERSION
    addressed.endpoint = match["name"]
    addressed.requested_version = version
    try:
        form = engine.find(addressed.endpoint, version)
    except ServerError:
        if match["version"]:
            addressed.requested_version = float(version)
        raise
    addressed.actual_version = form.min_version
    request, batch = _decoded(received)
    caller = Caller(NOBODY)
    if form.login:
        caller = authenticate(
            engine.store,
            received.authorization,
            received.cookie,
            engine.clock(),
            received.address,
        )
    call = engine.prepare(
        request,
        caller.identity,
        version,
        batch=batch,
        worker=received.worker,
        address=received.address,
        token=caller.token,
    )
    return engine.answer(form, call)


def _decoded(received: _Received) -> tuple[JsonObject, list[Json] | None]:
    """The request, and the objects of its lines if it is a batch."""
    arguments = _arguments(received.query)
    if not received.body.strip():
        return arguments, None
    try:
        text = received.body.decode()
        if "json-lines" in received.content_type:
            return arguments, [json.loads(line) for line in text.splitlines() if line.strip()]
        body = json.loads(text)
    except ValueError as error:
        raise ServerError(
            400,
            0,
            "The browser (or proxy) sent a request that this server could not understand.",
        ) from error
    if body is None:
        return arguments, None
    if not isinstance(body, dict):
        raise ServerError(500, 0, "Data should be a dict")
    return {**arguments, **body}, None


def _arguments(query: list[tuple[str, str]]) -> JsonObject:
    """The fields of a query string: `page=0&only_fields[]=id&only_fields[]=name`."""
    arguments: JsonObject = {}
    for key, text in query:
        value: Json = int(text) if re.fullmatch(r"-?\d{1,15}", text) else text
        if key.endswith("[]"):
            listed = arguments.setdefault(key[:-2], [])
            if isinstance(listed, list):
                listed.append(value)
        else:
            arguments[key] = value
    return arguments


def _json(content: JsonObject, status: int) -> Response:
    text = json.dumps(content, separators=(",", ":"))
    return Response(text, status, media_type="application/json")
