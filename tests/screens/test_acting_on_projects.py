"""Projects are made, moved, merged and described by keys, and it is said into what."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import Static

from mltui.screens.projects import ProjectsScreen
from mltui.widgets.ask_text import AskText
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from tests.support.lab import LabMonitor, lab_monitor


async def on_project(lab: LabMonitor, name: str, key: str, dialog: type[Screen[Any]]) -> None:
    """Put the cursor on a project and begin an action."""
    await lab.until_rows()
    await lab.press("1")
    await lab.until(lambda: isinstance(lab.app.screen, ProjectsScreen))
    await lab.until_rows()
    lab.table.move_to(name)
    await lab.until(lambda: lab.table.cursor_key == name)
    await lab.press(key)
    await lab.until(lambda: isinstance(lab.app.screen, dialog))


async def done(lab: LabMonitor) -> None:
    deeds = lab.app.sitting.deeds
    await lab.until(lambda: deeds and deeds[-1].outcome is not None)


async def test_a_new_project_is_about_none_that_there_is():
    async with lab_monitor() as lab:
        await on_project(lab, "Data", "plus", AskText)
        await lab.press(*"Audio/Music", "enter")
        await done(lab)
        (deed,) = lab.app.sitting.deeds
        assert deed.subjects == ()
        await lab.until(lambda: "Audio/Music" in lab.row_keys)
        told = [notification.message for notification in lab.app._notifications]
        assert any("“Audio/Music” made." in text for text in told)


async def test_a_project_comes_into_or_below_another_one_by_name_and_not_itself():
    async with lab_monitor() as lab:
        await on_project(lab, "Data", "M", Choose)
        offered = lab.app.screen._choices
        assert "Vision" in [one.key for one in offered]
        assert not [one.key for one in offered if one.key.startswith("Data")]
        await lab.press(*"speech", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert lab.app.screen._plan.startswith("Merge “Data” into “Speech”.")
        await lab.press("n", "m")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*"Data/old", "enter")
        await lab.until(lambda: lab.app._notifications)
        (told,) = (notification.message for notification in lab.app._notifications)
        assert told == "A project can’t be moved below itself."
        assert not lab.app.sitting.deeds


async def test_a_project_is_moved_to_the_top_and_back():
    async with lab_monitor() as lab:
        await on_project(lab, "Vision/Detection", "m", Choose)
        await lab.press("enter")
        await done(lab)
        await lab.until(lambda: "Detection" in lab.row_keys)
        # The next key is for the same project, whatever it is called now.
        assert lab.table.cursor_key == "Detection"
        await lab.press("u")
        await lab.until(lambda: "Vision/Detection" in lab.row_keys)
        assert lab.table.cursor_key == "Vision/Detection"


async def test_a_new_name_leaves_a_project_where_it_is():
    async with lab_monitor() as lab:
        await on_project(lab, "Vision/Detection", "n", AskText)
        dialog = lab.app.screen
        assert dialog._title == "Rename “Vision/Detection”"
        await lab.press("ctrl+u", *"Finding", "enter")
        said = "It stays in “Vision”; moving it is another action."
        await lab.until(lambda: str(dialog.query_one("#wrong", Static).content) == said)
        assert lab.app.screen is dialog
        await lab.press("home", *"Vision/", "enter")
        await lab.until(lambda: "Vision/Finding" in lab.row_keys)


async def test_what_is_folded_or_marked_stays_so_under_another_name():
    async with lab_monitor() as lab:
        await on_project(lab, "Vision", "h", ProjectsScreen)
        await lab.until(lambda: "Vision/Detection" not in lab.row_keys)
        lab.table.mark(["Vision"])
        (project,) = (await lab.call("projects.get_all", {"name": "^Vision$"}))["projects"]
        await lab.call("projects.update", {"project": project["id"], "name": "Sight"})
        await lab.press("r")
        await lab.until(lambda: "Sight" in lab.row_keys)
        assert "Sight/Detection" not in lab.row_keys
        assert lab.table.marked == ("Sight",)


async def test_the_lines_of_a_description_stay_lines():
    written = "first line\nsecond \\ line"
    async with lab_monitor() as lab:
        found = await lab.call("projects.get_all", {"name": "^Data$"})
        (project,) = found["projects"]
        body = {"project": project["id"], "description": written}
        await lab.call("projects.update", body)
        await on_project(lab, "Data", "N", AskText)
        await lab.press("end", *"!", "enter")
        await done(lab)
        after = await lab.call("projects.get_by_id", {"project": project["id"]})
        assert after["project"]["description"] == f"{written}!"
