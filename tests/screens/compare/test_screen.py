from __future__ import annotations

import asyncio

import httpx

from mltui.screens.compare import CompareScreen
from mltui.screens.curves.panel import CurvePanel
from mltui.server.demo import Demo
from mltui.widgets.chart import AxisKind, Chart
from mltui.widgets.lines import Lines
from mltui.widgets.log_view import LogView
from mltui.widgets.rows import Cell
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, Wire, lab_monitor

SCALARS = "events.multi_task_scalar_metrics_iter_histogram"
RAW = "events.scalar_metrics_iter_raw"
SPIKE = 16.0
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


def chart_of(page: CompareScreen, title: str) -> Chart:
    return next(chart for chart in page.query(Chart) if chart.picture.title == title)


def highest(chart: Chart) -> float:
    """The greatest value that is drawn of any task."""
    return max(max(envelope.ys) for envelope in chart.envelopes if len(envelope))


async def with_a_spike(lab: LabMonitor) -> CompareScreen:
    """Compare two tasks of which the second has one point far above all others."""
    page = await compared(lab)
    await lab.until(lambda: page.panel.plots)
    task = page._comparison.tasks[1]
    scalars = lab.demo.lab.engine.store.events.scalars
    moment = round((task.started + 3600) * 1000)

    def plant() -> None:
        scalars.append(task.id, "loss", "train", [(10_007, moment, SPIKE)])

    await asyncio.get_running_loop().run_in_executor(lab.demo._thread, plant)
    page.feed("tasks").ask_now()
    page.panel.filter("loss train")
    await lab.until(lambda: chart_of(page, "loss / train").picture.series)
    return page


async def test_a_spike_that_averages_hide_is_seen_in_the_raw_points():
    async with lab_monitor() as lab:
        page = await with_a_spike(lab)
        chart = chart_of(page, "loss / train")
        assert chart.picture.note.startswith("average of ")
        assert highest(chart) < SPIKE / 2
        assert lab.wire.asked[RAW] == 0
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        assert highest(chart) == SPIKE
        assert {series.name for series in chart.picture.series} == {"1", "2"}
        assert all(series.envelope is not None for series in chart.picture.series)
        await lab.press("f")
        await lab.until(lambda: chart.picture.note.startswith("average of "))
        assert highest(chart) < SPIKE / 2


async def test_raw_points_go_on_when_a_task_reports_and_along_another_axis():
    async with lab_monitor() as lab:
        page = await with_a_spike(lab)
        chart = chart_of(page, "loss / train")
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        before = [len(envelope) for envelope in chart.envelopes]
        await lab.advance(60)
        await lab.press("r")
        await lab.until(lambda: [len(envelope) for envelope in chart.envelopes] > before)
        assert chart.picture.note == "raw"
        await lab.press("X")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press("down", "enter")
        await lab.until(lambda: chart.picture.x is AxisKind.DURATION and chart.picture.series)
        await lab.until(lambda: chart.picture.note == "raw" and highest(chart) == SPIKE)
        assert lab.wire.bodies[RAW][-1]["key"] == "timestamp"


async def test_fetching_raw_points_tells_how_far_it_is_and_is_given_up_by_escape():
    async with lab_monitor(way=Held) as lab:
        page = await with_a_spike(lab)
        chart = chart_of(page, "loss / train")
        lab.wire.held = True
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw 0%, esc cancels")
        lab.wire.let_through(1)
        await lab.until(lambda: chart.picture.note == "raw 50%, esc cancels")
        # Half of the tasks would look as if they differed from the others.
        assert all(series.envelope is None for series in chart.picture.series)
        await lab.press("escape")
        await lab.until(lambda: chart.picture.note.startswith("average of "))
        assert lab.app.screen is page
        lab.wire.held = False
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        assert highest(chart) == SPIKE


async def test_zoomed_in_further_than_averages_can_show_the_raw_points_come_by_themselves():
    async with lab_monitor() as lab:
        page = await with_a_spike(lab)
        await lab.press(*["plus"] * 8)
        await lab.until(lambda: chart_of(page, "loss / train").picture.note == "raw")


class Held(Wire):
    """Raw points wait until they are let through."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.held = False
        self._gate = asyncio.Semaphore(0)

    def let_through(self, count: int) -> None:
        for _ in range(count):
            self._gate.release()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.held and request.url.path.strip("/") == RAW:
            await self._gate.acquire()
        return await super().handle_async_request(request)


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
