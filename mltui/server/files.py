"""The files server: takes the uploads of the ClearML SDK and hands them out again."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import suppress
from typing import IO

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from mltui.server.answering import API_PATH
from mltui.server.app import TOKEN_COOKIE
from mltui.server.auth import authenticate
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.file_store import BadName, FileStore
from mltui.server.multipart import (
    MalformedBody,
    MultipartReader,
    PartBegins,
    PartEnds,
    boundary_of,
)

MAX_BYTES = 64 * 2**30
"""The largest upload that is taken."""

_BLOCK = 2**20


class TooLarge(Exception):
    """An upload that is larger than allowed."""


def create_files_app(
    store: FileStore, engine: Engine, executor: Executor, max_bytes: int = MAX_BYTES
) -> Starlette:
    """Makes the application. It asks for the keys or token of the API.

    Args:
        store: where the files are.
        engine: knows who may come in.
        executor: the one thread on which the engine is used.
        max_bytes: the largest request body that is taken.
    """

    async def answer(request: Request) -> Response:
        if request.method == "POST" and request.scope["path"].strip("/"):
            # Whoever means the API would take "log in first" for a proxy's answer.
            return PlainTextResponse("uploads are posted to /", 404)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(executor, _check_caller, engine, request)
        except ServerError as error:
            return PlainTextResponse(error.message, error.status)
        name = request.scope["path"]
        try:
            if request.method == "POST":
                kept = await _take(request, store, max_bytes)
                return Response(json.dumps(kept), media_type="application/json")
            if request.method == "DELETE":
                gone = await run_in_threadpool(store.delete, name)
                # The SDK deletes a task, with which its files go, and then each of these.
                return PlainTextResponse("deleted" if gone else "no such file")
            found = await run_in_threadpool(store.find, name)
        except (BadName, MalformedBody) as error:
            return PlainTextResponse(f"{error}", 400)
        except TooLarge:
            return PlainTextResponse(f"an upload has at most {max_bytes} bytes here", 413)
        except ClientDisconnect:
            return Response(status_code=400)
        except OSError as error:
            return PlainTextResponse(f"the file cannot be kept: {error.strerror}", 507)
        if found is None:
            return PlainTextResponse("no such file", 404)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        # What people upload is data: a browser is not to run it.
        safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return FileResponse(found, media_type=kind, headers=safe)

    methods = ["GET", "HEAD", "POST", "DELETE"]
    return Starlette(routes=[Route("/{path:path}", answer, methods=methods)])


def _check_caller(engine: Engine, request: Request) -> None:
    authenticate(
        engine.store,
        request.headers.get("authorization"),
        request.cookies.get(TOKEN_COOKIE),
        engine.clock(),
        request.client.host if request.client else "",
    )


async def _take(request: Request, store: FileStore, max_bytes: int) -> list[str]:
    """Writes the files of a request; answers their names."""
    reader = MultipartReader(boundary_of(request.headers.get("content-type", "")))
    kept: list[str] = []
    name = ""
    written: IO[bytes] | None = None
    try:
        async for block in _blocks(request, max_bytes):
            for piece in reader.feed(block):
                if isinstance(piece, PartBegins):
                    name = _fetchable(piece.name)
                    written = await run_in_threadpool(store.begin)
                elif isinstance(piece, PartEnds) and written is not None:
                    kept.append(await run_in_threadpool(store.keep, written, name))
                    written = None
                elif isinstance(piece, bytes) and written is not None:
                    await run_in_threadpool(written.write, piece)
        reader.finish()
    finally:
        if written is not None:
            with suppress(OSError):
                store.discard(written)
    return kept


def _fetchable(name: str) -> str:
    """The name of an upload, which must not look like an address of the API on the same port."""
    if API_PATH.fullmatch(f"/{name}"):
        raise BadName("the name needs a folder before it, such as project/")
    return name


async def _blocks(request: Request, max_bytes: int) -> AsyncIterator[bytes]:
    """The body in pieces of about a MiB, since each costs a change of threads."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise TooLarge
    received = 0
    gathered = bytearray()
    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise TooLarge
        gathered += chunk
        if len(gathered) >= _BLOCK:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)
