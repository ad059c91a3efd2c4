from __future__ import annotations

from dataclasses import replace

import pytest

from mltui.screens.task.machine import MachineTab
from mltui.widgets.chart import Chart
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.lines import Lines
from mltui.widgets.text_view import TextView
from tests.screens.task.opening import opened_tab
from tests.support.lab import lab_monitor


def charts(tab: MachineTab) -> dict[str, Chart]:
    return {chart.picture.title: chart for chart in tab.query(Chart)}


async def test_the_tasks_monitors_stand_beside_its_workers_readings():
    async with lab_monitor() as lab:
        tab = await opened_tab(lab, "yolo-l aug v3", MachineTab, "Machine")
        await lab.until(lambda: charts(tab)["GPU usage % · task"].picture.series)
        found = charts(tab)
        assert len(found["GPU usage % · task"].picture.series) == 4
        assert len(found["GPU usage % · worker"].picture.series) == 4
        limits = {chart.picture.x_limits for chart in found.values()}
        assert len(limits) == 1
        memory = found["GPU memory · task"].picture.series[0].ys[-1]
        same = found["GPU memory · worker"].picture.series[0].ys[-1]
        assert memory == pytest.approx(same, rel=0.1)


async def test_what_stands_side_by_side_has_one_scale_that_can_be_read():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened_tab(lab, "yolo-l aug v3", MachineTab, "Machine")
        await lab.until(lambda: charts(tab)["Memory · worker"].picture.series)
        found = charts(tab)
        for title in (chart.removesuffix(" · task") for chart in found if "task" in chart):
            limits = found[f"{title} · task"].picture.y_limits
            assert limits is not None
            assert limits == found[f"{title} · worker"].picture.y_limits
        assert found["GPU usage % · task"].size.height >= 9


async def test_pairs_that_do_not_fit_are_scrolled_to():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened_tab(lab, "yolo-l aug v3", MachineTab, "Machine")
        await lab.until(lambda: tab.counts().startswith("1-"))
        await lab.press("G")
        await lab.until(lambda: tab.counts().endswith("-8 of 8"))
        assert tab.query_one("#pair7").display
        assert not tab.query_one("#pair0").display


async def test_of_a_machine_without_gpus_what_there_is_comes_first():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened_tab(lab, "yolo-l aug v3", MachineTab, "Machine")
        await lab.until(lambda: charts(tab)["CPU % · task"].picture.series)
        tab.page.feed("machine").rest()
        assert tab._machine is not None
        monitors = {
            name: tracks for name, tracks in tab._machine.monitors.items() if "gpu" not in name
        }
        tab.show(replace(tab._machine, monitors=monitors, worker=None))
        await lab.until(lambda: tab.counts().endswith("of 5"))
        assert tab.query_one("#pair3").display
        assert not tab.query_one("#pair0").display


def nothing(tab: MachineTab) -> str:
    """What is said in the middle, if nothing else is shown."""
    view = tab.query_one("#nothing", TextView)
    return view.render_line(view.size.height // 2).text.strip() if view.display else ""


async def test_where_no_worker_reported_the_task_has_the_whole_width_and_it_is_said_what_would():
    async with lab_monitor(size=(120, 40)) as lab:
        tab = await opened_tab(lab, "yolo-l aug v3", MachineTab, "Machine")
        await lab.until(lambda: charts(tab)["CPU % · worker"].picture.series)
        tab.page.feed("machine").rest()
        assert tab._machine is not None
        assert not tab.query_one("#said").display
        tab.show(replace(tab._machine, worker=None))
        await lab.until(lambda: charts(tab)["GPU usage % · task"].size.width > 100)
        said = tab.query_one("#said", Lines)
        assert "no worker reported of box1" in said.text
        assert "clearml-agent daemon" in said.text
        assert said.size.height == 2
        # What it does tell is not said to be missing.
        tab.show(replace(tab._machine, monitors={}))
        await lab.until(lambda: "neither this task nor a worker" in nothing(tab))
        assert not said.display
        assert not any(chart.parent.display for chart in charts(tab).values())


async def test_a_task_that_has_not_begun_says_so():
    async with lab_monitor() as lab:
        tab = await opened_tab(lab, "retina sweep 17", MachineTab, "Machine")
        # In the middle, as on the other tabs.
        await lab.until(lambda: nothing(tab) == "this task has not begun")
        # What is scrolled to is not offered where there is nothing more.
        bar = lab.app.screen.query_one(KeyBar)
        await lab.until(lambda: bar.hints and "more" not in [hint.what for hint in bar.hints])
        assert not any(chart.parent.display for chart in charts(tab).values())
