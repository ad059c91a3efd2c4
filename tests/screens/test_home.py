from __future__ import annotations

from mltui.live.home import MOST_CURVES, MOST_MINE
from mltui.live.idleness import Tally
from mltui.live.queues import Queue, QueueEntry, Server
from mltui.live.store import MemoryStore
from mltui.screens.home import HomeScreen
from mltui.screens.home_cells import FAILED_COLUMNS, fleet_line, queues_line
from mltui.screens.task import TaskScreen
from mltui.widgets.columns import place
from mltui.widgets.confirm import Confirm
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor
from tests.support.small import Served, small_monitor


async def home_of(lab: LabMonitor) -> HomeScreen:
    """The screen that the monitor opens on, when its rows are there."""
    screen = lab.app.screen
    assert isinstance(screen, HomeScreen)
    await lab.until(lambda: screen._mine is not None)
    return screen


def glance(screen: HomeScreen) -> str:
    return screen.query_one("#glance", Lines).text


def texts(table: Table, column: str) -> list[str]:
    rows = (table._rows.at(index) for index in range(table.total))
    cells = (row.cells[column] for row in rows if row is not None)
    return [cell if isinstance(cell, str) else cell.text for cell in cells]


async def test_my_tasks_come_with_their_curves_the_running_ones_first():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        mine = screen.query_one("#mine", Table)
        assert texts(mine, "name")[:2] == ["yolo-l aug v3", "retina sweep 14"]
        assert screen.counts() == "2 running  2 queued"
        assert {task.row.user for task in screen._mine or ()} == {"Ada Okafor"}
        await lab.until(lambda: texts(mine, "curve")[0].strip())
        # No more than these are asked for: how many others there are is not known.
        screen._mine = (screen._mine or ()) * MOST_MINE
        assert screen.counts() == "20 or more run or wait"


async def test_the_fleet_and_what_waits_are_told_at_a_glance():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        await lab.until(lambda: "GPUs" in glance(screen) and "gpu-large" in glance(screen))
        assert "since" in glance(screen)


async def test_the_newest_failures_say_why():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        failed = screen.query_one("#failed", Table)
        await lab.until(lambda: failed.total > 3)
        assert all(reason != "–" for reason in texts(failed, "reason"))


async def test_a_failure_without_a_message_says_its_reason():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        failed = screen.query_one("#failed", Table)
        await lab.until(lambda: failed.total > 3)
        task = screen.subjects()[0].id
        crash = {"task": task, "status_reason": "Exception boom", "force": True}
        await lab.call("tasks.failed", crash)
        screen.feed("failed").ask_now()
        await lab.until(lambda: texts(failed, "reason")[0] == "Exception boom")


async def test_where_nothing_has_failed_it_says_so():
    async with small_monitor(Served(), "home") as lab:
        screen = await home_of(lab)
        failed = screen.query_one("#failed", Table)
        await lab.until(lambda: "No task has failed." in failed.render_line(0).text)
        task = await lab.call("tasks.create", {"name": "run", "type": "training"})
        await lab.call("tasks.failed", {"task": task["id"], "force": True})
        screen.feed("failed").ask_now()
        await lab.until(lambda: "NEWEST FAILURES" in failed.render_line(0).text)


async def test_a_task_opens_from_here():
    async with lab_monitor(first="home") as lab:
        await home_of(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_a_running_task_is_stopped_from_here():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        await lab.press("j", "x")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("y")
        await lab.until(lambda: lab.app.screen is screen and lab.wire.asked["tasks.stop_many"])
        assert lab.wire.bodies["tasks.stop_many"][0]["ids"] == [screen.subjects()[0].id]


async def test_what_is_offered_is_about_the_list_that_has_the_focus():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        await lab.until(lambda: screen._failed)
        assert screen.check_action("act", ("stop",))
        assert not screen.check_action("act", ("reset",))
        await lab.press("tab")
        await lab.until(lambda: screen.check_action("act", ("reset",)))
        assert not screen.check_action("act", ("stop",))
        assert screen.subjects()[0].status == "failed"


async def test_curves_are_asked_for_a_few_at_a_time_and_again_only_after_a_report():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        curves = "events.multi_task_scalar_metrics_iter_histogram"
        await lab.until(lambda: screen._curves and not screen._curves_question.more)
        await lab.until(lambda: not screen.feed("curves").asking)
        asked = lab.wire.asked[curves]
        assert asked > 1
        assert all(len(body["tasks"]) <= MOST_CURVES for body in lab.wire.bodies[curves])
        tasks = lab.wire.asked["tasks.get_all_ex"]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked["tasks.get_all_ex"] >= tasks + 5)
        await lab.until(lambda: not any(feed.asking for feed in screen.feeds))
        assert lab.wire.asked[curves] == asked


async def test_nothing_but_the_newest_date_is_asked_for_while_nothing_moves():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        await lab.until(lambda: not any(feed.asking for feed in screen.feeds))
        asked = len(lab.wire.bodies["tasks.get_all_ex"])
        for _ in range(2):
            before = len(lab.wire.bodies["tasks.get_all_ex"])
            screen.feed("mine").ask_now()
            await lab.until(lambda before=before: len(lab.wire.bodies["tasks.get_all_ex"]) > before)
        later = lab.wire.bodies["tasks.get_all_ex"][asked:]
        assert later
        assert all(body["only_fields"] == ["last_update", "last_change"] for body in later)


async def test_what_was_shown_last_is_there_before_anything_is_asked():
    store = MemoryStore()
    async with lab_monitor(first="home", store=store) as lab:
        screen = await home_of(lab)
        await lab.until(lambda: screen._curves and "GPUs" in glance(screen))
        await lab.until(lambda: "busy" in glance(screen) and screen._failed)
    async with lab_monitor(first="home", store=store) as lab:
        lab.wire.cut = True
        screen = await home_of(lab)
        await lab.until(lambda: "busy" in glance(screen) and "gpu-large" in glance(screen))
        await lab.until(lambda: texts(screen.query_one("#mine", Table), "curve")[0].strip())
        assert screen.query_one("#failed", Table).total


async def test_somebody_without_tasks_is_told_where_to_look():
    async with lab_monitor(first="home") as lab:
        lab.wire.empty["tasks.get_all_ex"] = {"tasks": []}
        lab.wire.empty["queues.get_all_ex"] = {"queues": []}
        screen = await home_of(lab)
        await lab.until(lambda: "You have no tasks" in lab.note)
        await lab.until(lambda: "nothing waits" in glance(screen))


def test_why_a_task_failed_has_room_before_whose_it_was():
    contents = {"user": 15, "project": 22}
    narrow = {at.column.key: at.width for at in place(FAILED_COLUMNS, 76, contents)}
    assert narrow["reason"] >= 40
    assert "user" not in narrow
    wide = [at.column.key for at in place(FAILED_COLUMNS, 116, contents)]
    assert wide == ["name", "reason", "updated", "user", "project"]


def test_machines_without_a_gpu_are_a_fleet_all_the_same():
    line = fleet_line(Tally(hosts=2), wide=False)
    assert "".join(text for text, _ in line) == "Fleet   2 hosts   no GPU has reported"


def test_of_a_fleet_that_is_lost_as_a_whole_that_is_said():
    line = fleet_line(Tally(hosts=2000, lost=2000))
    assert "".join(text for text, _ in line) == "Fleet   2,000 hosts   ⚠ 2,000 workers lost"


def test_as_many_waiting_queues_are_named_as_there_is_room_for_and_the_others_counted():
    queues = [
        Queue(name, name, (QueueEntry("t", since=100.0),))
        for name in map("gpu-{}".format, range(9))
    ]

    def told(width: int) -> str:
        return "".join(text for text, _ in queues_line(queues, 700.0, width)).strip()

    assert told(200).count("since 10m") == 4
    assert told(200).endswith("and 5 more")
    assert told(60) == "Queues  gpu-0 1 since 10m served by nobody   and 8 more"
    assert told(10).endswith("and 8 more")


def test_a_queue_of_which_all_workers_are_lost_is_served_by_nobody():
    queue = Queue("q", "gpu", (QueueEntry("t", since=100.0),), (Server("box"),))
    told = [text for text, _ in queues_line([queue], 700.0)]
    assert " served by nobody" not in told
    lost = [text for text, _ in queues_line([queue.knowing({"box"})], 700.0)]
    assert " served by nobody" in lost


async def test_a_lost_server_leaves_what_was_known():
    async with lab_monitor(first="home") as lab:
        screen = await home_of(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        assert screen.query_one("#mine", Table).total
