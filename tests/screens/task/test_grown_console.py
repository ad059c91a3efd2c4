"""The console of a run that has written much while nobody looked."""

from __future__ import annotations

import pytest

from mltui.live import console as live_console
from tests.screens.task.test_console import long_console, numbered, paused, shown, write
from tests.support.lab import lab_monitor


async def test_what_is_looked_at_stays_though_a_night_was_written_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(live_console, "NEXT_BATCH", 100)
    monkeypatch.setattr(live_console, "MOST_NEW", 100)
    async with lab_monitor() as lab:
        page, console = await long_console(lab, 200)
        console.action_top()
        await lab.until(lambda: "step 0 of" in shown(console))
        before = shown(console)
        await write(lab, page.task_id, numbered(3_000)[200:])
        page.feed("console").ask_now()
        await lab.until(lambda: "2800 new below" in paused(console).replace(",", ""))
        assert shown(console) == before
        # On the way down nothing is missing, and the end is one key away.
        console.go_to(console.known.end - 1)
        console.action_scroll_by(1)
        await lab.until(lambda: len(console.known) > 200)
        numbers = [int(line.text.split()[1]) for line in console.known if "step" in line.text]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        await lab.press("G")
        await lab.until(lambda: "step 2999 of" in shown(console))
