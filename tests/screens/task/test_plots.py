from __future__ import annotations

import json

import pytest

from mltui.screens.task.plots import Plots
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.text_view import TextView
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor

PLOTS = "events.get_task_plots"


async def opened(lab: LabMonitor, task: str = "yolo-l aug v3") -> Plots:
    tab = await opened_tab(lab, task, Plots, "Plots")
    await lab.until(lambda: tab.query_one(PlotView).figure or "no plots" in said(tab))
    return tab


def said(tab: Plots) -> str:
    return tab.query_one(PlotView).text


async def choose(lab: LabMonitor, tab: Plots, metric: str) -> None:
    listing = tab.query_one(Listing)
    keys = [row.key for index in range(listing.total) if (row := listing._rows.at(index))]
    (key,) = (key for key in keys if key.startswith(metric))
    listing.move_to(key)
    await lab.until(lambda: tab._shown is not None and tab._shown.plot.key == key)


@pytest.mark.parametrize(
    ("metric", "shows"),
    [
        ("PR curve", "recall"),
        ("confusion", "predicted"),
        ("data mix", "%"),
        ("embedding", "t-SNE 1"),
        ("latency", "fp16"),
        ("learning rate search", "1e-4"),
        ("loss landscape\x00contour", "v2"),
        ("loss landscape\x00surface", "loss landscape"),
        ("per class", "AP by class"),
        ("weights", "count"),
        ("worst samples", "predicted"),
    ],
)
async def test_every_kind_of_plot_is_drawn(metric: str, shows: str):
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await choose(lab, tab, metric)
        assert shows in said(tab)


async def test_plots_of_one_metric_are_told_apart_in_a_small_terminal():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened(lab)
        listing = tab.query_one(Listing)
        lines = [listing.render_line(y).text for y in range(listing.size.height)]
        alike = [line for line in lines if "loss lan" in line]
        assert len({*alike}) == len(alike) == 2


async def test_earlier_iterations_are_a_key_away_and_the_slider_shows_where():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        newest = tab._shown.plot
        await lab.press("h")
        await lab.until(lambda: tab._shown.plot.iteration < newest.iteration)
        assert "●" in tab.query_one(PlotView).note
        await lab.press("l")
        await lab.until(lambda: tab._shown.plot.iteration == newest.iteration)
        await lab.press("l")
        await lab.until(lambda: not lab.app.workers._workers or tab._shown.plot == newest)
        assert tab._shown.plot.iteration == newest.iteration


async def test_the_json_of_a_plot_can_be_read():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("s")
        text = tab.query_one(TextView)
        await lab.until(lambda: text.display and text.text)
        assert json.loads(text.text) == json.loads(tab._shown.plot.text)
        await lab.press("escape")
        await lab.until(lambda: tab.query_one(PlotView).display)


async def test_a_plot_fills_the_screen_and_gives_it_back():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        before = tab.query_one(PlotView).size.width
        await lab.press("m")
        await lab.until(lambda: tab.query_one(PlotView).size.width > before)
        await lab.press("escape")
        await lab.until(lambda: tab.query_one(PlotView).size.width == before)


async def test_a_wide_table_is_scrolled_sideways():
    async with lab_monitor(size=(60, 24)) as lab:
        tab = await opened(lab)
        await choose(lab, tab, "worst samples")
        view = tab.query_one(PlotView)
        before = view.render_line(4).text
        await lab.press("greater_than_sign")
        assert view.render_line(4).text == before[8:] + view.render_line(4).text[-8:]
        await lab.press("less_than_sign")
        assert view.render_line(4).text == before


async def test_plots_are_filtered_by_name():
    async with lab_monitor() as lab:
        tab = await opened(lab)
        await lab.press("slash", *"conf", "enter")
        await lab.until(lambda: tab.query_one(Listing).total == 1)
        assert tab.counts().startswith("1 of ")


async def test_a_task_without_plots_says_so():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 17")
        assert "no plots yet" in said(tab)


async def test_odd_plots_are_a_message_in_their_place_in_as_many_lines_as_it_takes():
    async with lab_monitor(size=(80, 24)) as lab:
        tab = await opened(lab, "retina sweep 17")
        for text, says in (
            ("{not json", "not JSON"),
            ('{"data": [{"type": "sankey"}]}', "sankey"),
            ('{"data": []}', "no data"),
        ):
            event = {
                "type": "plot",
                "task": tab.page.task_id,
                "iter": 1,
                "metric": says,
                "variant": "odd",
                "plot_str": text,
                "skip_validation": True,
            }
            await lab.call("events.add", event)
        await lab.press("r")
        tab.page.feed("task").ask_now()
        await lab.until(lambda: (tab.page.feed("plots").ask_now(), tab._plots)[1])
        for says in ("no data", "not JSON", "sankey"):
            await choose(lab, tab, says)
            message = " ".join(said(tab).split())
            assert says in message
            assert message.endswith("s shows what was reported.") or says == "sankey"


async def test_scalars_bring_no_plots_again_but_another_plot_does():
    async with lab_monitor() as lab:
        await lab.until_rows()
        made = await lab.call("tasks.create", {"name": "plots of its own", "type": "training"})
        figure = json.dumps({"data": [{"type": "bar", "x": ["a"], "y": [1]}], "layout": {}})
        event = {"task": made["id"], "iter": 1, "variant": "v"}
        plot = event | {"type": "plot", "metric": "bars", "plot_str": figure}
        scalar = event | {"type": "training_stats_scalar", "metric": "loss", "value": 1.0}
        await lab.call("events.add", plot)
        await lab.press("r")
        await lab.until(lambda: "plots of its own" in lab.column("name"))
        tab = await opened(lab, "plots of its own")

        tab._news.clock = lambda: 0.0
        tab._plotted()
        await lab.until(lambda: tab.page.facts.details.plotted)
        stamp = tab._plotted()
        await lab.call("events.add", scalar | {"iter": 2})
        tab.page.feed("task").ask_now()
        await lab.until(lambda: tab.page.facts.details.row.iteration == 2)
        assert tab._plotted() == stamp
        await lab.call("events.add", plot | {"iter": 3, "timestamp": 1_900_000_000_000})
        tab.page.feed("task").ask_now()
        await lab.until(lambda: tab._plotted() != stamp)
        tab.page.feed("plots").ask_now()
        await lab.until(lambda: tab._plots[0].iteration == 3)


async def test_vectors_are_a_picture_over_iterations():
    async with lab_monitor() as lab:
        tab = await opened(lab, "retina sweep 17")
        for iteration in range(5):
            event = {
                "type": "training_stats_vector",
                "task": tab.page.task_id,
                "iter": iteration,
                "metric": "gradients",
                "variant": "layers",
                "values": [iteration * place for place in range(8)],
            }
            await lab.call("events.add", event)

        def looked() -> object:
            tab.page.feed("task").ask_now()
            tab.page.feed("vectors").ask_now()
            return tab._vectors

        await lab.until(looked)
        await lab.until(lambda: "iteration" in said(tab))
        assert "28" in said(tab)
        await lab.press("s")
        assert json.loads(tab.query_one(TextView).text)["4"][7] == 28
