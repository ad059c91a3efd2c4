from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from mltui.live.fleet import PIECE, Readings
from mltui.live.workers import Worker
from mltui.screens import worker_cells
from mltui.screens.activity import ActivityScreen
from mltui.screens.base import HUGE, WIDE
from mltui.screens.task import TaskScreen
from mltui.screens.workers import TABLE_FRAME, WorkersScreen
from mltui.widgets.chart import Chart
from mltui.widgets.columns import place
from mltui.widgets.confirm import Confirm
from mltui.widgets.rows import Cell
from mltui.widgets.status_line import StatusLine
from mltui.widgets.subject_line import SubjectLine
from tests.support.lab import OPENED, LabMonitor, lab_monitor
from tests.support.many_workers import stats_answer, workers_answer

STATS = "workers.get_stats"


async def on_the_wall(lab: LabMonitor) -> WorkersScreen:
    await lab.press("4")
    await lab.until(lambda: isinstance(lab.app.screen, WorkersScreen))
    await lab.until_rows()
    await lab.until(lambda: lab.app.screen.counts() != "")
    screen = lab.app.screen
    assert isinstance(screen, WorkersScreen)
    return screen


async def test_every_gpu_of_a_worker_has_a_cell():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "worker") == "box1:0-3")
        row = lab.table.row(key)
        assert row is not None
        assert [name for name in row.cells if name.startswith("gpu")] == [
            "gpu0",
            "gpu1",
            "gpu2",
            "gpu3",
        ]
        assert all(0 <= int(lab.cell(key, f"gpu{n}")) <= 100 for n in range(4))


async def test_a_gpu_that_is_held_but_idle_stands_out():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        assert "held idle 1" in screen.counts()
        await lab.press("slash", *"held", "enter")
        await lab.until(lambda: len(lab.keys()) == 1)
        assert lab.column("task")[0].startswith("⚠ GPU 0 idle ")


async def test_all_workers_are_read_with_two_requests():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        assert lab.wire.asked[STATS] == 1
        assert lab.wire.asked["workers.get_by_id"] == 0


async def test_gpus_stand_in_the_columns_of_their_numbers():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "worker") == "box1:4-5")
        row = lab.table.row(key)
        assert row is not None
        assert [name for name in row.cells if name.startswith("gpu")] == ["gpu4", "gpu5"]


async def test_a_gpu_at_rest_reads_zero_and_not_nothing():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "worker") == "box3:0")
        assert lab.cell(key, "gpu0").startswith("0")


async def test_the_users_are_those_of_the_tasks():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        assert "Ada Okafor" in lab.column_known("user")
        assert "Lab Agents" not in lab.column_known("user")


async def test_on_a_huge_screen_no_name_of_a_user_is_cut():
    async with lab_monitor(size=(200, 50)) as lab:
        await on_the_wall(lab)
        table = lab.table
        await lab.until(
            lambda: any(
                "Jonas Lindqvist" in table.render_line(y).text for y in range(table.size.height)
            )
        )


async def test_a_lost_worker_stands_out_and_is_a_filter():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        assert "1 worker lost" in screen.counts()
        await lab.press("n", "n")
        await lab.until(lambda: lab.column("worker") == ["box2:3"])
        assert "no report for" in lab.column("task")[0]
        # It comes back while the plan to forget it is read.
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        report = {
            "worker": "box2:3",
            "timestamp": int(OPENED.timestamp() * 1000),
            "machine_stats": {},
        }
        await lab.call("workers.status_report", report)
        await lab.press("y")
        told = "Could not unregister “box2:3”: meanwhile it is alive"
        await lab.until(lambda: told in [note.message for note in lab.app._notifications])
        await lab.until(lambda: "lost" not in screen.counts())
        assert lab.wire.asked["workers.unregister"] == 0


async def test_a_key_goes_through_what_stands_out():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        seen = []
        for _ in range(4):
            await lab.press("n")
            seen.append(screen.pattern)
        assert seen == ["held", "lost", "idle", ""]


async def test_the_wall_is_grouped_by_host_queue_or_project():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        assert lab.column("worker")[:2] == ["box1", "box1:0-3"]
        await lab.press("b")
        assert screen.details() == "usage  by queue"
        assert lab.column("worker")[0] == "default"
        await lab.press("b")
        assert "Vision/Detection" in lab.column("worker")
        # A group's name may be long: no column vanishes for it.
        assert {"gpu7", "task", "user", "queue"} <= lab.table.shown_columns
        assert lab.table._content_widths["worker"] == len("box3:services")
        # What is said of it goes on over the columns to its right, in which it has nothing.
        group = lab.table.row(lab.row_keys[0])
        assert group is not None
        assert group.cells["task"].spills
        assert group.cells.keys() == {"worker", "task"}
        await lab.press("b")
        assert "box1" not in lab.column("worker")


async def test_a_group_opens_as_a_filter():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        lab.table.move_to(lab.keys()[0])
        await lab.press("enter")
        assert screen.pattern == "host:box1"
        assert all(name.startswith("box1") for name in lab.column("worker"))


async def test_a_group_holds_nobody_whose_name_only_begins_like_it():
    async with lab_monitor() as lab:
        wall = workers_answer(12, OPENED.isoformat())
        for number in (1, 10):
            wall["workers"].append({**wall["workers"][number], "id": f"node{number}:gpu9"})
        wall["workers"][3]["project"] = {"id": "p", "name": "NLP/Fine tuning: old"}
        del wall["workers"][4]["task"]
        lab.wire.empty["workers.get_all"] = wall
        lab.wire.empty[STATS] = {"workers": []}
        screen = await on_the_wall(lab)
        lab.table.move_to(next(key for key in lab.keys() if key.endswith(":node1")))
        await lab.press("enter")
        assert lab.column("worker") == ["node1:0-7", "node1:9"]
        await lab.press("escape", "b", "b")
        for group, worker in (("no task", "node4:0-7"), ("NLP/Fine tuning: old", "node3:0-7")):
            lab.table.move_to(next(key for key in lab.keys() if key.endswith(group)))
            await lab.press("enter")
            assert lab.column("worker") == [worker], screen.pattern
            await lab.press("escape")


async def test_free_gpus_stand_out_as_on_the_first_screen():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        idle = next(key for key in lab.keys() if lab.cell(key, "task") == "idle")
        row = lab.table.row(idle)
        assert row is not None
        assert row.cells["task"] == Cell("idle", "good")


async def test_where_nothing_was_read_of_a_worker_without_a_task_no_free_gpu_is_shown():
    async with lab_monitor() as lab:
        wall = workers_answer(1, OPENED.isoformat())
        del wall["workers"][0]["task"]
        lab.wire.empty["workers.get_all"] = wall
        lab.wire.empty[STATS] = {"workers": []}
        await lab.press("4")
        await lab.until(lambda: isinstance(lab.app.screen, WorkersScreen) and lab.row_keys)
        row = lab.table.row(lab.row_keys[0])
        assert row is not None
        assert row.cells["task"] == Cell("idle", "idle")


async def test_gpus_in_use_without_a_task_are_not_called_idle():
    async with lab_monitor() as lab:
        wall = workers_answer(2, OPENED.isoformat())
        for worker in wall["workers"]:
            del worker["task"]
        lab.wire.empty["workers.get_all"] = wall
        lab.wire.empty[STATS] = stats_answer(2, [int(OPENED.timestamp() * 1000) - 40_000])
        screen = await on_the_wall(lab)
        assert [whole(lab, key) for key in lab.keys()] == [
            "no task  GPUs 1-7 in use",
            "no task  GPUs 0-7 in use",
        ]
        await lab.press("slash", *"idle", "enter")
        # One of the first's does nothing.
        await lab.until(lambda: lab.column("worker") == ["node0:0-7"])
        assert "busy 15  idle 1" in screen.counts()


def whole(lab: LabMonitor, key: str) -> str:
    """All that stands in the column of the task."""
    row = lab.table.row(key)
    assert row is not None
    cell = row.cells["task"]
    assert isinstance(cell, Cell)
    return cell.text + "".join(text for text, _ in cell.more)


async def test_a_narrow_screen_says_what_the_cells_show():
    async with lab_monitor(size=(80, 24)) as lab:
        await on_the_wall(lab)
        for key, measure in (("t", "temp"), ("m", "memory"), ("u", "usage")):
            await lab.press(key)
            line = lab.app.screen.query_one(StatusLine).render_line(0).text
            assert f"Workers  {measure}" in line
            assert "10/12 busy  ⚠ held 1  ⚠ 1 worker lost" in line
        await lab.press("n")
        # Who sees one worker of many has to see why.
        assert "Workers  /held" in lab.app.screen.query_one(StatusLine).render_line(0).text


def test_on_a_narrow_screen_a_long_name_leaves_room_for_the_tasks_of_eight_gpus():
    placed = place(
        worker_cells.columns(8, 76, wide=False), 76, {"worker": len("long-name-of-a-host:0-7")}
    )
    assert [at.column.key for at in placed] == [
        "worker", *(f"gpu{number}" for number in range(8)), "task",
    ]  # fmt: skip


def test_on_a_narrow_screen_few_gpus_leave_room_for_what_is_wrong_and_the_task():
    placed = place(
        worker_cells.columns(1, 76, wide=False), 76, {"worker": 6, "user": 8, "queue": 9}
    )
    assert next(at.width for at in placed if at.column.key == "task") >= 28


ALL_16 = [*map(str, range(16))]


@pytest.mark.parametrize(("gpus", "width", "titles"), [
    (16, 80, ["WORKER", *"0123456", "+9", "TASK"]),
    (16, 120, ["WORKER", *ALL_16, "TASK"]),
    (16, 200, ["WORKER", *ALL_16, "TASK", "USER", "QUEUE", "FOR", "CPU", "MEM", "NET/s"]),
    (32, 80, ["WORKER", *"0123456", "+25", "TASK"]),
    (32, 200, ["WORKER", *ALL_16, "+16", "TASK", "USER", "QUEUE", "FOR", "CPU", "MEM", "NET/s"]),
])  # fmt: skip
def test_of_many_gpus_those_without_room_are_counted_and_the_task_stays(
    gpus: int, width: int, titles: list[str]
):
    room = width - TABLE_FRAME
    columns = worker_cells.columns(gpus, room, wide=width >= WIDE, huge=width >= HUGE)
    contents = {"worker": len("long-name-of-a-host:0-15"), "user": 9, "queue": 9}
    assert [at.column.title for at in place(columns, room, contents)] == titles


@pytest.mark.parametrize(("task", "said"), [
    ("t", "⚠ GPU 20 idle 15m  run"),
    ("", "no task  GPUs 0-19,21-31 in use"),
])  # fmt: skip
def test_of_a_machine_with_more_than_sixteen_gpus_each_is_spoken_of(task: str, said: str):
    now = OPENED.timestamp()
    worker = Worker("big", task=task, task_name="run", running_s=7200.0, reported=now)
    idle = tuple(now - 900 if number == 20 else None for number in range(32))
    readings = Readings(gpus={"gpu_usage": (50.0,) * 32}, idle_since=idle, per_gpu=True)
    assert worker_cells.width([(worker, readings)]) == 32
    cell = worker_cells.row_of(worker, readings, "usage", now).cells["task"]
    assert isinstance(cell, Cell)
    assert cell.text + "".join(text for text, _ in cell.more) == said


async def test_later_answers_bring_only_what_came_since():
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        screen._question._asked_at = float("-inf")
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[STATS] == 2)
        first, later = lab.wire.bodies[STATS]
        assert first["to_date"] - first["from_date"] == 720
        assert later["to_date"] - later["from_date"] <= 240


async def test_the_activity_of_the_fleet_is_a_key_away():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("a")
        await lab.until(lambda: isinstance(lab.app.screen, ActivityScreen))
        page = lab.app.screen
        await lab.until(lambda: page.counts())
        picture = page.query_one(Chart).picture
        assert [line.name for line in picture.series] == ["active", "all"]
        active, every = picture.series
        assert all(a <= b for a, b in zip(active.ys, every.ys, strict=True))
        assert "active on average" in page.counts()
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        assert page.query_one(Chart).picture.series == picture.series


async def test_without_readings_there_are_still_the_workers_and_it_says_why():
    async with lab_monitor() as lab:
        lab.wire.refuse("workers.get_stats", lambda _: True)
        await on_the_wall(lab)
        assert "box1:0-3" in lab.row_keys
        await lab.until(lambda: lab.note.startswith("No new readings of the machines. The server"))


async def test_a_fleet_of_nobody_says_how_to_start_an_agent():
    async with lab_monitor() as lab:
        lab.wire.empty["workers.get_all"] = {"workers": []}
        lab.app.go("workers")
        await lab.until(lambda: "clearml-agent daemon" in lab.note)
        assert lab.wire.asked[STATS] == 0


async def test_an_older_server_shows_the_average_and_says_so():
    async with lab_monitor() as lab:
        silent = (int(OPENED.timestamp()) - 660, int(OPENED.timestamp()) - 40)
        workers = [
            *old_stats("box1:0-3", [64.0, 64.0], silent)["workers"],
            *old_stats("box1:4-5", [1.0, 1.0], silent)["workers"],
        ]
        lab.wire.empty[STATS] = {"workers": workers}
        lab.app.go("workers")
        await lab.until(lambda: "no single GPUs" in lab.note)
        keys = {lab.cell(key, "worker"): key for key in lab.keys()}
        assert lab.cell(keys["box1:0-3"], "gpu0") == "64"
        # It stands for all GPUs that the worker's name tells: 4 that work, 2 that do not.
        assert lab.cell(keys["box1:4-5"], "task").startswith("⚠ GPUs 4-5 idle ")
        assert lab.cell(keys["box1:4-5"], "gpu4").startswith("1")
        assert "6 GPUs  busy 4  ⚠ held idle 2" in lab.app.screen.counts()


async def test_a_lost_worker_stays_on_the_wall_when_the_server_drops_it():
    async with lab_monitor() as lab:
        wall = workers_answer(2, OPENED.isoformat())
        silent, _ = wall["workers"]
        silent["last_report_time"] = (OPENED - timedelta(minutes=9)).isoformat()
        lab.wire.empty["workers.get_all"] = wall
        lab.wire.empty[STATS] = {"workers": []}
        screen = await on_the_wall(lab)
        lab.wire.empty["workers.get_all"] = {"workers": []}
        await lab.press("r")
        await lab.until(lambda: lab.row_keys == [silent["id"]])
        assert "1 worker lost" in screen.counts()
        assert lab.cell(silent["id"], "task").startswith("⚠ no report for 9m")
        await lab.press("D")
        await lab.until(lambda: isinstance(lab.app.screen, Confirm))
        await lab.press("y")
        await lab.until(lambda: not isinstance(lab.app.screen, Confirm))
        await lab.until(lambda: isinstance(lab.app.screen, WorkersScreen) and not lab.row_keys)


def subject_of(lab: LabMonitor) -> str:
    return lab.app.screen.query_one(SubjectLine).render_line(0).text


async def test_what_the_cells_show_and_the_groups_are_said_also_before_there_is_an_answer():
    async with lab_monitor() as lab:
        lab.wire.cut = True
        lab.app.go("workers")
        await lab.until(lambda: "cannot be reached" in lab.note)
        await lab.press("t", "b")
        await lab.until(lambda: "temperature  by queue" in subject_of(lab))


async def test_a_lost_server_leaves_the_wall_and_says_so(monkeypatch: pytest.MonkeyPatch):
    async with lab_monitor() as lab:
        screen = await on_the_wall(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "cannot be reached" in lab.note)
        # Nobody is lost for having reported nothing that could be heard.
        monkeypatch.setattr(lab.app.timing, "now", lambda: OPENED.timestamp() + 3600)
        await lab.press("t")
        await lab.until(lambda: "temperature" in screen.details())
        assert screen.counts().endswith("⚠ 1 worker lost")
        assert [subject.status for subject in screen.subjects()] != ["lost"]
        assert lab.row_keys


async def test_two_thousand_workers_are_one_table_that_scrolls():
    moment = int(OPENED.timestamp() * 1000)
    async with lab_monitor(size=(200, 50)) as lab:
        lab.wire.empty["workers.get_all"] = workers_answer(2000, OPENED.isoformat())
        dates = [moment - 700_000, moment - 40_000]
        lab.wire.empty[STATS] = lambda body: stats_answer(2000, dates, wanted=body["worker_ids"])
        lab.wire.empty["tasks.get_all_ex"] = {"tasks": []}
        screen = await on_the_wall(lab)
        await lab.until(lambda: lab.wire.asked[STATS] == 2000 / PIECE)
        await lab.until(lambda: not screen.feed("fleet").asking)
        assert screen.counts() == "2,000 hosts  16,000 GPUs  busy 15,980  ⚠ held idle 20"
        assert lab.table.total == 2000
        # A page costs what is on it and on the one next to it, however many workers there are.
        lab.table._lines.clear()
        await lab.press("G")
        await lab.until(lambda: lab.table.ahead.is_done)
        assert len(lab.table._lines._known) <= 100
        assert lab.cell(lab.table.cursor_key or "", "worker") == "node1999:0-7"
        await lab.press("n")
        assert lab.table.total == 20


async def test_who_leaves_a_huge_wall_has_no_more_readings_asked_for_until_coming_back():
    moment = int(OPENED.timestamp() * 1000)
    async with lab_monitor(size=(120, 40)) as lab:

        def answer(body: dict[str, Any]) -> dict[str, Any]:
            if lab.wire.asked[STATS] == 3:
                lab.app.screen.feed("fleet").rest()
            return stats_answer(2000, [moment - 40_000], wanted=body["worker_ids"])

        lab.wire.empty["workers.get_all"] = workers_answer(2000, OPENED.isoformat())
        lab.wire.empty[STATS] = answer
        lab.wire.empty["tasks.get_all_ex"] = {"tasks": []}
        screen = await on_the_wall(lab)
        fleet = screen.feed("fleet")
        await lab.until(lambda: fleet.resting and not fleet.asking)
        # What was read of some of them is not said of all.
        assert screen.counts() == "2,000 hosts  …"
        assert lab.wire.asked[STATS] == 3
        await lab.press("G")
        seen = lab.row_keys[-30:]
        fleet.resume()
        await lab.until(lambda: "16,000 GPUs" in screen.counts())
        # Those in sight come in one request, before all others that are left.
        assert set(seen) <= set(lab.wire.bodies[STATS][3]["worker_ids"])
        wanted = [name for body in lab.wire.bodies[STATS] for name in body["worker_ids"]]
        assert len(wanted) == len(set(wanted)) == 2000


def old_stats(worker: str, usage: list[float], at: Sequence[int]) -> dict[str, Any]:
    """What a server before API 2.32 answers: no series of single GPUs."""
    dates = [moment * 1000 for moment in at]
    values = {
        "gpu_usage": usage,
        "memory_used": [9000.0] * len(dates),
        "gpu_memory_free": [512.0] * len(dates),
    }
    metrics = [
        {"metric": name, "stats": [{"aggregation": "avg", "dates": dates, "values": value}]}
        for name, value in values.items()
    ]
    return {"workers": [{"worker": worker, "metrics": metrics}]}


async def test_the_cells_switch_to_temperature_and_memory():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "worker") == "box1:0-3")
        await lab.press("t")
        await lab.until(lambda: "°" in lab.cell(key, "gpu0"))
        await lab.press("m")
        await lab.until(lambda: "°" not in lab.cell(key, "gpu0"))


async def test_a_worker_leads_to_its_task():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("j", "o")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
