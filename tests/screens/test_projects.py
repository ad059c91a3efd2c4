from __future__ import annotations

from mltui.screens.projects import ProjectsScreen
from mltui.screens.tasks import TasksScreen
from mltui.widgets.lines import Lines
from tests.support.lab import LabMonitor, lab_monitor


async def open_projects(lab: LabMonitor) -> None:
    await lab.until_rows()
    await lab.press("1")
    await lab.until(lambda: isinstance(lab.app.screen, ProjectsScreen))
    await lab.until_rows()


async def test_projects_stand_as_a_tree_with_counts():
    async with lab_monitor() as lab:
        await open_projects(lab)
        keys = lab.row_keys
        assert keys.index("Vision/Detection") > keys.index("Vision")
        # A project counts what is below it.
        assert int(lab.cell("Vision", "total")) >= int(lab.cell("Vision/Detection", "total"))
        assert int(lab.cell("Vision/Detection", "running")) > 0


async def test_folding_hides_what_is_below():
    async with lab_monitor() as lab:
        await open_projects(lab)
        lab.table.move_to("Vision")
        await lab.press("h")
        assert "Vision/Detection" not in lab.row_keys
        await lab.press("l")
        assert "Vision/Detection" in lab.row_keys


async def test_folding_a_leaf_goes_to_its_parent():
    async with lab_monitor() as lab:
        await open_projects(lab)
        lab.table.move_to("Vision/Detection")
        await lab.press("left")
        assert lab.table.cursor_key == "Vision"


async def test_everything_can_be_folded_at_once():
    async with lab_monitor() as lab:
        await open_projects(lab)
        await lab.press("H")
        assert all("/" not in key for key in lab.row_keys)
        await lab.press("L")
        assert any("/" in key for key in lab.row_keys)


async def test_enter_shows_the_projects_tasks_and_escape_comes_back_to_it():
    async with lab_monitor() as lab:
        await open_projects(lab)
        lab.table.move_to("Vision")
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TasksScreen))
        await lab.until_rows()
        assert lab.app.screen.subject() == "Vision"
        await lab.until(lambda: 0 < lab.table.total < 200)
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, ProjectsScreen))
        assert lab.table.cursor_key == "Vision"


async def test_a_filter_shows_what_fits_below_its_parents():
    async with lab_monitor() as lab:
        await open_projects(lab)
        await lab.press("slash", *"detection", "enter")
        await lab.until(lambda: lab.row_keys == ["Vision", "Vision/Detection"])
        assert lab.cell("Vision/Detection", "total")
        await lab.press("escape")
        await lab.until(lambda: len(lab.row_keys) > 2)


async def test_a_filter_that_fits_nothing_says_so():
    async with lab_monitor() as lab:
        await open_projects(lab)
        await lab.press("slash", *"nosuch", "enter")
        await lab.until(lambda: not lab.row_keys)
        assert "No project fits" in lab.app.screen._empty_note


async def test_the_panel_lists_the_projects_newest_tasks():
    async with lab_monitor() as lab:
        await open_projects(lab)
        lab.table.move_to("Vision/Detection")
        panel = lab.app.screen.query_one("#newest", Lines)
        await lab.until(lambda: "yolo" in panel.text)
        assert "Vision/Detection" in panel.text


async def test_the_panel_is_gone_on_a_narrow_terminal():
    async with lab_monitor(size=(80, 24)) as lab:
        await open_projects(lab)
        assert not lab.app.screen.query_one("#newest").display
