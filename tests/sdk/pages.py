"""The monitor on what the SDK reported."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.app import MltuiApp
from mltui.screens.task import TaskScreen
from tests.sdk.served import Served
from tests.support.until import until


def task_of(served: Served, script: str) -> str:
    """Run a script of `scripts/` and return the id of the task that it reported."""
    said = served.run(script)
    match = re.search(r"TASK (\w{32})", said)
    assert match, said
    return match[1]


@asynccontextmanager
async def page_of(
    served: Served, task: str, tab: str
) -> AsyncIterator[tuple[Pilot[int], TaskScreen]]:
    """The monitor, on a tab of a task's page."""

    def connect() -> Client:
        keys = served.access_key, served.secret_key
        return Client(Session(Connection(served.address, *keys, files_server=served.address)))

    app = MltuiApp(connect, server_name="served")
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_page("task", task, "a task")
        await until(pilot, lambda: isinstance(app.screen, TaskScreen))
        page = app.screen
        assert isinstance(page, TaskScreen)
        await until(pilot, lambda: page.facts is not None)
        page.show_tab(tab)
        yield pilot, page
