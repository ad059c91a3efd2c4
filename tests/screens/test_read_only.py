from __future__ import annotations

import asyncio

import httpx
import pytest

from mltui.actions.action import Effect
from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.api.client import Client
from mltui.api.errors import ReadOnly
from mltui.api.session import Connection, Session
from mltui.screens.help import commands, key_groups
from mltui.server.demo import Demo
from mltui.widgets.key_bar import KeyBar
from tests.support.lab import Wire, lab_monitor


async def test_read_only_offers_nothing_that_changes():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.app.client.session.read_only = True
        screen = lab.app.screen
        screen.refresh_bindings()
        assert not screen.check_action("act", ("stop",))
        assert not screen.check_action("act", ("clone",))
        assert not screen.check_action("undo", ())
        assert screen.check_action("act", ("copy id",))
        await lab.press("c")
        await lab.pilot.pause()
        assert lab.app.screen is screen
        # Nor on other screens, whichever list of what can be done one looks at.
        for key, kind in (("1", Kind.PROJECT), ("3", Kind.QUEUE), ("4", Kind.WORKER)):
            await lab.press(key)
            await lab.until(lambda kind=kind: getattr(lab.app.screen, "KIND", None) is kind)
            await lab.until(lambda: lab.row_keys and lab.table.cursor_key)
            screen = lab.app.screen
            assert screen.subjects() or kind is Kind.WORKER  # a live one is nobody to act on
            changing = {one.name for one in ACTIONS[kind].values() if one.effect is Effect.SEND}
            helped = {what for _, keys in key_groups(screen) for _, what in keys}
            called = {one.title.casefold() for one in commands(lab.app, screen)}
            assert not changing & (helped | called)
            # A menu of nothing is not offered either.
            left = [one for one in ACTIONS[kind].values() if one.effect is not Effect.SEND]
            assert screen.check_action("menu", ()) == bool(left)


class GuestWire(Wire):
    """The way of somebody who may only look; who they are is said after the list is there."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.empty["users.get_current_user"] = {
            "user": {"id": "g", "name": "Gast", "role": "guest"}
        }
        self.known = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("users.get_current_user"):
            await self.known.wait()
        return await super().handle_async_request(request)


async def test_whose_role_only_looks_is_offered_nothing_that_changes():
    async with lab_monitor(way=GuestWire) as lab:
        await lab.until_rows()
        keys = lab.app.screen.query_one(KeyBar)
        await lab.until(lambda: "stop" in keys.render_line(0).text)
        lab.wire.known.set()
        await lab.until(lambda: lab.app.user_name == "Gast")
        await lab.until(lambda: "stop" not in keys.render_line(0).text)
        assert not lab.app.screen.check_action("act", ("archive",))
        with pytest.raises(ReadOnly):
            await lab.app.client.tasks.archive_many(ids=["x"])
        assert not lab.wire.asked["tasks.archive_many"]


class BadStart(Wire):
    """The way to a server that is restarting when it is asked who the user is."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("users.get_current_user"):
            self.asked["who"] += 1
            if self.asked["who"] <= 4:
                return httpx.Response(503, text="<html>restarting</html>")
            user = {"id": "g", "name": "Gast", "role": "guest"}
            self.empty["users.get_current_user"] = {"user": user}
        return await super().handle_async_request(request)


async def test_who_may_only_look_is_asked_until_it_is_told():
    async with lab_monitor(way=BadStart) as lab:
        await lab.until(lambda: lab.app.user_name == "Gast")
        assert lab.app.client.session.read_only
        await lab.until_rows()
        assert not lab.app.screen.check_action("act", ("archive",))


def test_a_read_only_session_is_told_by_its_connection():
    session = Session(Connection("http://x", "k", "s", read_only=True))
    assert session.read_only
    assert isinstance(Client(session), Client)
