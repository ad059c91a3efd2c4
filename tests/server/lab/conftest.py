from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from mltui.api.types.json import JsonObject
from mltui.server.identity import Identity
from mltui.server.lab.lab import Lab, create_lab
from mltui.server.lab.people import ME

OPENED = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)

Ask = Callable[..., JsonObject]


class Visit:
    """A person at a lab: asks its server, and lets its time pass."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.me = Identity(ME.user, role="admin", user_name=ME.name)

    def ask(self, endpoint: str, **body) -> JsonObject:
        return self.lab.engine.call(endpoint, body, self.me)

    def task(self, name: str, status: str | None = None) -> JsonObject:
        found = self.lab.engine.store.tasks.find(
            {"name": name, **({"status": status} if status else {})}
        )
        assert len(found) == 1, f"{len(found)} tasks named {name}"
        return found[0]

    def status(self, task: str) -> str:
        return str((self.lab.engine.store.tasks.get(task) or {}).get("status"))

    def wait(
        self, seconds: float, until: Callable[[], bool] | None = None, every_s: float = 1.0
    ) -> None:
        """Let lab time pass, until something is so if that is given; it is looked now and then."""
        end = self.lab.clock() + timedelta(seconds=seconds)
        while self.lab.clock() < end:
            if until is not None and until():
                return
            self.lab.step(self.lab.clock() + timedelta(seconds=every_s))
        assert until is None or until(), f"not within {seconds} s of lab time"


@cache
def _opened() -> Lab:
    return create_lab(7, OPENED)


@pytest.fixture
def visit() -> Visit:
    return Visit(_opened().copy())
