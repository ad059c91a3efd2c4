"""What each screen asks of the server in a minute, and how long the answers are; idle and busy.

Time is simulated: a minute of the questions takes as long as their answers do. The lab stands still
(idle), or lives on while it is watched (busy).
"""

from __future__ import annotations

import asyncio

import httpx

from mltui.screens.base import MonitorScreen
from mltui.screens.registry import entries
from mltui.server.demo import Demo
from tests.bench.measure import Measure
from tests.support.lab import OPENED, LabMonitor, Wire, lab_monitor
from tests.support.timing import FakeTiming

#: How long each screen is watched, seconds of simulated time.
WATCHED_S = 60

#: What is seen first, before the counting begins.
SETTLED_S = 15


class Counted(Wire):
    """Counts what the answers weigh, beside the questions."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.received = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        self.received += len(await answer.aread())
        return answer


def measure_questions() -> list[Measure]:
    """Return requests a minute and bytes an answer, per screen."""
    return asyncio.run(_measured())


async def _measured() -> list[Measure]:
    measures = []
    for busy in (False, True):
        timing = FakeTiming(OPENED.timestamp())
        async with lab_monitor(timing=timing, way=Counted) as lab:
            await lab.until_rows()
            for entry in entries():
                await lab.press(entry.key)
                await lab.until(lambda name=entry.name: lab.app.current_mode == name)
                measures += await _watch(lab, timing, entry.title, busy=busy)
            await lab.press("2")
            await lab.until(lambda: lab.app.current_mode == "tasks")
            await _on_a_running_task(lab)
            await lab.press("enter", "tab")
            measures += await _watch(lab, timing, "a task's scalars", busy=busy)
            await lab.press("tab")
            measures += await _watch(lab, timing, "a task's console", busy=busy)
    return measures


async def _on_a_running_task(lab: LabMonitor) -> None:
    """Go to one that runs; where the lab stands still all of them have stalled by now."""
    going_on = {"● running", "⚠ stalled"}
    await lab.until(lambda: going_on.intersection(lab.column("status")))
    statuses = lab.column("status")
    wanted = next(status for status in ("● running", "⚠ stalled") if status in statuses)
    key = lab.row_keys[statuses.index(wanted)]
    lab.table.move_to(key)
    await lab.until(lambda: lab.table.cursor_key == key)


async def _watch(lab: LabMonitor, timing: FakeTiming, name: str, *, busy: bool) -> list[Measure]:
    await _pass(lab, timing, SETTLED_S, busy=busy)
    wire = lab.wire
    assert isinstance(wire, Counted)
    asked, received = wire.asked.total(), wire.received
    await _pass(lab, timing, WATCHED_S, busy=busy)
    requests = wire.asked.total() - asked
    size = (wire.received - received) / requests if requests else 0.0
    told = f"{name}, {'busy' if busy else 'idle'}"
    return [
        Measure(f"requests, {told}", requests * 60 / WATCHED_S, "a minute"),
        Measure(f"an answer, {told}", size, "bytes"),
    ]


async def _pass(lab: LabMonitor, timing: FakeTiming, seconds: int, *, busy: bool) -> None:
    for _ in range(seconds):
        if busy:
            await lab.advance(1.0)
        await timing.advance(1.0)
        await asyncio.sleep(0)
        await lab.until(lambda: not _is_asking(lab))


def _is_asking(lab: LabMonitor) -> bool:
    screen = lab.app.screen
    return isinstance(screen, MonitorScreen) and any(
        feed.asking and not feed.resting for feed in screen.feeds
    )
