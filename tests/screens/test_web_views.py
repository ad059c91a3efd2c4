from __future__ import annotations

from typing import Any

import httpx
import pytest

from mltui.api.session import Connection, Session
from mltui.api.types.json import JsonObject
from mltui.app import MltuiApp
from mltui.server.demo import Demo
from tests.support.lab import lab_monitor, open_demo


class WithWebViews(MltuiApp):
    """The monitor of somebody who wants what they saved in the web pages."""

    web_views = True


async def test_a_list_that_was_never_arranged_begins_as_in_the_web_pages():
    view = {
        "colsOrder": {"*": ["status", "name"]},
        "hiddenProjectTableCols": {
            "*": dict.fromkeys(("users", "project--DOT--name", "tags"), True)
        },
        "projectColumnsSortOrder": {"*": [{"field": "name", "order": 1}]},
        "projectColumnFilters": {"*": {"status": {"value": ["completed"]}}},
    }
    demo = open_demo()
    await saved_in_web_pages(demo, {"experiments": {"view": view}})
    async with lab_monitor((200, 50), demo=demo, application=WithWebViews) as lab:
        await lab.until(lambda: lab.row_keys and lab.app.screen.pattern == "status:completed")
        assert "sort: name ↑" in lab.app.screen.details()
        shown = [placed.column.key for placed in lab.table._placed]
        assert shown[:2] == ["status", "name"]
        assert not {"user", "project", "tags"} & set(shown)
        await lab.until(lambda: set(lab.column("status")) == {"✓ completed"})
        assert lab.wire.asked["users.get_preferences"] == 1


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"preferences": None},
        {"preferences": []},
        {"preferences": {"experiments": {"view": {"metricsCols": {"*": {"id": 3}}}}}},
        {"preferences": {"experiments": {"view": {"colsOrder": {"*": [None, {}, "moon"]}}}}},
        None,
    ],
)
async def test_whatever_the_server_says_was_saved_the_list_is_there(answer: Any):
    demo = open_demo()
    async with lab_monitor((200, 50), demo=demo, application=WithWebViews) as lab:
        if answer is None:
            lab.wire.lacking.add("users.get_preferences")
        else:
            lab.wire.empty["users.get_preferences"] = answer
        await lab.until_rows()
        await lab.until(lambda: lab.wire.asked["users.get_preferences"])
        await lab.until(lambda: not lab.app.screen._web_wanted)  # type: ignore[attr-defined]
        assert not lab.note
        assert not lab.app.screen.query_one("#body").has_class("-stale")
        assert lab.row_keys


async def test_what_was_saved_in_the_web_pages_is_not_asked_for_unless_wanted():
    async with lab_monitor() as lab:
        await lab.until_rows()
        assert lab.wire.asked["users.get_preferences"] == 0


async def saved_in_web_pages(demo: Demo, preferences: JsonObject) -> None:
    connection = Connection(demo.address, demo.access_key, demo.secret_key)
    session = Session(connection, httpx.ASGITransport(app=demo.app))
    await session.call("users.set_preferences", {"preferences": preferences}, repeatable=False)
    await session.close()
