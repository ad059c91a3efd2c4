"""An engine with a clock that tests turn, for the services around tasks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from mltui.api.types.json import Json, JsonObject
from mltui.server.auth import create_user
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.store import Store
from mltui.server.times import milliseconds

BEGINNING = datetime(2026, 11, 24, tzinfo=UTC)
ME = Identity(user="me")


class TurnedEngine:
    """Calls of one user, at the time the test says it is."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.now = BEGINNING
        self.store = Store(path)
        self.engine = Engine(self.store, clock=lambda: self.now)
        if self.store.users.get("me") is None:
            create_user(self.store, "Me", self.now, user_id="me")

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def call(self, endpoint: str, **body: Json) -> JsonObject:
        return self.engine.call(endpoint, body, ME)

    def report(self, worker: str, **body: Json) -> None:
        self.call("workers.status_report", worker=worker, timestamp=milliseconds(self.now), **body)

    def made(self, endpoint: str, **body: Json) -> str:
        """Calls an endpoint that creates something and answers its id."""
        return str(self.call(endpoint, **body)["id"])
