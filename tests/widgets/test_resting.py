from __future__ import annotations

import pytest

from mltui.screens.task import TaskScreen
from mltui.screens.task.artifacts import Artifacts
from mltui.screens.task.images import Images
from mltui.screens.task.plots import Plots
from mltui.screens.task.scalar_grid import ScalarGrid, TaskCurves
from mltui.screens.task.tab import TaskTab
from mltui.widgets.key_bar import KeyBar
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor


def offered(lab: LabMonitor) -> set[str]:
    return {hint.what for hint in lab.app.screen.query_one(KeyBar).hints}


@pytest.mark.parametrize(
    ("kind", "name", "missed"),
    [
        (ScalarGrid, "Scalars", "m"),
        (Plots, "Plots", "m"),
        (Images, "Images", "m"),
        (Artifacts, "Artifacts", "D"),
    ],
)
async def test_where_nothing_was_reported_no_key_is_offered_that_needs_it(
    kind: type[TaskTab], name: str, missed: str
):
    async with lab_monitor() as lab:
        tab = await opened_tab(lab, "yolo-l aug v4", kind, name)
        page = lab.app.screen
        assert isinstance(page, TaskScreen)
        needing = {"maximise", "zoom", "smooth", "metrics", "table", "export", "exact", "log y"}
        needing |= {"x axis", "earlier", "later", "source", "copy address", "download", "filter"}
        await lab.until(lambda: not tab.filters and not offered(lab) & needing)
        # What can be done to the task is, by keys that mean nothing else here.
        await lab.until(lambda: {"enqueue", "clone", "next tab"} <= offered(lab))
        # Such as m, which would ask where to move the task, or D, which would delete it.
        await lab.press(missed)
        assert lab.app.screen is page


async def test_keys_come_back_with_the_first_report_and_the_filter_with_something_to_filter():
    async with lab_monitor() as lab:
        tab = await opened_tab(lab, "retina sweep 15", ScalarGrid, "Scalars")
        await lab.until(lambda: not tab.filters and "maximise" not in offered(lab))
        point = {"type": "training_stats_scalar", "task": tab.page.task_id, "iter": 1, "value": 0.5}
        await lab.call("events.add", {**point, "metric": "loss", "variant": "train"})
        await lab.press("r")
        await lab.until(lambda: {"maximise", "filter", "metrics"} <= offered(lab))
        # Of metrics that are all hidden some can be shown again.
        await lab.press("i")
        await lab.until(lambda: "maximise" not in offered(lab))
        assert "metrics" in offered(lab)
        assert not tab.query_one(TaskCurves).plots
