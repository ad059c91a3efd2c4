"""What the real SDK reports where something is odd, as the monitor shows it."""

from __future__ import annotations

import math

import pytest

from mltui.screens.curves.exact import ExactPanel
from mltui.screens.curves.view import X
from mltui.screens.task import TaskScreen
from mltui.screens.task.console_log import Console
from mltui.screens.task.overview import Overview
from mltui.screens.task.plots import Plots
from mltui.widgets.chart import Chart
from mltui.widgets.image_view import ImageView
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.text_view import TextView
from tests.sdk.pages import page_of, task_of
from tests.sdk.served import Served
from tests.support.until import until


@pytest.fixture(scope="session")
def task(served: Served) -> str:
    """The id of the task that `odd.py` reported."""
    return task_of(served, "odd.py")


def curve(page: TaskScreen, title: str) -> dict[float, float]:
    """The points that are drawn in a plot of one curve."""
    charts = [chart for chart in page.query(Chart) if chart.picture.title == title]
    envelopes = [envelope for chart in charts for envelope in chart.envelopes]
    return {x: y for envelope in envelopes for x, y in zip(envelope.xs, envelope.ys, strict=True)}


def drawn(chart: Chart) -> str:
    """What stands in a plot."""
    return "\n".join(chart.render_line(y).text for y in range(chart.size.height))


async def test_what_is_not_finite_is_the_0_that_the_sdk_makes_of_it(
    served: Served, task: str
) -> None:
    async with page_of(served, task, "Scalars") as (pilot, page):
        await until(pilot, lambda: curve(page, "broken loss"))
        points = curve(page, "broken loss")
        assert {x for x, y in points.items() if y == 0} == {*range(20, 30), 40}


async def test_what_stands_for_nan_and_infinity_is_a_gap_with_a_mark_and_named_everywhere(
    served: Served, task: str
) -> None:
    async with page_of(served, task, "Overview") as (pilot, page):
        key = "diverging\x00train"
        await until(pilot, lambda: page.query(Overview))
        listing = page.query_one(Overview).query_one(Listing)
        await until(pilot, lambda: listing.row(key))
        row = listing.row(key)
        assert row is not None
        assert [row.cells[name].text for name in ("last", "low", "high")] == ["inf", "1", "inf"]
        page.show_tab("Scalars")
        await until(pilot, lambda: curve(page, "diverging"))
        gaps = {*range(20, 30), 40, 59}
        points = curve(page, "diverging")
        assert {x for x, y in points.items() if math.isfinite(y)} == {*range(60)} - gaps
        chart = next(c for c in page.query(Chart) if c.picture.title == "diverging")
        await until(pilot, lambda: "×" in drawn(chart) and "train inf" in drawn(chart))


async def test_steps_that_began_anew_are_one_line_by_iteration_and_by_time(
    served: Served, task: str
) -> None:
    async with page_of(served, task, "Scalars") as (pilot, page):
        await until(pilot, lambda: curve(page, "resumed"))
        # What was reported again counts, and what the run before had reached stays.
        expected = {float(x): 100.0 + x if 30 <= x < 45 else float(x) for x in range(50)}
        assert curve(page, "resumed") == expected
        chart = next(c for c in page.query(Chart) if c.picture.title == "resumed")
        # What it reported last is not what stands at the right.
        await until(pilot, lambda: "train 144" in drawn(chart))
        await pilot.press("X")
        await until(pilot, lambda: pilot.app.screen is not page)
        await pilot.press("down", "enter")
        panel = page.query_one(ExactPanel)
        await until(pilot, lambda: panel.view.x is X.SINCE_START and curve(page, "resumed"))
        # By time what came later is at the right, also where several points fell together.
        later = [value > 50 for value in curve(page, "resumed").values()]
        assert later == sorted(later)
        assert {*later} == {False, True}


async def test_lines_colours_and_progress_bars_of_the_console(served: Served, task: str) -> None:
    async with page_of(served, task, "Console") as (pilot, page):
        await until(pilot, lambda: page.query(Console) and page.query_one(Console).line_count > 5)
        console = page.query_one(Console)
        lines = [line.rstrip() for line in console.visible_text]
        at = lines.index("one message")
        assert lines[at : at + 4] == [
            "one message",
            "of three",
            "lines",
            "red alert and bold green",
        ]
        # Of a bar that was written over itself, only what it came to.
        assert [line for line in lines if line.startswith("Epoch 1")] == [
            "Epoch 1: 100%|##########| 100/100 [00:05]"
        ]
        assert "after the bar" in lines
        assert "reading caf\ufffd.png" in lines
        assert [line for line in lines if line.startswith("download")] == ["download 100 of 100"]
        strips = [console.render_line(y) for y in range(console.size.height)]
        row = next(strip for strip in strips if "red alert" in strip.text)
        colours = {
            segment.text.strip(): segment.style.color
            for segment in row
            if segment.style is not None
        }
        assert len({colours[text] for text in ("red alert", "and", "bold green")}) == 3


async def test_a_picture_that_cannot_be_fetched_is_a_line_with_its_address(
    served: Served, task: str
) -> None:
    async with page_of(served, task, "Images") as (pilot, page):
        address = "http://127.0.0.1:1/gone.png"
        await until(pilot, lambda: page.query(ImageView))
        view = page.query_one(ImageView)
        await until(pilot, lambda: address in view.text)
        assert view.picture is None


@pytest.mark.parametrize(
    ("metric", "says", "source"),
    [
        ("no json", "not JSON", "{broken"),
        ("no figure", "not a figure of Plotly", "[\n 1,\n 2\n]"),
        ("new kind", "type hologram cannot be drawn", '"depth": 3'),
    ],
)
async def test_a_plot_that_cannot_be_drawn_says_why_and_offers_what_was_reported(
    served: Served, task: str, metric: str, says: str, source: str
) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(Plots)._plots)
        tab = page.query_one(Plots)
        key = next(plot.key for plot in tab._plots or () if plot.metric == metric)
        tab.query_one(Listing).move_to(key)
        await until(pilot, lambda: says in " ".join(tab.query_one(PlotView).text.split()))
        await pilot.press("s")
        await until(pilot, lambda: source in tab.query_one(TextView).text)
