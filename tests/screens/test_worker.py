from __future__ import annotations

import pytest

from mltui.live.history import SPANS, frame_for
from mltui.screens.task import TaskScreen
from mltui.screens.time_charts import TimeCharts
from mltui.screens.worker import WorkerScreen
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from tests.support.lab import LabMonitor, lab_monitor

STATS = "workers.get_stats"


async def on_a_worker(lab: LabMonitor, name: str = "box1:0-3") -> WorkerScreen:
    lab.app.open_page("worker", name, name)
    await lab.until(lambda: isinstance(lab.app.screen, WorkerScreen))
    page = lab.app.screen
    assert isinstance(page, WorkerScreen)
    await lab.until(lambda: page.query_one("#facts", Lines).text)
    return page


def charts(page: WorkerScreen, tab: str) -> list[Chart]:
    return list(page.query_one(f"#{tab}").query(Chart))


async def drawn(lab: LabMonitor, page: WorkerScreen) -> list[Chart]:
    found = charts(page, "gpus")
    await lab.until(lambda: found[0].picture.series)
    return found


async def test_every_gpu_has_a_line_in_each_chart_of_gpus():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await on_a_worker(lab)
        usage, temperature, used, free = (chart.picture for chart in await drawn(lab, page))
        for picture in (usage, temperature, used, free):
            assert [s.name for s in picture.series] == ["GPU 0", "GPU 1", "GPU 2", "GPU 3"]
        assert usage.y_limits == (0.0, 100.0)
        # Used and free memory of 80 GiB are drawn on the same scale.
        assert used.y_limits == free.y_limits
        assert used.y_limits is not None
        assert used.y_limits[1] >= 80 * 2**30


@pytest.mark.parametrize(
    ("worker", "gpus"), [("box1:4-5", ["GPU 4", "GPU 5"]), ("box1:7", ["GPU 7"])]
)
async def test_a_gpu_has_the_number_that_it_has_on_the_wall(worker: str, gpus: list[str]):
    async with lab_monitor(size=(200, 50)) as lab:
        page = await on_a_worker(lab, worker)
        for chart in await drawn(lab, page):
            assert [s.name for s in chart.picture.series] == gpus


async def test_a_gpu_that_does_nothing_is_drawn_at_zero():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab, "box3:0")
        usage = (await drawn(lab, page))[0].picture
        (line,) = usage.series
        assert line.ys[-1] == 0.0


async def test_the_machine_has_charts_of_processor_memory_network_and_disk():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        await drawn(lab, page)
        await lab.press("tab")
        pictures = {chart.picture.title: chart.picture for chart in charts(page, "machine")}
        names = {title: [s.name for s in picture.series] for title, picture in pictures.items()}
        assert names == {
            "CPU, average of cores": [""],
            "CPU temperature °C": [""],
            "Memory": ["used", "free"],
            "Network / s": ["in", "out"],
            "Disk free": ["home", "temporary"],
            "Disk / s": ["read", "written"],
        }


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_it_runs_and_serves_stands_above_and_nothing_of_it_is_cut(size: tuple[int, int]):
    async with lab_monitor(size=size) as lab:
        page = await on_a_worker(lab)
        facts = page.query_one("#facts", Lines)
        told = (
            "yolo-l aug v3",
            "serves gpu-large",
            "last report",
            "address 10.20.0.11",
            "tags gpu",
        )
        await lab.until(lambda: all(part in shown(facts) for part in told))
        assert "…" not in shown(facts)


def shown(lines: Lines) -> str:
    """What there is room for."""
    return "\n".join(lines.render_line(y).text for y in range(lines.size.height))


async def test_charts_go_further_back():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        chart = (await drawn(lab, page))[0]
        near = chart.picture.x_limits
        await lab.press("plus")
        await lab.until(lambda: chart.picture.note == "12 hours")
        far = chart.picture.x_limits
        assert near is not None
        assert far is not None
        assert 3.8 < (far[1] - far[0]) / (near[1] - near[0]) < 4.2


async def test_least_and_greatest_readings_are_drawn_instead_of_the_average():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        chart = (await drawn(lab, page))[0]
        average = list(chart.picture.series[0].ys)
        await lab.press("a")
        await lab.until(lambda: list(chart.picture.series[0].ys) != average)
        assert "minimum" in page.details()
        least = list(chart.picture.series[0].ys)
        await lab.press("a")
        await lab.until(lambda: list(chart.picture.series[0].ys) not in (least, average))
        assert "maximum" in page.details()
        assert all(low <= high for low, high in zip(least, chart.picture.series[0].ys, strict=True))


async def test_later_only_what_came_since_is_asked_for():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        chart = (await drawn(lab, page))[0]
        points = len(chart.picture.series[0].xs)
        asked = lab.wire.asked[STATS]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[STATS] > asked)
        since = lab.wire.bodies[STATS][-1]
        assert since["from_date"] > since["to_date"] - 600
        assert len(chart.picture.series[0].xs) >= points


async def test_no_line_has_more_points_than_its_chart_has_cells():
    async with lab_monitor(size=(80, 24)) as lab:
        page = await on_a_worker(lab)
        found = await drawn(lab, page)
        for chart in found:
            assert all(len(line.xs) <= chart.size.width for line in chart.picture.series)


def test_steps_are_no_shorter_than_the_server_makes_them():
    assert frame_for(SPANS[0], 500).step_s == 40
    assert frame_for(SPANS[1], 50).step_s == 300
    assert frame_for(SPANS[-1], 50).step_s == 86_400


async def test_the_tasks_it_ran_are_listed_and_can_be_opened():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        await lab.press("shift+tab")
        await lab.until_rows()
        assert page.open_tab == "tasks"
        assert lab.column("name")[0] == "yolo-l aug v3"
        assert len(lab.row_keys) > 5
        await lab.press("j", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))


async def test_hidden_charts_ask_nothing():
    async with lab_monitor() as lab:
        page = await on_a_worker(lab)
        await drawn(lab, page)
        await lab.press("shift+tab")
        await lab.until_rows()
        asked = lab.wire.asked[STATS]
        await lab.press("r")
        await lab.pilot.pause()
        assert lab.wire.asked[STATS] == asked
        assert not page.query_one("#gpus", TimeCharts).display


async def test_charts_that_have_no_room_are_shown_in_turn():
    async with lab_monitor(size=(80, 24)) as lab:
        page = await on_a_worker(lab)
        await drawn(lab, page)
        await lab.press("tab")
        await lab.until(lambda: page.query_one("#machine", TimeCharts).hidden == 2)
        found = charts(page, "machine")
        assert [chart.display for chart in found] == [True] * 4 + [False] * 2
        assert all(chart.size.height >= 7 for chart in found[:4])
        await lab.press("n")
        assert [chart.display for chart in found] == [False] * 4 + [True] * 2
        await lab.press("n")
        assert found[0].display


async def test_its_tasks_are_not_counted_before_they_are_known():
    async with lab_monitor() as lab:
        lab.wire.cut = True
        lab.app.open_page("worker", "box1:0-3", "box1:0-3")
        await lab.until(lambda: lab.app.screen.NAME == "Worker")
        page = lab.app.screen
        await lab.press("shift+tab")
        await lab.until(lambda: "Trying again" in lab.note)
        assert page.counts() == ""
        lab.wire.cut = False
        await lab.press("r")
        await lab.until(lambda: page.counts().endswith(" tasks"))


async def test_a_worker_that_is_unregistered_while_its_page_is_open_is_said_to_be_gone():
    async with lab_monitor() as lab:
        await on_a_worker(lab)
        lab.wire.empty["workers.get_all"] = {"workers": []}
        await lab.press("r")
        await lab.until(lambda: "was unregistered, or has not reported for an hour" in lab.note)
