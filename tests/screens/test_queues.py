from __future__ import annotations

import pytest

from mltui.live.store import MemoryStore
from mltui.screens.queue import QueueScreen
from mltui.screens.queues import QueuesScreen
from mltui.screens.worker import WorkerScreen
from mltui.server.demo import Demo
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from mltui.widgets.status_line import StatusLine
from mltui.widgets.table import Cell, Table
from tests.support.lab import LabMonitor, Wire, lab_monitor


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
        assert lab.cell(key, "servers") == "2 of 2 busy"
        # One of five does not report any more.
        default = named(lab, "default")
        await lab.until(lambda: lab.cell(default, "servers") == "3 of 4 busy")
        assert "waiting in" in lab.app.screen.counts()


async def test_the_title_counts_the_queues_in_which_something_waits():
    async with lab_monitor() as lab:
        await open_queues(lab)
        lengths = [int(length) for length in lab.column("length")]
        assert 0 in lengths
        waited_for = sum(length > 0 for length in lengths)
        assert lab.app.screen.counts() == f"{sum(lengths)} waiting in {waited_for} queues"
        for key in lab.row_keys:
            await lab.call("queues.clear_queue", {"queue": key})
        await lab.press("r")
        nothing = f"nothing waits in {len(lengths)} queues"
        await lab.until(lambda: lab.app.screen.counts() == nothing)


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


async def on_a_queue(lab: LabMonitor, name: str) -> QueueScreen:
    # The lab writes down the past of its queues and old tasks as soon as its time moves.
    await lab.advance(2)
    await open_queues(lab)
    lab.table.move_to(named(lab, name))
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, QueueScreen))
    screen = lab.app.screen
    assert isinstance(screen, QueueScreen)
    return screen


async def test_a_queue_shows_its_length_and_waits_over_time():
    async with lab_monitor() as lab:
        page = await on_a_queue(lab, "gpu-large")
        length, wait = page.query(Chart)
        await lab.until(lambda: length.picture.series and wait.picture.series)
        assert length.picture.title == "Tasks waiting"
        noted = page.query_one("#facts", Lines).text
        assert "tags a100" in noted
        assert "longest run 24 h" in noted
        assert max(wait.picture.series[0].ys) > 0
        await lab.press("plus")
        await lab.until(lambda: length.picture.note == "12 hours")


async def test_a_queue_says_when_its_tasks_will_probably_start():
    async with lab_monitor() as lab:
        await on_a_queue(lab, "gpu-large")
        await lab.until(lambda: lab.row_keys and "–" not in lab.column("start"))
        assert all("–" in words or words == "now" for words in lab.column("start"))


async def test_who_has_not_waited_as_long_as_others_had_to_may_have_to():
    async with lab_monitor() as lab:
        lab.wire.empty["queues.get_queue_metrics"] = {
            "queues": [
                {"queue": "q", "dates": [1], "avg_waiting_times": [400_000], "queue_lengths": [1]}
            ]
        }
        await on_a_queue(lab, "gpu-large")
        await lab.until(lambda: lab.row_keys and "–" not in lab.column("start"))
        assert all(words.rpartition("–")[2].startswith("4d") for words in lab.column("start"))


async def test_a_start_is_estimated_without_the_queues_past_too():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("queues.get_queue_metrics")
        await on_a_queue(lab, "gpu-large")
        await lab.until(lambda: lab.row_keys and "–" not in lab.column("start"))


def runs(servers: Table) -> list[str]:
    """What each worker runs, from the top."""
    rows = (servers._rows.at(place) for place in range(servers.total))
    cells = [row.cells["task"] for row in rows if row is not None]
    return [cell.text for cell in cells if isinstance(cell, Cell)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_queues_page_lists_who_serves_it_and_what_each_runs(size: tuple[int, int]):
    async with lab_monitor(size=size) as lab:
        page = await on_a_queue(lab, "gpu-small")
        servers = page.query_one("#servers", Table)
        await lab.until(lambda: servers.total == 6 and page._outlook.workers)
        await lab.until(lambda: "⚠ lost" in runs(servers))
        assert runs(servers)[:4] == [
            "⚠ lost",
            "sst2 deberta-v3 2e-05",
            "segformer-b2 cityscapes v4",
            "yolo-s distill",
        ]
        titles = page.query_one("#entries", Table).render_line(0).text.split()
        assert titles == ["#", "TASK", "PROJECT", "USER", "SINCE", "STARTS", "IN"]
        await lab.press("tab")
        # What may be done to entries is not offered for workers.
        assert page.subjects() == []
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
        assert lab.app.screen.subject().startswith("box1:6")
        await lab.press("escape", "tab")
        assert page.subjects()


async def test_workers_have_the_lines_that_no_entry_needs():
    async with lab_monitor(size=(80, 24)) as lab:
        page = await on_a_queue(lab, "gpu-small")
        entries, servers = page.query_one("#entries", Table), page.query_one("#servers", Table)
        await lab.until(lambda: servers.total == 6 and servers.size.height == 7)
        assert entries.size.height > entries.total


async def test_workers_have_the_lines_that_are_theirs_in_a_terminal_that_became_another():
    async with lab_monitor(size=(80, 40)) as lab:
        page = await on_a_queue(lab, "gpu-small")
        servers = page.query_one("#servers", Table)
        await lab.until(lambda: servers.total == 6 and servers.size.height == 7)
        # Before anything is answered anew.
        lab.wire.cut = True
        await lab.pilot.resize_terminal(80, 16)
        await lab.until(lambda: servers.size.height == 1 + 16 // 5)
        await lab.pilot.resize_terminal(200, 50)
        await lab.until(lambda: servers.size.height > 7)
        await lab.pilot.resize_terminal(80, 24)
        await lab.until(lambda: servers.size.height == 7)


async def test_workers_leave_most_lines_to_the_tasks_of_a_long_queue():
    async with lab_monitor(size=(80, 24)) as lab:
        page = await on_a_queue(lab, "gpu-small")
        entries, servers = page.query_one("#entries", Table), page.query_one("#servers", Table)
        await lab.until(lambda: servers.total == 6)
        queue = {
            "id": "q",
            "name": "gpu-small",
            "entries": [{"task": {"id": f"t{number}"}} for number in range(40)],
            "workers": [{"name": f"box{number}:0"} for number in range(6)],
        }
        lab.wire.empty["queues.get_all_ex"] = {"queues": [queue]}
        await lab.press("r")
        await lab.until(lambda: entries.total == 40 and servers.size.height == 5)
        assert entries.size.height > servers.size.height


async def test_without_finished_tasks_nothing_is_estimated():
    async with lab_monitor() as lab:
        lab.wire.empty["tasks.get_all_ex"] = {"tasks": []}
        await on_a_queue(lab, "gpu-large")
        await lab.until(lambda: lab.wire.asked["tasks.get_all_ex"] >= 2 and lab.row_keys)
        assert set(lab.column("start")) == {"–"}


async def test_five_hundred_queues_are_listed():
    async with lab_monitor() as lab:
        lab.wire.empty["queues.get_all_ex"] = {
            "queues": [
                {"id": f"{n:032x}", "name": f"queue {n:03}", "entries": [], "workers": []}
                for n in range(500)
            ]
        }
        await open_queues(lab)
        assert lab.table.total == 500
        await lab.press("G")
        assert lab.cell(lab.table.cursor_key or "", "name") == "queue 499"


async def test_a_lost_server_leaves_the_queues_and_says_so():
    async with lab_monitor() as lab:
        await open_queues(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "cannot be reached" in lab.note)
        assert lab.row_keys


async def test_queues_are_fresh_where_the_server_does_not_say_which_workers_are_lost():
    async with lab_monitor() as lab:
        await open_queues(lab)
        default = named(lab, "default")
        await lab.until(lambda: lab.cell(default, "servers") == "3 of 4 busy")
        screen = lab.app.screen
        lab.wire.refuse("workers.get_all", lambda body: True)
        before = lab.wire.asked["queues.get_all_ex"], lab.wire.asked["workers.get_all"]
        await lab.press("r")
        await lab.until(
            lambda: (
                lab.wire.asked["queues.get_all_ex"] > before[0]
                and lab.wire.asked["workers.get_all"] > before[1]
                and not any(feed.asking for feed in screen.feeds)
            )
        )
        assert lab.note == ""
        assert not screen.feeds.freshness.failing
        # What was known stays.
        assert lab.cell(default, "servers") == "3 of 4 busy"


class Cut(Wire):
    """A way on which nothing gets through."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.cut = True


async def test_a_start_without_a_server_shows_what_was_known_and_how_old_it_is():
    store = MemoryStore()
    async with lab_monitor(store=store, first="queues") as lab:
        await lab.until(
            lambda: lab.row_keys and lab.cell(named(lab, "default"), "servers") == "3 of 4 busy"
        )
    async with lab_monitor(store=store, first="queues", way=Cut) as lab:
        await lab.until(lambda: isinstance(lab.app.screen, QueuesScreen) and lab.row_keys)
        screen = lab.app.screen
        assert isinstance(screen, QueuesScreen)
        await lab.until(lambda: all(feed.freshness.failing for feed in screen.feeds))
        await lab.until(lambda: screen.query_one(StatusLine).link.age_s is not None)
        assert lab.cell(named(lab, "default"), "servers") == "3 of 4 busy"
