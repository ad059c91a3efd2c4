"""An embedded server for tests of actions, with a wire on which faults can be put."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from mltui.actions.reading import read
from mltui.actions.subject import Kind, Subject
from mltui.api.access import only_reads
from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.server.app import create_app
from mltui.server.auth import Keys, add_keys, create_user
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from tests.support.stores import empty_store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

#: What can happen to a request: whether it reaches the server, and what comes back instead of
#: the answer.
FAULTS = {
    "not sent": (False, "refused"),
    "dropped": (True, "broken"),
    "too late": (True, "late"),
    "500 and done": (True, "500"),
    "500 and not done": (False, "500"),
    "502 of a proxy": (False, "502"),
    "429 of a proxy": (False, "429"),
    "401 and done": (True, "401"),
    "401 and not done": (False, "401"),
    "half a body": (True, "half"),
}


async def no_pause(_: float) -> None:
    return None


class Wire(httpx.AsyncBaseTransport):
    """The way to the server: it counts the writes that arrive, and spoils one if asked to.

    Attributes:
        fault: What happens to one write; one of `FAULTS`.
        passing: How many writes go through before it.
        after: The HTTP status of what is asked after it; None where that is answered.
        writes: How often each endpoint that writes was reached.
        bodies: What those were asked, oldest first.
    """

    def __init__(self, app: Any) -> None:
        self._way = httpx.ASGITransport(app=app)
        self.fault: str | None = None
        self.passing = 0
        self.after: int | None = None
        self.spoiled = 0
        self.writes: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        endpoint = request.url.path.strip("/")
        self.requests += 1
        if self.spoiled and self.after is not None:
            return httpx.Response(self.after, request=request)
        writes = not only_reads(endpoint)
        fault, arrives = None, True
        if writes and self.fault is not None and not self.spoiled:
            self.passing -= 1
            if self.passing < 0:
                self.spoiled += 1
                arrives, fault = FAULTS[self.fault]
        answer = httpx.Response(500)
        if arrives:
            if writes:
                self.writes[endpoint] += 1
                self.bodies.append(json.loads(request.content))
            answer = await self._way.handle_async_request(request)
        if fault is None:
            return answer
        content = await answer.aread() if arrives else b""
        return _spoiled(fault, request, content)


def _spoiled(fault: str, request: httpx.Request, content: bytes) -> httpx.Response:
    match fault:
        case "refused":
            raise httpx.ConnectError("connection refused", request=request)
        case "broken":
            raise httpx.ReadError("connection reset", request=request)
        case "late":
            raise httpx.ReadTimeout("too late", request=request)
        case "half":
            return httpx.Response(200, content=content[: len(content) // 2], request=request)
        case _:
            return httpx.Response(int(fault), text="<html>no</html>", request=request)


class Served:
    """A server with one user, and clients of it."""

    def __init__(self) -> None:
        self._ticks = itertools.count()
        self.engine = Engine(
            empty_store(), clock=lambda: NOW + timedelta(seconds=next(self._ticks))
        )
        self.store = self.engine.store
        user = create_user(self.store, "Ada Okafor", NOW)
        add_keys(self.store, user, Keys("key", "secret"))
        self.who = Identity(user=user, user_name="Ada Okafor")
        self.app = create_app(self.engine)

    def call(self, endpoint: str, **body: Any) -> Any:
        return self.engine.call(endpoint, body, self.who)

    def connect(self) -> tuple[Client, Wire]:
        wire = Wire(self.app)
        connection = Connection("http://test:8008", "key", "secret")
        return Client(Session(connection, wire, pause=no_pause)), wire

    def task(self, status: str = "created", name: str = "a task", **fields: Any) -> str:
        """Make a task in a status, as time would have."""
        archived = fields.pop("archived", False)
        queue = fields.pop("queue", None)
        made = self.call("tasks.create", name=name, type="training", **fields)["id"]
        queue = queue or self.queue("first")
        if status != "created":
            self.call("tasks.enqueue", task=made, queue=queue)
        if status not in ("created", "queued"):
            self.call("tasks.dequeue", task=made)
            self.store.tasks.update(made, {"status": status, "execution.queue": queue})
        if archived:
            # Past the endpoint, which takes a task out of its queue as well.
            self.store.tasks.update(made, {"system_tags": ["archived"]})
        return made

    def queue(self, name: str) -> str:
        known = self.call("queues.get_all", name=f"^{name}$")["queues"]
        return known[0]["id"] if known else self.call("queues.create", name=name)["id"]

    def fill(self, queue: str, count: int) -> list[str]:
        return [self.task("queued", f"waiting {n}", queue=queue) for n in range(count)]


async def subjects_of(client: Client, kind: Kind, *ids: str) -> list[Subject]:
    """Read subjects as a screen would have them."""
    found = await read(client, [Subject(one, one, kind=kind) for one in ids])
    return [found[one] for one in ids if one in found]
