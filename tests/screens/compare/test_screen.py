from __future__ import annotations

import asyncio

import httpx

from mltui.screens.compare import CompareScreen
from mltui.screens.curves.panel import CurvePanel
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from mltui.widgets.log_view import LogView
from mltui.widgets.rows import Cell
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, Wire, lab_monitor


class Slow(Wire):
    """A way on which raw points never arrive."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("scalar_metrics_iter_raw"):
            await asyncio.Event().wait()
        return await super().handle_async_request(request)


SCALARS = "events.multi_task_scalar_metrics_iter_histogram"
NAMES = ("yolo-l aug v3", "yolo-m baseline")


async def compared(lab: LabMonitor) -> CompareScreen:
    """Mark two tasks of the list and compare them."""
    await lab.until_rows()
    for name in NAMES:
        (key,) = (key for key in lab.row_keys if lab.cell(key, "name") == name)
        lab.table.move_to(key)
        await lab.press("space")
    await lab.press("equals_sign")
    await lab.until(lambda: isinstance(lab.app.screen, CompareScreen))
    page = lab.app.screen
    assert isinstance(page, CompareScreen)
    await lab.until(lambda: page.is_mounted and page._comparison is not None)
    return page


def texts(table: Table) -> list[dict[str, str]]:
    rows = [table._rows.at(number) for number in range(table.total)]
    return [
        {key: cell.text if isinstance(cell, Cell) else cell for key, cell in row.cells.items()}
        for row in rows
        if row is not None
    ]


async def test_curves_of_all_tasks_lie_over_each_other_in_steady_colours():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.until(lambda: any(chart.picture.series for chart in page.query(Chart)))
        tokens = {
            (series.name, series.style)
            for chart in page.query(Chart)
            for series in chart.picture.series
        }
        assert {name for name, _ in tokens} == {"1", "2"}
        assert len(tokens) == 2
        legend = page.query_one("#legend", Lines).text
        assert all(name in legend for name in NAMES)
        assert set(NAMES) == set(page.subject().split("  |  "))


async def test_parameters_show_only_what_differs_until_all_are_wanted():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("tab")
        table = page.query_one("#Parameters", Table)
        differing = texts(table)
        ids = page._ids
        assert differing
        assert all(row[ids[0]] != row[ids[1]] for row in differing)
        await lab.press("d")
        assert len(texts(table)) > len(differing)


async def test_the_best_value_of_each_row_is_marked():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("tab", "tab")
        rows = {row["name"]: row for row in texts(page.query_one("#Values", Table))}
        loss = [rows["loss / train"][task] for task in page._ids]
        assert sum(text.startswith("* ") for text in loss) == 1
        numbers = [float(text.removeprefix("* ")) for text in loss]
        assert loss[numbers.index(min(numbers))].startswith("* ")


async def test_the_consoles_of_two_are_compared_by_lines():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("shift+tab")
        view = page.query_one(LogView)
        await lab.until(lambda: view.line_count > 5)
        signs = {line.lstrip()[:1] for line in view.visible_text if line.strip()}
        assert signs & {"+", "-"}


async def test_it_keeps_updating():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.until(lambda: page.query_one(CurvePanel).plots)
        asked = lab.wire.asked[SCALARS]
        await lab.advance(60)
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[SCALARS] > asked)


async def test_one_task_alone_is_not_compared():
    async with lab_monitor() as lab:
        await lab.until_rows()
        await lab.press("equals_sign")
        await lab.pilot.pause()
        assert not isinstance(lab.app.screen, CompareScreen)


async def test_no_spike_is_hidden_once_all_points_are_wanted():
    async with lab_monitor() as lab:
        await lab.until_rows()
        (key,) = (key for key in lab.row_keys if lab.cell(key, "name") == NAMES[0])
        raw = await lab.call(
            "events.scalar_metrics_iter_raw",
            {"task": key, "metric": {"metric": "loss", "variants": ["train"]}},
        )
        points = raw["variants"]["train"]
        event = {
            "type": "training_stats_scalar",
            "task": key,
            "iter": points["iter"][len(points["iter"]) // 2],
            "metric": "loss",
            "variant": "train",
            "value": 9000.0,
        }
        await lab.call("events.add", event)
        page = await compared(lab)
        await lab.until(lambda: page.panel.plots)
        wanted = next(
            plot for plot in page.panel.plots if "loss" in plot.title and "train" in plot.title
        )
        while page.panel.plot is None or page.panel.plot.title != wanted.title:
            await lab.press("j")
        (chart,) = (chart for plot, chart in page.panel.shown_plots() if plot.title == wanted.title)
        await lab.until(lambda: "average" in chart.picture.note)
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        (spiked,) = (series for series in chart.picture.series if series.name == "1")
        assert spiked.envelope is not None
        assert max(spiked.envelope.ys) == 9000.0
        assert all(series.envelope is not None for series in chart.picture.series)
        await lab.press("f")
        await lab.until(lambda: "average" in chart.picture.note)


async def test_fetching_all_points_of_several_tasks_is_given_up_by_escape():
    async with lab_monitor(way=Slow) as lab:
        page = await compared(lab)
        await lab.until(lambda: page.panel.plot is not None)
        await lab.press("f")
        await lab.until(
            lambda: any("esc cancels" in chart.picture.note for chart in page.query(Chart))
        )
        await lab.press("escape")
        assert lab.app.screen is page
        await lab.until(lambda: all("esc" not in c.picture.note for c in page.query(Chart)))
