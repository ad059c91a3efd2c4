from __future__ import annotations

from mltui.screens.task import TaskScreen
from mltui.screens.workers import WorkersScreen
from tests.support.lab import LabMonitor, lab_monitor

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
        await lab.until(lambda: lab.column("task") == ["yolo-s distill"])


async def test_all_workers_are_read_with_two_requests():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        assert lab.wire.asked[STATS] == lab.wire.asked["workers.get_all"] == 1


async def test_the_cells_switch_to_temperature_and_memory():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        key = lab.keys()[0]
        await lab.press("t")
        await lab.until(lambda: "°" in lab.cell(key, "gpu0"))
        await lab.press("m")
        await lab.until(lambda: "°" not in lab.cell(key, "gpu0"))


async def test_a_worker_leads_to_its_task():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
