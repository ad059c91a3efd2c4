from __future__ import annotations

from mltui.screens.endpoint import EndpointScreen
from mltui.screens.serving import ServingScreen
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor


async def on_serving(lab: LabMonitor) -> ServingScreen:
    await lab.press("5")
    await lab.until(lambda: isinstance(lab.app.screen, ServingScreen))
    await lab.until_rows()
    screen = lab.app.screen
    assert isinstance(screen, ServingScreen)
    return screen


async def test_endpoints_are_listed_with_rate_and_latency():
    async with lab_monitor() as lab:
        screen = await on_serving(lab)
        assert {"detector", "intent"} <= set(lab.column("endpoint"))
        first = lab.keys()[0]
        assert lab.cell(first, "latency").endswith("ms")
        assert "4 endpoints" in screen.counts()


async def test_what_is_still_loading_is_listed_too_but_cannot_be_opened():
    async with lab_monitor() as lab:
        await on_serving(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "endpoint") == "chat")
        assert "loading" in lab.cell(key, "url")
        lab.table.move_to(key)
        await lab.press("enter")
        await lab.pilot.pause()
        assert isinstance(lab.app.screen, ServingScreen)


async def test_a_filter_that_matches_nothing_says_so():
    async with lab_monitor() as lab:
        await on_serving(lab)
        await lab.press("slash", *"nosuch", "enter")
        await lab.until(lambda: "No endpoint matches" in lab.note)


async def test_an_endpoint_shows_its_instances_and_history():
    async with lab_monitor(size=(200, 50)) as lab:
        await on_serving(lab)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, EndpointScreen))
        page = lab.app.screen
        charts = page.query(Chart)
        await lab.until(lambda: charts and any(chart.picture.series for chart in charts))
        assert page.query_one(Table).total == 3
        assert "serves" in page.query_one("#facts", Lines).text
        rate = charts.first().picture
        assert rate.title == "Requests / min"
        assert {"total"} < {series.name for series in rate.series}
