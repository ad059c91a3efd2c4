"""Opening tabs of a task's page in tests."""

from __future__ import annotations

from typing import TypeVar

from textual.widget import Widget

from mltui.screens.task import TaskScreen
from tests.support.lab import LabMonitor

Tab = TypeVar("Tab", bound=Widget)


async def opened_tab(lab: LabMonitor, task: str, tab: type[Tab], name: str) -> Tab:
    """Open a task from the list, and one of its tabs."""
    await lab.until_rows()
    (key,) = (key for key in lab.row_keys if lab.cell(key, "name") == task)
    lab.table.move_to(key)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
    page = lab.app.screen
    assert isinstance(page, TaskScreen)
    await lab.until(lambda: page.facts is not None)
    page.show_tab(name)
    await lab.until(lambda: page.query(tab) and page.tab is page.query_one(tab))
    return page.query_one(tab)
