"""A server whose time a test turns, and a person who watches it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.live.alerts import Alerts
from mltui.live.store import MemoryStore
from mltui.live.watches import Target, Watch, parse_wish
from mltui.server.app import create_app
from mltui.server.auth import Keys, add_keys, create_user
from mltui.server.engine import Engine
from tests.support.stores import empty_store

KEYS = Keys("WATCHERSKEY", "watchers-secret")


class Place:
    """A server whose time the test turns, and a person's alerts."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
        store = empty_store()
        add_keys(store, create_user(store, "ada", self.moment, role="admin"), KEYS, "tests")
        self.engine = Engine(store, clock=lambda: self.moment)
        self.kept = MemoryStore()
        self.alerts = Alerts(self.kept)
        self.asked = 0
        self.endpoints: Counter[str] = Counter()
        self.cut = False
        self.left: int | None = None
        self.refused: set[str] = set()
        self.late: set[str] = set()
        self.forbidden: set[str] = set()
        self.too_often: set[str] = set()
        way = httpx.ASGITransport(app=create_app(self.engine))
        place = self

        class Wire(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                place.asked += "login" not in request.url.path
                place.endpoints[request.url.path.strip("/")] += 1
                if place.left is not None:
                    place.left -= 1
                if place.cut or (place.left is not None and place.left < 0):
                    raise httpx.ConnectError("refused", request=request)
                if request.url.path.strip("/") in place.late:
                    raise httpx.ReadTimeout("too late", request=request)
                if request.url.path.strip("/") in place.too_often:
                    return httpx.Response(429, headers={"Retry-After": "120"})
                if request.url.path.strip("/") in place.forbidden:
                    meta = {"result_code": 403, "result_subcode": 1, "result_msg": "Forbidden."}
                    return httpx.Response(403, json={"meta": meta, "data": {}})
                if request.url.path.strip("/") in place.refused:
                    meta = {"result_code": 400, "result_subcode": 14, "result_msg": "Refused."}
                    return httpx.Response(400, json={"meta": meta, "data": {}})
                return await way.handle_async_request(request)

        connection = Connection("http://lab", KEYS.access_key, KEYS.secret_key)
        self.client = Client(Session(connection, Wire()))

    @property
    def now(self) -> float:
        return self.moment.timestamp()

    async def call(self, endpoint: str, **fields: Any) -> dict[str, Any]:
        """Do something as somebody else would."""
        return await self.client.session.call(endpoint, fields, repeatable=False)

    async def task(self, name: str = "run", *, running: bool = True) -> str:
        made = await self.call("tasks.create", name=name, type="training")
        if running:
            await self.call("tasks.started", task=made["id"])
        return str(made["id"])

    async def later(self, seconds: float = 15.0) -> list[str]:
        """Let time pass and look; return what is told."""
        self.moment += timedelta(seconds=seconds)
        fired = await self.alerts.ask(self.client, self.now)
        return [f"{one.fact.name} {one.fact.sentence}" for one in fired]

    def watch(self, target: Target, identity: str, wish: str, name: str = "it") -> None:
        watch = parse_wish(Watch(target, identity, name), wish)
        assert isinstance(watch, Watch)
        self.alerts.add(watch, self.now)


async def report(
    place: Place,
    task: str,
    value: float,
    step: int,
    name: tuple[str, str] = ("loss", "train"),
) -> None:
    await place.call(
        "events.add",
        type="training_stats_scalar",
        task=task,
        metric=name[0],
        variant=name[1],
        value=value,
        iter=step,
        timestamp=int(place.now * 1000),
    )
