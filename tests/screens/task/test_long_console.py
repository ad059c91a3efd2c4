"""The console of a run that has written a million lines."""

from __future__ import annotations

import asyncio

import pytest

from mltui.live.console import PAST_BATCH
from mltui.screens.task.console_log import MOST_LINES, Console
from mltui.widgets.log_lines import LogLines
from tests.screens.task.test_console import START, shown
from tests.screens.task.test_screen import LOG, opened
from tests.support.lab import LabMonitor, lab_monitor

LINES = 1_000_000

#: As many as `numbered` of the other tests would give, written by the database itself.
FILL = """
WITH RECURSIVE steps (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM steps WHERE n < :count - 1)
INSERT INTO event_log (task, timestamp, received, level, worker, message)
SELECT :task, :start + 10 * n, :start + 10 * n, 'info', 'box9', 'step ' || n || ' of the run'
FROM steps
"""


async def fill(lab: LabMonitor, task: str) -> None:
    connection = lab.demo.lab.engine.store.events.logs._connection
    values = {"count": LINES, "task": task, "start": START}
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(lab.demo._thread, connection.execute, FILL, values)


def pages_asked(lab: LabMonitor) -> int:
    """How many parts of the log were asked for; not how often whether something is new."""
    return sum(body["navigate_earlier"] for body in lab.wire.bodies[LOG])


def from_the_top(lab: LabMonitor) -> int:
    """How often the beginning of the log was asked for."""
    bodies = lab.wire.bodies[LOG]
    return sum(not body["navigate_earlier"] and "from_timestamp" not in body for body in bodies)


def first_step(console: Console) -> int:
    return int(console.known.at(console.known.first).text.split()[1])


async def test_a_million_lines_open_scroll_and_stay_small(monkeypatch: pytest.MonkeyPatch):
    looked_at = 0
    plain_at = LogLines.at

    def counting_at(lines: LogLines, number: int) -> object:
        nonlocal looked_at
        looked_at += 1
        return plain_at(lines, number)

    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 15")
        await fill(lab, page.task_id)
        page.show_tab("Console")
        await lab.until(lambda: page.query(Console) and page.query_one(Console).line_count)
        console = page.query_one(Console)
        console.focus()

        # The first screen is the end of the log, and one request brings it.
        await lab.until(lambda: f"step {LINES - 1} of" in shown(console))
        assert lab.wire.asked[LOG] == 1

        # Keys among the lines at hand ask nothing and look at few lines, however long the log.
        monkeypatch.setattr(LogLines, "at", counting_at)
        for key in ("k", "j", "pageup", "pagedown"):
            looked_at = 0
            await lab.press(key)
            assert 0 < looked_at < 20 * console.size.height, key
        assert pages_asked(lab) == 1

        # Far back: each page is one request, and what is kept does not grow with them.
        pages = 0
        while first_step(console) > LINES - 2 * MOST_LINES:
            first = console.known.first
            console.go_to(first)
            console.action_scroll_by(-1)
            await lab.until(lambda first=first: console.known.first < first)
            pages += 1
            assert console.line_count <= MOST_LINES * 1.1 + PAST_BATCH
        assert pages > MOST_LINES / PAST_BATCH
        assert pages_asked(lab) == 1 + pages

        # With as many lines as are ever kept, a key still looks at no more of them.
        for key in ("j", "pagedown", "k"):
            looked_at = 0
            await lab.press(key)
            assert 0 < looked_at < 20 * console.size.height, key

        # The other 960,000 lines lie between here and the top, which is one request away.
        await lab.press("g")
        await lab.until(lambda: "step 0 of" in shown(console))
        assert from_the_top(lab) == 1
        assert pages_asked(lab) == 1 + pages
        assert console.line_count <= PAST_BATCH
