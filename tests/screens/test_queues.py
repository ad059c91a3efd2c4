from __future__ import annotations

from mltui.screens.queue import QueueScreen
from mltui.screens.queues import QueuesScreen
from tests.support.lab import LabMonitor, lab_monitor


async def open_queues(lab: LabMonitor) -> None:
    await lab.press("3")
    await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
    await lab.until_rows()


def named(lab: LabMonitor, name: str) -> str:
    return next(key for key in lab.row_keys if lab.cell(key, "name") == name)


async def test_queues_tell_what_waits_and_who_serves():
    async with lab_monitor() as lab:
        await open_queues(lab)
        key = named(lab, "gpu-large")
        assert int(lab.cell(key, "length")) > 0
        assert lab.cell(key, "next")
        assert "busy" in lab.cell(key, "servers")
        assert "waiting in" in lab.app.screen.counts()


async def test_enter_lists_the_queues_tasks_in_order():
    async with lab_monitor() as lab:
        await open_queues(lab)
        key = named(lab, "gpu-large")
        first = lab.cell(key, "next")
        length = int(lab.cell(key, "length"))
        lab.table.move_to(key)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, QueueScreen))
        await lab.until_rows()
        await lab.until(lambda: all(lab.column("project")) and all(lab.column("user")))
        assert len(lab.row_keys) == length
        assert lab.column("task")[0] == first
        assert lab.column("place") == [str(n) for n in range(1, length + 1)]
        assert lab.app.screen.subject() == "gpu-large"


async def test_escape_comes_back_to_the_queue():
    async with lab_monitor() as lab:
        await open_queues(lab)
        await lab.press("j", "j")
        key = lab.table.cursor_key
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, QueueScreen))
        await lab.press("escape")
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
        assert lab.table.cursor_key == key


async def test_a_filter_is_asked_of_the_server():
    async with lab_monitor() as lab:
        await open_queues(lab)
        await lab.press("slash", *"gpu", "enter")
        await lab.until(lambda: all("gpu" in name for name in lab.column("name")))


async def test_an_empty_queue_says_so():
    async with lab_monitor() as lab:
        await open_queues(lab)
        lab.table.move_to(named(lab, "default"))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, QueueScreen))
        assert lab.app.screen._empty_note == "Nothing waits here."
