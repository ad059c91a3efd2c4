from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from mltui.screens.tasks import TasksScreen
from tests.screens.test_bulk import done, filtered
from tests.support.lab import LabMonitor, lab_monitor


def archives_late(lab: LabMonitor) -> Callable[[], Awaitable[object]]:
    """Have the server answer nothing to an archiving; return what makes it carry that out."""
    way, waiting = lab.wire.handle_async_request, []

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("tasks.archive_many"):
            waiting.append(request)
            raise httpx.ReadTimeout("too late", request=request)
        return await way(request)

    lab.wire.handle_async_request = slow
    return lambda: way(*waiting)


async def test_what_the_server_does_late_is_told_and_can_be_taken_back(monkeypatch):
    monkeypatch.setattr("mltui.actions.looking_again.LOOK_PAUSES_S", (0.05,) * 1000)
    async with lab_monitor() as lab:
        await filtered(lab, "status:completed")
        key = lab.table.cursor_key
        assert key is not None
        archive_now = archives_late(lab)
        await lab.press("space", "a")
        await done(lab)
        (deed,) = lab.app.sitting.deeds
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert "it was not done when looked at " in told
        await lab.until(lambda: lab.table.marked == (key,) and not lab.table._over)
        lab.app.clear_notifications()
        await archive_now()
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert f"“{deed.subjects[0].name}”: done when looked at again " in told
        assert told.endswith("u undoes it")
        await lab.until(lambda: key not in lab.row_keys and not lab.table.marked)
        await lab.press("u")
        await lab.until(lambda: key in lab.row_keys)


async def test_what_the_server_does_late_is_told_though_the_page_was_left(monkeypatch):
    monkeypatch.setattr("mltui.actions.looking_again.LOOK_PAUSES_S", (0.05,) * 1000)
    async with lab_monitor(first="projects") as lab:
        await lab.until_rows()
        await lab.press("G", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen) and lab.row_keys)
        page = lab.app.screen
        await filtered(lab, "status:completed")
        archive_now = archives_late(lab)
        await lab.press("a")
        await done(lab)
        await lab.press("escape", "escape")
        await lab.until(lambda: not page.is_attached)
        lab.app.clear_notifications()
        await archive_now()
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert " done when looked at again " in told
        assert not told.endswith("undoes it")
