"""Waiting tasks are moved within their queue, to another one, and back."""

from __future__ import annotations

import httpx

from mltui.screens.queue import QueueScreen
from mltui.screens.queues import QueuesScreen
from mltui.widgets.choose import Choose
from mltui.widgets.confirm import Confirm
from mltui.widgets.tell import Tell
from tests.screens.test_bulk import done
from tests.support.lab import LabMonitor, lab_monitor


async def open_queue(lab: LabMonitor, name: str) -> QueueScreen:
    await lab.press("3")
    await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen))
    await lab.until_rows()
    key = next(key for key in lab.row_keys if lab.cell(key, "name") == name)
    lab.table.move_to(key)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, QueueScreen))
    await lab.until_rows()
    screen = lab.app.screen
    assert isinstance(screen, QueueScreen)
    return screen


async def order_of(lab: LabMonitor, queue: str) -> list[str]:
    answer = await lab.call("queues.get_by_id", {"queue": queue})
    return [entry["task"] for entry in answer["queue"]["entries"]]


async def test_a_queue_is_reordered_by_keys_and_put_back_by_undo():
    async with lab_monitor() as lab:
        screen = await open_queue(lab, "gpu-large")
        queue = screen._queue.id
        before = await order_of(lab, queue)
        lab.table.mark(before[1:3])
        await lab.press("T")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert lab.app.screen._plan.startswith("Move 2 waiting tasks to the front: “")
        await lab.press("enter")
        await done(lab)
        moved = [*before[1:3], before[0], *before[3:]]
        assert await order_of(lab, queue) == moved
        await lab.until(lambda: lab.row_keys == moved)
        lab.app.clear_notifications()
        await lab.press("u")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        assert lab.app.screen._plan.startswith("Move back 2 waiting tasks: “")
        await lab.press("enter")
        await done(lab, 3)
        assert await order_of(lab, queue) == before
        # One sentence, however many were sent one after the other.
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert told == "2 waiting tasks moved back."
        lab.table.clear_marks()
        lab.table.move_to(before[0])
        await lab.press("J")
        await done(lab, 4)
        assert (await order_of(lab, queue))[:2] == [before[1], before[0]]


async def test_what_goes_back_step_by_step_is_not_sent_on_to_a_server_asked_too_often():
    async with lab_monitor() as lab:
        screen = await open_queue(lab, "gpu-large")
        queue = screen._queue.id
        before = await order_of(lab, queue)
        lab.table.mark(before[1:])
        await lab.press("T")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await done(lab)
        moved = await order_of(lab, queue)
        await lab.until(lambda: lab.row_keys == moved)
        way, sent = lab.wire.handle_async_request, 0

        async def busy(request: httpx.Request) -> httpx.Response:
            nonlocal sent
            if "queues.move_task" not in request.url.path:
                return await way(request)
            sent += 1
            return httpx.Response(429, request=request)

        lab.wire.handle_async_request = busy
        await lab.press("u")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, Tell))
        assert len(lab.app.screen._lines) == len(before) - 1 > 1
        assert all("left alone" in line for line in lab.app.screen._lines)
        assert sent == 1
        await lab.press("enter")
        # All of it can be taken back later.
        lab.wire.handle_async_request = way
        await lab.until(lambda: lab.app.screen is screen)
        await lab.press("u")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("enter")
        await done(lab, 1 + len(before))
        assert await order_of(lab, queue) == before


async def test_a_waiting_task_goes_to_another_queue_and_back_to_its_place():
    async with lab_monitor() as lab:
        screen = await open_queue(lab, "gpu-large")
        queue = screen._queue.id
        before = await order_of(lab, queue)
        lab.table.move_to(before[1])
        await lab.press("greater_than_sign")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        moved = (await lab.call("tasks.get_by_id", {"task": before[1]}))["task"]
        assert lab.app.screen._title == f"Move “{moved['name']}” to"
        # In its own queue it would only lose its place.
        assert "gpu-large" not in [choice.text for choice in lab.app.screen._choices]
        await lab.press(*"gpu-small", "enter")
        await done(lab)
        assert before[1] not in await order_of(lab, queue)
        await lab.until(lambda: lab.app._notifications)
        (told,) = (one.message for one in lab.app._notifications)
        assert "moved to “gpu-small”." in told
        await lab.until(lambda: lab.app.screen is screen)
        await lab.press("u")
        await done(lab, 2)
        assert await order_of(lab, queue) == before
