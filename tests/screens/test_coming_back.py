"""Where the cursor is once what was undone stands in the list again."""

from __future__ import annotations

import pytest

from tests.support.lab import LabMonitor, lab_monitor


async def archived(lab: LabMonitor) -> str:
    """Archive what can be, not at the top of the list, until its row has left."""
    await lab.until_rows()
    key = lab.row_keys[3]
    for each in lab.row_keys[3:]:
        lab.table.move_to(each)
        if any(one.key == "a" and one.bulk for one in lab.app.screen._offered()):
            key = each
            break
    await lab.press("a")
    await lab.until(lambda: lab.table.row(key) is None)
    assert lab.table.cursor_key != key
    return key


@pytest.mark.parametrize("first", ["tasks", "models"])
async def test_the_cursor_is_on_the_row_that_an_undo_has_brought_back(first: str):
    async with lab_monitor(first=first) as lab:
        key = await archived(lab)
        await lab.press("u")
        await lab.until(lambda: lab.table.row(key) is not None)
        await lab.until(lambda: lab.table.cursor_key == key)


@pytest.mark.parametrize("first", ["tasks", "models"])
async def test_a_cursor_that_was_moved_since_stays_where_it_is(first: str):
    async with lab_monitor(first=first) as lab:
        key = await archived(lab)
        await lab.press("u", "g")
        await lab.until(lambda: lab.table.row(key) is not None)
        await lab.until(lambda: not lab.app.screen.doing_to(key))
        assert lab.table.cursor_index == 0
        assert lab.table.cursor_key != key


async def test_what_is_undone_in_a_row_that_never_left_moves_nothing():
    async with lab_monitor() as lab:
        await lab.until_rows()
        key = lab.row_keys[3]
        name = lab.cell(key, "name")
        lab.table.move_to(key)
        await lab.press("n", *"x", "enter")
        await lab.until(lambda: lab.cell(key, "name") != name)
        other = lab.row_keys[5]
        lab.table.move_to(other)
        await lab.press("u")
        await lab.until(lambda: lab.cell(key, "name") == name)
        await lab.until(lambda: not lab.app.screen.doing_to(key))
        assert lab.table.cursor_key == other
