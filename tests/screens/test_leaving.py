from __future__ import annotations

from mltui.screens.task import TaskScreen
from tests.support.lab import lab_monitor


async def test_a_page_that_was_left_watches_nothing_any_more():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
        await lab.until(lambda: lab.app.screen.is_mounted)

        def watching() -> list[object]:
            watchers = getattr(lab.app, "__watchers").values()
            return [who for several in watchers for who, *_ in several]

        assert lab.app.screen in watching()
        await lab.press("escape")
        await lab.until(lambda: not any(isinstance(who, TaskScreen) for who in watching()))
