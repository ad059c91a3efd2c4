"""The monitor on the simulated lab, inside the test's process and without a port."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

import httpx
from textual.pilot import Pilot

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.api.types.json import JsonObject
from mltui.app import MltuiApp
from mltui.live.store import Store
from mltui.live.timing import RealTiming, Timing
from mltui.server.demo import Demo
from mltui.server.lab.lab import Lab, create_lab
from mltui.widgets.note import Note
from mltui.widgets.table import Table
from tests.support.recalled import share_past
from tests.support.until import until

#: When the lab of every test opens.
OPENED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Wire(httpx.AsyncBaseTransport):
    """The way to the lab: it counts questions, keeps what they said, and can be cut.

    Attributes:
        asked: How often each endpoint was asked.
        bodies: What each was asked, oldest first.
        cut: Whether nothing gets through.
        lacking: Endpoints that the server does not have, as an older one.
        empty: Answers that are given in place of the lab's, by endpoint: the `data`, or what
            makes it from the request's body.
        lost: Endpoints that do what they are asked, but whose answers are lost on the way.
        date: When the server says that it answers, as those do that are behind a network.
    """

    def __init__(self, demo: Demo) -> None:
        self.cut = False
        self.asked: Counter[str] = Counter()
        self.bodies: dict[str, list[Any]] = {}
        self.lacking: set[str] = set()
        self.empty: dict[str, Any] = {}
        self.lost: set[str] = set()
        self.date: datetime | None = None
        self._refused: dict[str, Callable[[Any], bool]] = {}
        self._way = httpx.ASGITransport(app=demo.app)

    def refuse(self, endpoint: str, which: Callable[[Any], bool]) -> None:
        """Refuse the questions of an endpoint whose body is such a one."""
        self._refused[endpoint] = which

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        endpoint = request.url.path.strip("/")
        self.asked[endpoint] += 1
        self.bodies.setdefault(endpoint, []).append(json.loads(request.content or b"{}"))
        if self.cut:
            raise httpx.ConnectError("connection refused", request=request)
        if endpoint in self._refused and self._refused[endpoint](self.bodies[endpoint][-1]):
            meta = {"result_code": 400, "result_subcode": 12, "result_msg": "Refused here."}
            return httpx.Response(400, json={"meta": meta, "data": {}})
        if endpoint in self.lacking:
            request.url = request.url.copy_with(path="/no.such_endpoint")
        if endpoint in self.empty:
            meta = {"result_code": 200, "result_subcode": 0, "result_msg": "OK"}
            data = self.empty[endpoint]
            if callable(data):
                data = data(self.bodies[endpoint][-1])
            return httpx.Response(200, json={"meta": meta, "data": data})
        answer = await self._way.handle_async_request(request)
        if self.date is not None:
            answer.headers["Date"] = format_datetime(self.date, usegmt=True)
        if endpoint in self.lost:
            raise httpx.ReadError("connection reset", request=request)
        return answer


class LabMonitor:
    """A running monitor with the lab behind it.

    Attributes:
        app: The application.
        pilot: Presses its keys.
        wire: What lies between it and the lab.
        demo: The lab; its time stands still unless a test moves it.
    """

    def __init__(self, app: MltuiApp, pilot: Pilot[int], wire: Wire, demo: Demo) -> None:
        self.app = app
        self.pilot = pilot
        self.wire = wire
        self.demo = demo

    @property
    def table(self) -> Table:
        return self.app.screen.query_one(Table)

    @property
    def row_keys(self) -> list[str]:
        """The keys of the table's known rows, in order."""
        found = (self.table._rows.at(index) for index in range(self.table.total))
        return [row.key for row in found if row is not None]

    def keys(self) -> list[str]:
        """The same as `row_keys`."""
        return self.row_keys

    def cell(self, key: str, column: str) -> str:
        """What stands in a cell."""
        row = self.table.row(key)
        assert row is not None
        cell = row.cells[column]
        return cell if isinstance(cell, str) else cell.text

    def column(self, column: str) -> list[str]:
        """What stands in a column, for all known rows."""
        return [self.cell(key, column) for key in self.row_keys]

    def column_known(self, column: str) -> list[str]:
        """The same of the rows that have something there."""
        rows = (self.table.row(key) for key in self.row_keys)
        return [
            self.cell(row.key, column) for row in rows if row is not None and column in row.cells
        ]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, condition: object) -> None:
        assert callable(condition)
        await until(self.pilot, condition)

    @property
    def note(self) -> str:
        """The sentence above the body."""
        return self.app.screen.query_one(Note).render().plain

    async def advance(self, seconds: float) -> None:
        """Let lab time pass."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.demo._thread, self.demo.advance, seconds)

    async def call(self, endpoint: str, body: JsonObject) -> JsonObject:
        """Do something on the lab's server behind the monitor's back."""
        connection = Connection(self.demo.address, self.demo.access_key, self.demo.secret_key)
        session = Session(connection, httpx.ASGITransport(app=self.demo.app))
        answer = await session.call(endpoint, body, repeatable=False)
        await session.close()
        return answer

    async def until_rows(self) -> None:
        """Wait until the screen's table has rows."""
        await self.until(lambda: self.app.screen.query(Table) and self.row_keys)


@cache
def _opened() -> Lab:
    return create_lab(now=OPENED)


def open_demo() -> Demo:
    """A lab that opens at `OPENED`: making one takes long, so that each is a copy of the first."""
    return Demo(lab=share_past(_opened().copy()))


def client_of(demo: Demo, wire: Wire) -> Client:
    """A client of the lab."""
    connection = Connection(demo.address, demo.access_key, demo.secret_key)
    return Client(Session(connection, wire))


class LabTiming(RealTiming):
    """Shows the time at which the lab stands; waits as in life."""

    def now(self) -> float:
        return OPENED.timestamp()

    def here(self) -> float:
        return OPENED.timestamp()


class Hurried(LabTiming):
    """A second lasts a hundredth."""

    def elapsed(self) -> float:
        return super().elapsed() * 100

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, seconds / 100)


@asynccontextmanager
async def lab_monitor(
    size: tuple[int, int] = (120, 40),
    store: Store | None = None,
    demo: Demo | None = None,
    application: type[MltuiApp] = MltuiApp,
    timing: Timing | None = None,
    way: type[Wire] = Wire,
    first: str = "tasks",
    notices: bool = False,
) -> AsyncIterator[LabMonitor]:
    """Run the monitor on a lab whose time stands still, with this screen open.

    What is told in passing is only drawn if the notices are wanted.
    """
    demo = demo or open_demo()
    wire = way(demo)

    def connect() -> Client:
        return client_of(demo, wire)

    app = application(
        connect, server_name="lab", store=store, timing=timing or LabTiming(), first=first
    )
    async with app.run_test(size=size, notifications=notices) as pilot:
        yield LabMonitor(app, pilot, wire, demo)
    demo.close()
