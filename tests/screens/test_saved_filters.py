from __future__ import annotations

from textual.widgets import Input, Static

from mltui.screens.tasks import TasksScreen
from mltui.widgets.choose import Choose
from tests.support.lab import LabMonitor, lab_monitor


async def open_project(lab: LabMonitor) -> TasksScreen:
    await lab.press("1")
    await lab.until_rows()
    key = next(k for k in lab.row_keys if lab.cell(k, "total").strip() not in ("", "0"))
    lab.table.move_to(key)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
    await lab.until(lambda: lab.app.screen.feeds.freshness.answered_at is not None)
    screen = lab.app.screen
    assert isinstance(screen, TasksScreen)
    return screen


async def test_a_filter_is_kept_by_name_and_taken_again():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("slash", *"status:failed", "enter")
        await lab.until(lambda: lab.app.screen.pattern == "status:failed")
        await lab.press("b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*"broken", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen.pattern == "")
        await lab.press("b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen.pattern == "status:failed")


async def test_a_kept_filter_is_forgotten_and_a_new_name_is_in_sight():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.app.preferences.put("task filters", {"broken": "status:failed", "mine": "user:me"})
        await lab.press("slash", *"status:queued", "enter")
        await lab.press("b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        dialog = lab.app.screen
        await lab.press("ctrl+x", *"brok")
        await lab.until(lambda: lab.row_keys == ["brok"])
        assert lab.app.preferences.get("task filters") == {"mine": "user:me"}
        await lab.press("ctrl+x")
        assert lab.row_keys == ["brok"]
        await lab.press(*["backspace"] * 4, *"min")
        await lab.until(lambda: lab.row_keys == ["mine", "min"])
        assert lab.table.size.height >= 2
        assert lab.app.screen is dialog


def seen(lab: LabMonitor) -> str:
    """What the dialog says, its rows left out."""
    dialog = lab.app.screen
    title, keys = (dialog.query_one(f".{name}", Static) for name in ("title", "keys"))
    return f"{title.content} [{dialog.query_one(Input).placeholder}] {keys.content}"


async def test_the_dialog_says_what_enter_does_there():
    async with lab_monitor(size=(80, 24)) as lab:
        await lab.until_rows()
        await lab.press("b")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told == "No filter is kept yet: type one after /, then b keeps it."
        await lab.press("slash", *"status:queued", "enter", "b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        assert seen(lab) == "Type a name to keep “status:queued” [a name] esc cancel"
        await lab.press(*"waits")
        await lab.until(lambda: lab.row_keys == ["waits"])
        assert lab.cell("waits", "detail") == "new name for “status:queued”"
        await lab.press("enter", "b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose) and lab.row_keys == ["waits"])
        keys = "enter pick   ^x remove   esc cancel"
        assert seen(lab) == f"Take a kept filter [a name] {keys}"
        await lab.press("escape")
        lab.app.screen.set_filter("status:failed")
        await lab.press("b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        said = "Type a name to keep “status:failed”, or take a kept filter"
        assert seen(lab) == f"{said} [a name] {keys}"
        await lab.press("escape")
        lab.app.screen.set_filter("")
        await lab.press("b")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        assert seen(lab).startswith("Take a kept filter [type to narrow down]")


async def test_a_date_that_no_calendar_has_ends_nothing():
    async with lab_monitor() as lab:
        screen = await open_project(lab)
        screen.set_filter("created>0001-01-01")
        await lab.until(lambda: "No task fits" in lab.note or lab.row_keys)
        again = TasksScreen(screen._project)
        lab.app.push_screen(again)
        await lab.until(lambda: again.is_current and again.pattern == "created>0001-01-01")


async def test_the_last_filter_of_a_project_is_remembered():
    async with lab_monitor() as lab:
        screen = await open_project(lab)
        screen.set_filter("status:completed")
        await lab.press("1")
        again = await open_project(lab)
        assert again is not screen
        assert again.pattern == "status:completed"
        again.set_filter("")
        await lab.press("1")
        assert (await open_project(lab)).pattern == ""
