"""Keys that do nothing where they are pressed say so."""

from __future__ import annotations

import pytest

from mltui.screens.base import MonitorScreen
from mltui.screens.task.screen import TaskScreen
from mltui.widgets.prompt import Prompt
from tests.support.lab import LabMonitor, lab_monitor
from tests.support.reports import said as told

NOTHING_TO_FILTER = "There is nothing to filter here."


async def says(lab: LabMonitor, key: str, said: str) -> None:
    """Press a key that does nothing, twice, and find it said once."""
    beneath = lab.app.screen
    lab.app.clear_notifications()
    await lab.press(key, key)
    await lab.until(lambda: told(lab))
    assert told(lab) == [said]
    assert lab.app.screen is beneath


@pytest.mark.parametrize("name", ["home", "account"])
async def test_a_screen_without_a_filter_says_that_there_is_nothing_to_filter(name: str):
    async with lab_monitor(first=name) as lab:
        await lab.until(lambda: lab.app.screen.feeds.answered)
        await says(lab, "slash", NOTHING_TO_FILTER)
        assert not lab.app.screen.query(Prompt)


async def test_of_a_tasks_tabs_those_without_a_filter_say_so_and_the_others_filter():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen) and lab.app.screen.facts)
        await says(lab, "slash", NOTHING_TO_FILTER)
        lab.app.screen.show_tab("Execution")
        await lab.until(lambda: lab.app.screen.tab.id == "Execution")
        await says(lab, "slash", NOTHING_TO_FILTER)
        lab.app.clear_notifications()
        lab.app.screen.show_tab("Scalars")
        await lab.until(lambda: lab.app.screen.tab.id == "Scalars")
        await lab.press("slash")
        await lab.until(lambda: lab.app.screen.query(Prompt))
        assert not told(lab)


@pytest.mark.parametrize("page", ["alerts", "host"])
async def test_a_page_without_a_filter_says_so(page: str):
    async with lab_monitor() as lab:
        await lab.until_rows()
        tasks = lab.app.screen
        lab.app.open_page(page, "", "")
        await lab.until(lambda: lab.app.screen is not tasks)
        assert isinstance(lab.app.screen, MonitorScreen)
        await says(lab, "slash", NOTHING_TO_FILTER)


async def test_an_empty_list_says_that_there_is_nothing_to_filter():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.wire.empty["queues.get_all_ex"] = {"queues": []}
        await lab.press("3")
        await lab.until(lambda: "There are no queues yet" in lab.note)
        await says(lab, "slash", NOTHING_TO_FILTER)


async def test_undo_and_history_say_that_nothing_was_done_yet():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await says(lab, "u", "There is nothing to undo.")
        await says(lab, "U", "Nothing was done in this sitting yet.")
        await lab.press("7")
        await lab.until(lambda: lab.app.screen.feeds.answered)
        await says(lab, "u", "There is nothing to undo.")


async def test_where_nothing_may_be_changed_undo_says_that():
    async with lab_monitor() as lab:
        await lab.until_rows()
        lab.table.move_to(next(key for key in lab.row_keys if "draft" in lab.cell(key, "status")))
        await lab.press("a")
        await lab.until(lambda: lab.app.sitting.last_undoable)
        lab.app.client.session.read_only = True
        await says(lab, "u", "Could not undo: this is read-only.")


@pytest.mark.parametrize("key", ["1", "2"])
async def test_the_key_of_a_panel_says_where_there_is_no_room_for_one(key: str):
    async with lab_monitor(size=(100, 30)) as lab:
        await lab.until_rows()
        await lab.press(key)
        await lab.until_rows()
        await says(lab, "p", "There is no room for the panel: it takes 110 columns.")
