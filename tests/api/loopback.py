"""A small HTTP server on the loopback interface that answers the bytes a test wants."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self):
        return json.loads(self.body)


Respond = Callable[[Request], bytes | Awaitable[bytes | None] | None]


def reply(content: bytes | str, status: int = 200, **headers: str) -> bytes:
    """An HTTP answer; further headers have underscores for dashes."""
    content = content.encode() if isinstance(content, str) else content
    lines = [f"HTTP/1.1 {status} Whatever"]
    headers = {"Content-Length": str(len(content)), **headers}
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def envelope(data=None, code: int = 200, subcode: int = 0, msg: str = "OK") -> bytes:
    """The answer of a ClearML server."""
    meta = {"result_code": code, "result_subcode": subcode, "result_msg": msg, "error_data": {}}
    return reply(json.dumps({"meta": meta, "data": data or {}}), code)


def token(number: int = 0, issued: float = 1e9, life: float = 1000, **payload) -> str:
    """A login token as servers issue them; the signature is nobody's business here."""

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    whole = {"iat": issued, "exp": issued + life, "number": number, **payload}
    return f"{part({'alg': 'HS256'})}.{part(whole)}.signature"


@dataclass
class Loopback:
    """The server: what it was asked, and how it answers."""

    respond: Respond
    address: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    @property
    def endpoints(self) -> list[str]:
        return [request.path.rpartition("/")[2] for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while (request := await self._read(reader, number)) is not None:
                self.requests.append(request)
                answer = self.respond(request)
                if isinstance(answer, Awaitable):
                    answer = await answer
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if answer.endswith(CUT):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, number: int) -> Request | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        except asyncio.IncompleteReadError:
            return None
        method, path, _ = head[0].split(" ")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Request(method, path, headers, body, number)


#: An answer that ends so is the last one before the connection is closed.
CUT = b"#cut"


@asynccontextmanager
async def loopback(respond: Respond, tls: ssl.SSLContext | None = None) -> AsyncIterator[Loopback]:
    """Run a server on a free port while a test lasts."""
    server = Loopback(respond)
    tasks: set[asyncio.Task] = set()

    async def serve(reader, writer):
        task = asyncio.current_task()
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        with suppress(asyncio.CancelledError):
            await server.serve(reader, writer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    host, port = listening.sockets[0].getsockname()
    server.address = f"http://{host}:{port}" if tls is None else f"https://localhost:{port}"
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def logging_in(respond: Respond, make_token: Callable[[], str] = token) -> Respond:
    """Answer logins with a token, and the rest as given."""

    def answer(request: Request):
        if request.path.endswith("auth.login"):
            return envelope({"token": make_token()})
        return respond(request)

    return answer
