"""What is asked of a person before something is sent, and what became of it meanwhile."""

from __future__ import annotations

from mltui.widgets.ask_text import AskText
from mltui.widgets.confirm import Confirm
from tests.support.lab import lab_monitor


async def test_what_somebody_else_wrote_meanwhile_is_not_written_over_unasked():
    async with lab_monitor(first="tasks") as lab:
        await lab.until_rows()
        listed, task = lab.app.screen, lab.table.cursor_key
        for key, field, typed in (("n", "name", " mine"), ("N", "comment", " mine")):
            await lab.press(key)
            await lab.until(lambda: isinstance(lab.app.screen, AskText))
            await lab.call("tasks.update", {"task": task, field: "by another"})
            await lab.press(*typed, "enter")
            await lab.until(lambda: isinstance(lab.app.screen, Confirm))
            asked = lab.app.screen._plan
            assert "Somebody else has changed it meanwhile, to “by another”." in asked
            await lab.press("escape")
            await lab.until(lambda: lab.app.screen is listed)
            now = (await lab.call("tasks.get_by_id", {"task": task}))["task"]
            assert now[field] == "by another"
