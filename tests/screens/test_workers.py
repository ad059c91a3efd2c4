from __future__ import annotations

from mltui.screens.task import TaskScreen
from mltui.screens.worker import WorkerScreen
from mltui.screens.workers import WorkersScreen
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
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


async def test_a_workers_page_has_a_line_for_every_gpu():
    async with lab_monitor(size=(200, 50)) as lab:
        await on_the_wall(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
        charts = lab.app.screen.query(Chart)
        await lab.until(lambda: charts and any(chart.picture.series for chart in charts))
        usage, memory, temperature, cpu, _, network = (chart.picture for chart in charts)
        for picture in (usage, memory, temperature):
            assert [s.name for s in picture.series] == ["GPU 0", "GPU 1", "GPU 2", "GPU 3"]
        assert usage.y_limits == (0.0, 100.0)
        assert len(cpu.series) == 1
        assert [series.name for series in network.series] == ["in", "out"]
        assert "yolo-l aug v3" in lab.app.screen.query_one("#facts", Lines).text


async def test_a_workers_charts_go_further_back():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
        chart = lab.app.screen.query(Chart).first()
        await lab.until(lambda: chart.picture.series)
        near = chart.picture.x_limits
        await lab.press("plus")
        await lab.until(lambda: chart.picture.note == "12 hours")
        far = chart.picture.x_limits
        assert near is not None
        assert far is not None
        assert far[1] - far[0] == 4 * (near[1] - near[0])


async def test_later_only_what_came_since_is_asked_for():
    async with lab_monitor() as lab:
        await on_the_wall(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
        page = lab.app.screen
        chart = page.query(Chart).first()
        await lab.until(lambda: chart.picture.series)
        points = len(chart.picture.series[0].xs)
        asked = lab.wire.asked[STATS]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[STATS] > asked)
        span = page._question._history
        assert span.asked_from(lab.app.timing.now()) > lab.app.timing.now() - 600
        assert len(chart.picture.series[0].xs) >= points
