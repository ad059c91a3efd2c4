from __future__ import annotations

from typing import Any

import pytest
from textual.screen import Screen

from mltui.live.serving import Endpoint, EndpointDetails, Reference, ask_endpoint, ask_serving
from mltui.live.serving_watch import Past, ServingWatch
from mltui.screens.endpoint import EndpointScreen
from mltui.screens.endpoint_cells import facts, reference_text
from mltui.screens.endpoint_charts import distinct, unusual
from mltui.screens.model import ModelScreen
from mltui.screens.serving import ServingScreen, endpoint_row
from mltui.screens.task import TaskScreen
from mltui.widgets.chart import Chart, Picture
from mltui.widgets.choose import Choose
from mltui.widgets.lines import Lines
from mltui.widgets.table import Cell, Table
from tests.support.lab import Hurried, LabMonitor, lab_monitor


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


async def test_the_rate_of_an_endpoint_is_that_of_all_its_instances():
    async with lab_monitor() as lab:
        await on_serving(lab)
        client = lab.app.client
        assert client is not None
        for endpoint in (await ask_serving(client)).endpoints:
            details = await ask_endpoint(client, endpoint.url)
            rates = [instance.per_minute or 0.0 for instance in details.instances]
            assert endpoint.per_minute == pytest.approx(sum(rates), abs=0.1)


async def test_what_is_still_loading_is_listed_too_but_cannot_be_opened():
    async with lab_monitor() as lab:
        await on_serving(lab)
        (key,) = (k for k in lab.keys() if lab.cell(k, "endpoint") == "chat")
        row = lab.table.row(key)
        assert row is not None
        cell = row.cells["endpoint"]
        assert isinstance(cell, Cell)
        assert "loading" in cell.more[0][0]
        lab.table.move_to(key)
        await lab.press("enter")
        await lab.pilot.pause()
        assert isinstance(lab.app.screen, ServingScreen)


async def test_a_filter_that_matches_nothing_says_so():
    async with lab_monitor() as lab:
        await on_serving(lab)
        await lab.press("slash", *"nosuch", "enter")
        await lab.until(lambda: "No endpoint matches" in lab.note)


def endpoints(count: int, latency_ms: float = 20.0) -> dict[str, Any]:
    return {
        "endpoints": [
            {
                "endpoint": f"endpoint {number}",
                "url": f"https://serve/{number}",
                "model": "a model",
                "instances": 2,
                "requests": 900,
                "requests_min": 60.0,
                "latency_ms": latency_ms,
                "uptime_sec": 3600,
            }
            for number in range(count)
        ]
    }


async def test_nothing_that_is_served_says_what_would_appear():
    async with lab_monitor() as lab:
        lab.wire.empty["serving.get_endpoints"] = {"endpoints": []}
        lab.wire.empty["serving.get_loading_instances"] = {"instances": []}
        lab.app.go("serving")
        await lab.until(lambda: "Nothing is being served" in lab.note)


async def test_two_hundred_endpoints_are_listed():
    async with lab_monitor(size=(80, 24)) as lab:
        lab.wire.empty["serving.get_endpoints"] = endpoints(200)
        screen = await on_serving(lab)
        assert lab.table.total == 201
        assert screen.counts() == "200 endpoints  1 loading"


async def test_an_older_server_says_that_it_serves_nothing():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("serving.get_endpoints")
        lab.app.go("serving")
        await lab.until(lambda: "needs API 2.31" in lab.note)


async def test_a_lost_server_leaves_the_endpoints_and_says_so():
    async with lab_monitor() as lab:
        await on_serving(lab)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "cannot be reached" in lab.note)
        assert lab.row_keys


def test_an_endpoint_that_leaves_its_usual_latency_is_marked_in_the_list():
    watch = ServingWatch()
    usual, slow = Endpoint("u", latency_ms=20.0, per_minute=9.0), Endpoint("u", latency_ms=80.0)
    for _ in range(30):
        watch.note(usual)
    assert (watch.latency("u"), watch.rate("u")) == (None, None)
    for _ in range(3):
        watch.note(slow)
    odd = watch.latency("u")
    assert odd is not None
    assert (odd.side, odd.value) == (1, 80.0)
    cell = endpoint_row(slow, 0, odd.side).cells["latency"]
    assert cell == Cell("↑", "warn strong", ((" 80 ms", "warn"),))
    watch.note_all(())
    assert watch.latency("u") is None


async def test_an_endpoint_that_was_slow_when_the_list_opened_is_marked_soon():
    def history(body: dict[str, Any]) -> dict[str, Any]:
        dates = [int(body["from_date"] * 1000) + 180_000 * place for place in range(40)]
        usual = 20.0 if body["metric_type"] == "latency_ms" else 120.0
        return {"total": {"title": "", "dates": dates, "values": [usual, usual + 1] * 20}}

    async with lab_monitor(timing=Hurried()) as lab:
        lab.wire.empty["serving.get_endpoints"] = endpoints(20, latency_ms=200)
        lab.wire.empty["serving.get_endpoint_metrics_history"] = history
        await on_serving(lab)
        first, last = lab.keys()[0], lab.keys()[19]
        await lab.until(lambda: lab.cell(first, "latency") == "↑")
        # The mean of two instances is 60.
        assert lab.cell(first, "rate") == "120"
        assert "↑ ↓ above or below what is usual" in lab.app.screen.details()
        # Of a long list the others are judged a little later.
        await lab.until(lambda: lab.cell(last, "latency") == "↑")
        # Each once: its latency and its rate.
        assert lab.wire.asked["serving.get_endpoint_metrics_history"] == 2 * 20


async def test_a_list_whose_past_is_not_told_is_a_list_all_the_same():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("serving.get_endpoint_metrics_history")
        await on_serving(lab)
        await lab.until(lambda: lab.wire.asked["serving.get_endpoint_metrics_history"] >= 4)
        assert lab.note == ""


async def test_the_lab_has_an_endpoint_that_is_slower_than_usual():
    async with lab_monitor() as lab:
        await on_serving(lab)
        key = next(key for key in lab.keys() if lab.cell(key, "endpoint") == "transcribe")
        await lab.until(lambda: lab.cell(key, "latency") == "↑")
        assert lab.column_known("latency").count("↑") == 1


async def test_what_the_marks_mean_is_said_in_full_also_on_a_narrow_terminal():
    async with lab_monitor(size=(80, 24)) as lab:
        screen = await on_serving(lab)
        await lab.until(lambda: screen.details() == "↑ ↓ unusual")


async def on_an_endpoint(lab: LabMonitor) -> EndpointScreen:
    await on_serving(lab)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, EndpointScreen))
    page = lab.app.screen
    assert isinstance(page, EndpointScreen)
    await lab.until(lambda: pictures(page, "traffic")[0].series)
    return page


def pictures(page: EndpointScreen, tab: str) -> list[Picture]:
    return [chart.picture for chart in page.query_one(f"#{tab}").query(Chart)]


async def test_an_endpoint_shows_its_instances_and_history():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await on_an_endpoint(lab)
        assert page.query_one(Table).total == 3
        assert "serves" in page.query_one("#facts", Lines).text
        rate, latency, requests = pictures(page, "traffic")
        assert (rate.title, latency.title) == ("Requests / min", "Latency ms")
        assert [series.name for series in rate.series] == ["total", "01", "02", "03"]
        # Nothing was reported before: not a latency of 0.
        assert min(latency.series[0].ys) > 1
        assert requests.series[0].ys[-1] > requests.series[0].ys[0]


async def test_load_and_memory_of_the_machines_have_tabs():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await on_an_endpoint(lab)
        await lab.press("tab")
        await lab.until(lambda: all(picture.series for picture in pictures(page, "load")))
        assert len(pictures(page, "load")) == 6
        await lab.press("tab")
        await lab.until(lambda: all(picture.series for picture in pictures(page, "memory")))
        assert len(pictures(page, "memory")) == 6


async def test_one_instance_can_be_looked_at_alone():
    async with lab_monitor() as lab:
        page = await on_an_endpoint(lab)
        await lab.press("enter")
        await lab.until(lambda: len(pictures(page, "traffic")[0].series) == 1)
        assert "detector-01" in page.details()
        await lab.press("escape")
        await lab.until(lambda: len(pictures(page, "traffic")[0].series) == 4)
        await lab.press("i")
        await lab.until(lambda: len(pictures(page, "traffic")[0].series) == 1)
        assert page.details().endswith("total")


@pytest.mark.parametrize(("picked", "page"), [(0, ModelScreen), (1, TaskScreen)])
async def test_an_instance_leads_to_its_model_and_to_its_task(picked: int, page: type[Screen[Any]]):
    async with lab_monitor(size=(200, 50)) as lab:
        endpoint = await on_an_endpoint(lab)
        row = endpoint.query_one(Table).row(endpoint.query_one(Table).cursor_key or "")
        assert row is not None
        assert str(row.cells["references"]).count("url https://") == 1
        await lab.press("o")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.press(*["down"] * picked, "enter")
        await lab.until(lambda: isinstance(lab.app.screen, page))


def test_an_id_is_told_by_its_beginning_and_an_address_whole():
    assert reference_text(Reference("task", "0123456789abcdef" * 2)) == "task 01234567"
    assert reference_text(Reference("url", "https://x/docs")) == "url https://x/docs"


def watched(*newest: float) -> ServingWatch:
    """A watch of an endpoint that was steady until its newest latencies."""
    watch = ServingWatch()
    watch.recall({"u": Past((20.0, 21.0, 22.0, 23.0) * 10)})
    for latency_ms in newest:
        watch.note(Endpoint("u", latency_ms=latency_ms))
    return watch


def test_a_latency_out_of_its_usual_band_is_said():
    assert unusual(watched(21.0, 22.0, 21.0), "u") == []
    assert unusual(watched(21.0, 95.0, 21.0), "u") == []
    (sentence,) = unusual(watched(90.0, 95.0, 95.0), "u")
    assert sentence.startswith("latency 95 ms, above its usual ")


def test_a_rate_out_of_its_usual_band_is_said_and_marked():
    watch = ServingWatch()
    watch.recall({"u": Past(rate=(200.0, 210.0, 220.0, 230.0) * 10)})
    fallen = Endpoint("u", per_minute=9.0)
    for _ in range(3):
        watch.note(fallen)
    (sentence,) = unusual(watch, "u")
    assert sentence.startswith("rate 9 requests / min, below its usual ")
    odd = watch.rate("u")
    assert odd is not None
    assert endpoint_row(fallen, odd.side).cells["rate"] == Cell(
        "↓", "warn strong", ((" 9", "warn"),)
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_endpoints_page_says_all_of_it_and_what_is_unusual_at_every_width(
    size: tuple[int, int],
):
    async with lab_monitor(size=size) as lab:
        await on_serving(lab)
        await lab.press("G", "k", "enter")
        await lab.until(lambda: isinstance(lab.app.screen, EndpointScreen))
        facts = lab.app.screen.query_one("#facts", Lines)
        told = ("⚠ latency", "above its usual", "preprocessing preprocess.py", "input float32")
        await lab.until(lambda: all(part in shown(facts) for part in told))


def test_nothing_is_said_of_an_input_that_a_container_did_not_tell():
    said = "".join(
        text for line in facts(EndpointDetails("x", url="http://host/x")) for text, _ in line
    )
    assert "http://host/x" in said
    assert "input" not in said


def shown(lines: Lines) -> str:
    """What there is room for."""
    return "\n".join(lines.render_line(y).text for y in range(lines.size.height))


async def test_a_young_endpoint_is_judged_on_its_page_by_what_the_list_saw():
    """The history of less than an hour says nothing yet; the list saw its readings."""
    async with lab_monitor(size=(200, 50), timing=Hurried()) as lab:
        lab.wire.empty["serving.get_endpoint_metrics_history"] = {}
        await on_serving(lab)
        url = lab.keys()[0]
        for _ in range(60):
            lab.app.serving_watch.note(Endpoint(url, latency_ms=1.0))
        await lab.until(lambda: lab.cell(url, "latency") == "↑")
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, EndpointScreen))
        facts = lab.app.screen.query_one("#facts", Lines)
        await lab.until(lambda: "⚠ latency" in facts.text and "its usual 1–1" in facts.text)


def test_instances_are_named_by_what_tells_them_apart():
    assert distinct({"a-01-ff", "a-02-fe"}) == {"a-01-ff": "01", "a-02-fe": "02"}
    assert distinct({"a-01-ff", "a-01-fe"}) == {"a-01-ff": "ff", "a-01-fe": "fe"}
    assert distinct({"alone"}) == {"alone": "alone"}


async def test_an_endpoint_that_nothing_serves_any_more_says_so():
    async with lab_monitor() as lab:
        lab.app.open_page("endpoint", "https://serve.lab.example/gone", "gone")
        await lab.until(lambda: lab.app.screen.NAME == "Endpoint")
        await lab.until(lambda: lab.note == "Nothing serves this endpoint any more.")
