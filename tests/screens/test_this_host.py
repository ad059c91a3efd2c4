from __future__ import annotations

import socket
import sys

from mltui.live import this_host
from mltui.live.local_processes import Origin
from mltui.live.this_host import was_given
from mltui.live.workers import Worker
from mltui.screens.task import TaskScreen
from mltui.screens.this_host import ThisHostScreen
from mltui.screens.worker import WorkerScreen
from mltui.screens.workers import WorkersScreen
from mltui.widgets.lines import Lines
from tests.support.lab import OPENED, LabMonitor, lab_monitor
from tests.support.nvml import Card, stand_in


async def on_the_wall(lab: LabMonitor) -> None:
    lab.app.go("workers")
    await lab.until(lambda: isinstance(lab.app.screen, WorkersScreen))
    await lab.until_rows()


async def test_this_hosts_gpus_are_read_and_their_processes_matched(monkeypatch):
    cards = [Card(processes={100: 50 * 2**30}), *(Card() for _ in range(6))]
    cards.append(Card(usage=55, processes={200: 2**30}))
    monkeypatch.setitem(sys.modules, "pynvml", stand_in(cards))
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: True)
    monkeypatch.setattr(socket, "gethostname", lambda: "box1.lab.example")
    async with lab_monitor() as lab:
        (task,) = (await lab.call("tasks.get_all", {"name": "yolo-l aug v3"}))["tasks"]
        origins = {100: Origin("python", task["id"]), 200: Origin("Xorg")}
        monkeypatch.setattr(this_host, "origin_of", lambda pid: origins[pid])
        await on_the_wall(lab)
        await lab.press("H")
        await lab.until(lambda: isinstance(lab.app.screen, ThisHostScreen))
        await lab.until_rows()
        await lab.until(lambda: lab.cell("pid:0:100", "task") == "yolo-l aug v3")
        assert lab.app.screen.counts() == "8 GPUs"
        assert lab.cell("gpu:0", "task") == "yolo-l aug v3"
        assert lab.cell("gpu:0", "memory") == "60 GiB / 80 GiB"
        # It says nothing of a task, but its GPU was given to a worker that runs one.
        assert lab.cell("pid:7:200", "task").startswith("? ")
        assert "box1:0-3 yolo-l aug v3" in lab.app.screen.query_one("#facts", Lines).text
        cards[0].usage = 12
        await lab.until(lambda: "12%" in lab.cell("gpu:0", "usage"))
        # They are read also where the server is away; what is known of the tasks stays.
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "Trying again" in lab.note)
        # Only what the server said is dimmed.
        assert lab.table.opacity == 1.0
        await lab.until(lambda: lab.app.screen.query_one("#facts").opacity < 1.0)
        # Nobody is lost for having reported nothing that could be heard.
        monkeypatch.setattr(lab.app.timing, "now", lambda: OPENED.timestamp() + 3600)
        cards[0].usage = 13
        await lab.until(lambda: "13%" in lab.cell("gpu:0", "usage"))
        assert lab.cell("gpu:0", "task") == "yolo-l aug v3"
        assert "lost" not in lab.app.screen.query_one("#facts", Lines).text
        lab.wire.cut = False
        lab.table.move_to("pid:0:100")
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_without_an_agent_the_processes_tell_what_a_gpu_works_for(monkeypatch):
    cards = [Card(usage=1, processes={100: 50 * 2**30}), Card()]
    monkeypatch.setitem(sys.modules, "pynvml", stand_in(cards))
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: True)
    monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
    async with lab_monitor() as lab:
        (task,) = (await lab.call("tasks.get_all", {"name": "yolo-l aug v3"}))["tasks"]
        monkeypatch.setattr(this_host, "origin_of", lambda _: Origin("python", task["id"]))
        await on_the_wall(lab)
        await lab.press("H")
        await lab.until(lambda: isinstance(lab.app.screen, ThisHostScreen))
        await lab.until_rows()
        await lab.until(lambda: lab.cell("gpu:0", "task") == "yolo-l aug v3")
        assert lab.cell("gpu:1", "task") == "no task"
        lab.table.move_to("gpu:0")
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_a_gpu_leads_to_the_worker_that_was_given_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", stand_in([Card() for _ in range(8)]))
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: True)
    monkeypatch.setattr(socket, "gethostname", lambda: "box1")
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("H")
        await lab.until(lambda: isinstance(lab.app.screen, ThisHostScreen))
        await lab.until_rows()
        await lab.until(lambda: lab.app.screen.check_action("open_worker", ()))
        lab.table.move_to("gpu:5")
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
        assert lab.app.screen.subject() == "box1:4-5"


def test_names_of_workers_say_which_gpus_they_were_given():
    def given(identity: str) -> list[int]:
        return [gpu for gpu in range(3) if was_given(Worker(identity), gpu)]

    assert given("box:gpu0,2") == [0, 2]
    assert given("box:1") == [1]
    assert given("box:gpuall") == [0, 1, 2]
    # The number of an agent without GPUs is not one of a GPU.
    assert given("box:cpu:0") == given("box:services") == []


async def test_without_the_library_the_wall_shows_the_workers_here(monkeypatch):
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: False)
    monkeypatch.setattr(socket, "gethostname", lambda: "box1")
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("H")
        # Four workers run there: the wall shows just them.
        assert lab.app.screen.pattern == "host:box1"
        monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
        await lab.press("escape", "H")
        assert isinstance(lab.app.screen, WorkersScreen)


async def test_a_single_worker_opens_at_once(monkeypatch):
    monkeypatch.setattr("mltui.screens.workers.installed", lambda: False)
    monkeypatch.setattr(socket, "gethostname", lambda: "solo")
    async with lab_monitor() as lab:
        await lab.call("workers.register", {"worker": "solo:gpu0"})
        await on_the_wall(lab)
        await lab.press("H")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))


async def test_whose_gpus_are_is_not_said_before_the_server_was_heard(monkeypatch):
    cards = [Card(processes={100: 2**30, 200: 2**30})]
    monkeypatch.setitem(sys.modules, "pynvml", stand_in(cards))
    origins = {100: Origin("python", "a task's id"), 200: Origin("Xorg")}
    monkeypatch.setattr(this_host, "origin_of", lambda pid: origins[pid])
    async with lab_monitor() as lab:
        lab.wire.cut = True
        lab.app.open_page("host", "elsewhere", "elsewhere")
        await lab.until(lambda: "Trying again" in lab.note)
        await lab.until_rows()
        facts = lab.app.screen.query_one("#facts", Lines)
        assert facts.text.strip() == "workers …"
        # What a process says of itself is known all the same.
        assert lab.column("task") == ["a task's id", "a task's id", "…"]
        lab.wire.cut = False
        await lab.press("r")
        await lab.until(lambda: "no worker of the server runs" in facts.text)
        assert lab.cell("pid:0:200", "task") == "not of a task"


async def test_a_machine_without_a_driver_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", stand_in([], no_driver=True))
    async with lab_monitor() as lab:
        lab.app.open_page("host", "box1", "box1")
        await lab.until(lambda: "no working NVIDIA driver" in lab.note)
