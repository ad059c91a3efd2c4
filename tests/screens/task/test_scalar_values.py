"""The table of a task's scalars in numbers."""

from __future__ import annotations

import math

import pytest
from textual.widgets import Static

from mltui.screens.curves.plots import Line
from mltui.screens.curves.values import ValuesTable
from mltui.screens.curves.view import X
from mltui.widgets.choose import Choose
from mltui.widgets.table import Table
from tests.screens.task.test_scalars import RAW, scalars
from tests.support.lab import LabMonitor, lab_monitor

EVENTS = "events.get_task_events"


async def test_the_table_names_last_least_and_greatest():
    async with lab_monitor() as lab:
        _page, _panel = await scalars(lab)
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable))
        table = lab.app.screen.query_one(Table)
        await lab.until(lambda: table.total > 4)
        assert "@" in lab.cell(lab.row_keys[0], "low")


async def last_iteration(lab: LabMonitor, task: str, line: Line) -> int:
    """The greatest iteration at which a curve was reported."""
    metric = {"metric": line.metric, "variants": [line.variant]}
    raw = await lab.call(RAW, {"task": task, "metric": metric, "batch_size": 100_000})
    return raw["variants"][line.variant]["iter"][-1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_table_has_all_five_values_and_says_where_they_are(size: tuple[int, int]):
    async with lab_monitor(size=size) as lab:
        page, panel = await scalars(lab)
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
        table = lab.app.screen.query_one(Table)
        head = table.render_line(0).text
        assert [word for word in head.split() if word != "CURVE"] == [
            "LAST",
            "MIN",
            "MAX",
            "MEAN",
            "FIRST",
        ]
        ((_, _, line), *_) = panel.plots[0].lines
        known = panel.known[line.metric, line.variant]
        where = lab.app.screen.query_one("#where", Static)
        for place in (f"@ {known.low_iteration}", f"@ {known.first_iteration}"):
            await lab.until(
                lambda place=place: place in table.render_line(1).text + str(where.render())
            )
        # An average at the end does not tell where the last point is: that is asked for.
        assert line.averaged
        last = await last_iteration(lab, page.task_id, line)
        assert last > line.xs[-1]
        await lab.until(
            lambda: f"@ {last}" in lab.cell(lab.row_keys[0], "last") + str(where.render())
        )


async def test_along_time_the_table_still_tells_iterations():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("X")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press("down", "enter")
        await lab.until(lambda: panel.view.x is X.SINCE_START and panel.lines)
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
        assert lab.cell(lab.row_keys[0], "first").endswith("@ 0")
        ((_, _, line), *_) = panel.plots[0].lines
        last = await last_iteration(lab, page.task_id, line)
        await lab.until(lambda: lab.cell(lab.row_keys[0], "last").endswith(f"@ {last}"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_where_nobody_tells_the_last_iteration_the_table_says_so(size: tuple[int, int]):
    async with lab_monitor(size=size) as lab:
        await scalars(lab)
        lab.wire.refuse(EVENTS, lambda _: True)
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
        where = lab.app.screen.query_one("#where", Static)
        await lab.until(lambda: "@ –" in lab.cell(lab.row_keys[0], "last") + str(where.render()))


async def test_a_curve_without_a_finite_value_is_in_the_table():
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        panel.show([Line("loss", "train", [0.0, 1.0], [math.nan, math.inf])])
        await lab.press("t")
        await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
        assert lab.row_keys == ["loss train"]
        assert lab.cell("loss train", "last") == "inf @ 1"
        # It was infinity that was reported as well, and no number is the least.
        assert {lab.cell("loss train", name) for name in ("low", "high", "mean", "first")} == {"–"}


async def test_the_table_says_of_which_points_its_values_are():
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        for ys, title in (
            ([3.0, math.inf, 2.0], "Values of finite points"),
            ([3.0, 2.0], "Values"),
        ):
            panel.show([Line("loss", "train", range(len(ys)), ys)])
            await lab.press("t")
            await lab.until(lambda: isinstance(lab.app.screen, ValuesTable) and lab.row_keys)
            assert str(lab.app.screen.query_one(".title", Static).content) == title
            await lab.press("escape")
