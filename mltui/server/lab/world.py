"""What those who live in the lab share: the engine, the runs, and the time they act at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import httpx

from mltui.api.types.json import JsonObject
from mltui.server.direct import direct_client
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from mltui.server.lab.history import History
from mltui.server.lab.people import Person
from mltui.server.store import Store


@dataclass(slots=True)
class LabClock:
    """The lab's time: `now` is in seconds since the epoch."""

    now: float

    def __call__(self) -> datetime:
        """Return the lab's time, aware, in UTC."""
        return datetime.fromtimestamp(self.now, UTC)


@dataclass(slots=True)
class World:
    """The lab as its inhabitants see it.

    Attributes:
        engine: The server they call.
        history: The runs.
        seed: What chances are drawn from.
        opened: When the lab opened, seconds since the epoch.
        clock: The lab's time.
        made: Ids of the tasks that came into being since, oldest first.
        http: The way in for those who report over HTTP.
    """

    engine: Engine
    history: History
    seed: int
    opened: float
    clock: LabClock
    made: list[str] = field(default_factory=list)
    http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the way in."""
        self.http = direct_client(self.engine)

    @property
    def now(self) -> float:
        """The present, seconds since the epoch."""
        return self.clock.now

    @now.setter
    def now(self, moment: float) -> None:
        self.clock.now = moment

    @property
    def store(self) -> Store:
        """The engine's store."""
        return self.engine.store

    def call(self, endpoint: str, body: JsonObject, person: Person) -> JsonObject | None:
        """Call the server as a person; answer None if it refuses."""
        identity = Identity(person.user, role="user", user_name=person.name)
        try:
            return self.engine.call(endpoint, body, identity)
        except ServerError:
            # The person at the monitor was quicker: deleted the task, emptied the queue.
            return None


class Inhabitant(Protocol):
    """Something in the lab that acts by itself from time to time."""

    def act(self, world: World) -> float:
        """Act at `world.now`; answer the seconds until the next time."""
        ...
