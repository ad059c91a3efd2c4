"""The embedded server as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mltui.server.answering import Received, answered, check_caller_of, refused
from mltui.server.bodies import body_of
from mltui.server.engine import Engine
from mltui.server.errors import ServerError

TOKEN_COOKIE = "clearml_token_basic"
"""The cookie in which a browser sends the token."""

_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


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
        loop = asyncio.get_running_loop()
        received = _received(request)

        async def check_caller() -> None:
            await loop.run_in_executor(thread, check_caller_of, engine, received)

        try:
            body = await body_of(request, check_caller)
            whole = replace(received, body=body)
            found = await loop.run_in_executor(thread, answered, engine, whole)
        except ServerError as error:
            found = refused(received, error)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(
            found.content, found.status, media_type=found.media_type, headers=dict(found.headers)
        )

    app = Starlette(
        routes=[Route("/{path:path}", answer, methods=_METHODS)],
        middleware=[Middleware(GZipMiddleware, minimum_size=500, compresslevel=5)],
        lifespan=lifespan,
    )
    app.state.engine = engine
    app.state.executor = thread
    return app


def _received(request: Request) -> Received:
    headers = request.headers
    return Received(
        path=request.scope["path"],
        query=request.query_params.multi_items(),
        content_type=headers.get("content-type", ""),
        authorization=headers.get("authorization"),
        cookie=request.cookies.get(TOKEN_COOKIE),
        transaction=headers.get("x-clearml-trx") or headers.get("x-trains-trx"),
        worker=headers.get("x-clearml-worker") or headers.get("x-trains-worker") or "",
        address=request.client.host if request.client else "",
    )
