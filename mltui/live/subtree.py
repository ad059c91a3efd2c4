"""A project and those below it, looked for again now and then: others are made meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mltui.live.projects import ask_subtrees, find_project

if TYPE_CHECKING:
    from mltui.api.client import Client

#: How often it is asked which projects are below it, seconds.
EVERY_S = 60.0

#: What no project is called by: a list of it is empty.
NONE = ("none",)


class Subtree:
    """A project with all below it.

    Attributes:
        name: The project's name.
        ids: The ids of it, first, and of all below it; `NONE` if there is no such project.
    """

    def __init__(self, name: str = "", ids: Sequence[str] = ()) -> None:
        """Begin with what is known, as good as new at the first question."""
        self.name = name
        self.ids = tuple(ids)
        self._wanted = ""
        self._asked_at: float | None = None

    def forget(self) -> None:
        """Have it looked for at the next question."""
        self._wanted = ""
        self._asked_at = float("-inf")

    async def keep_up(self, client: Client, now: float) -> None:
        """Find out which projects are below it by now, epoch seconds, if it is time."""
        if self._asked_at is None:
            self._asked_at = now
        if self.ids and self._is_due(now):
            await self._ask_again(client)
            self._asked_at = now

    async def look_for(self, client: Client, wanted: str, now: float) -> None:
        """Find the project that a person means by a name, at `now`, epoch seconds."""
        known = wanted == self._wanted
        if known and not self._is_due(now):
            return
        if not known or self.ids == NONE or not await self._ask_again(client):
            project = await find_project(client, wanted)
            self.name, self.ids = (project.name, project.subtree) if project else (wanted, NONE)
        self._wanted, self._asked_at = wanted, now

    def _is_due(self, now: float) -> bool:
        return self._asked_at is None or abs(now - self._asked_at) >= EVERY_S

    async def _ask_again(self, client: Client) -> bool:
        """Ask by the project's id; return whether it is still there."""
        found = (await ask_subtrees(client, self.ids[:1])).get(self.ids[0])
        self.ids = found or self.ids
        return found is not None
