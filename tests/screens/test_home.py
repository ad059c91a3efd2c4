from __future__ import annotations

from mltui.screens.home import HomeScreen
from mltui.screens.task import TaskScreen
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor


async def open_home(lab: LabMonitor) -> HomeScreen:
    await lab.press("0")
    await lab.until(lambda: isinstance(lab.app.screen, HomeScreen))
    screen = lab.app.screen
    assert isinstance(screen, HomeScreen)
    await lab.until(lambda: screen._home is not None)
    return screen


def glance(screen: HomeScreen) -> str:
    return screen.query_one("#glance", Lines).text


def texts(table: Table, column: str) -> list[str]:
    rows = (table._rows.at(index) for index in range(table.total))
    cells = (row.cells[column] for row in rows if row is not None)
    return [cell if isinstance(cell, str) else cell.text for cell in cells]


async def test_my_tasks_come_with_their_curves_the_running_ones_first():
    async with lab_monitor() as lab:
        screen = await open_home(lab)
        mine = screen.query_one("#mine", Table)
        assert texts(mine, "name")[:2] == ["yolo-l aug v3", "retina sweep 14"]
        assert texts(mine, "curve")[0].strip()
        assert screen.counts() == "2 running  2 queued"
        assert {task.row.user for task in screen._home.mine} == {"Ada Okafor"}


async def test_the_fleet_and_what_waits_are_told_at_a_glance():
    async with lab_monitor() as lab:
        screen = await open_home(lab)
        await lab.until(lambda: "GPUs" in glance(screen) and "gpu-large" in glance(screen))
        assert "since" in glance(screen)


async def test_the_newest_failures_say_why():
    async with lab_monitor() as lab:
        screen = await open_home(lab)
        failed = screen.query_one("#failed", Table)
        assert failed.total > 3
        assert all(reason != "–" for reason in texts(failed, "reason"))


async def test_a_task_opens_from_here():
    async with lab_monitor() as lab:
        await open_home(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_curves_are_asked_for_again_only_after_a_report():
    async with lab_monitor() as lab:
        await open_home(lab)
        curves = "events.multi_task_scalar_metrics_iter_histogram"
        assert lab.wire.asked[curves] == 1
        tasks = lab.wire.asked["tasks.get_all_ex"]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked["tasks.get_all_ex"] >= tasks + 3)
        assert lab.wire.asked[curves] == 1


async def test_somebody_without_tasks_is_told_where_to_look():
    async with lab_monitor() as lab:
        lab.wire.empty["tasks.get_all_ex"] = {"tasks": []}
        lab.wire.empty["queues.get_all_ex"] = {"queues": []}
        screen = await open_home(lab)
        await lab.until(lambda: "You have no tasks" in lab.note)
        await lab.until(lambda: "nothing waits" in glance(screen))


async def test_a_lost_server_leaves_what_was_known():
    async with lab_monitor() as lab:
        screen = await open_home(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        assert screen.query_one("#mine", Table).total
