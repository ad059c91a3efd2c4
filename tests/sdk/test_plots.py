"""What the real SDK reports, as the monitor draws it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from mltui.screens.task.artifacts import Artifacts
from mltui.screens.task.images import Images
from mltui.screens.task.plots import Plots
from mltui.widgets.ask_text import AskText
from mltui.widgets.image_view import ImageView
from mltui.widgets.listing import Listing
from mltui.widgets.plot_view import PlotView
from mltui.widgets.text_view import TextView
from tests.sdk.pages import page_of, task_of
from tests.sdk.served import Served
from tests.support.until import until


@pytest.fixture(scope="session")
def task(served: Served) -> str:
    """The id of the task that `plots.py` reported."""
    return task_of(served, "plots.py")


#: What must stand in the drawing of each plot.
DRAWN = {
    "sdk histogram": ("█",),
    "sdk vector": ("█",),
    "sdk groups": ("━ p", "━ q"),
    "sdk confusion": ("predicted", "true", "42", "cat", "cow"),
    "sdk matrix": ("▀",),
    "sdk surface": ("loss",),
    "sdk scatter": ("one", "two"),
    "sdk lines": ("step", "root"),
    "sdk cloud": ("scatter3d", "cannot be drawn"),
    "sdk table": ("name", "score", "r1", "0.25"),
    "plotly lines": ("━ up  ━ trace 1",),
    "plotly markers": ("plotly markers · figure", "━ near", "━ far", "height", "width"),
    "plotly log": ("1e-4", "0.01", "0.1"),
    "plotly log heights": ("0.001┤", "1000┤"),
    "plotly dates": ("1 Jan", "3 Jan", "9 Jan"),
    "plotly bars": ("bars", "━ p", "━ q"),
    "plotly histogram": ("count",),
    "plotly boxes": ("┃", "a", "b"),
    "plotly heat": ("11",),
    "plotly contour": ("▀",),
    "plotly pie": ("80%", "20%"),
    "plotly subplots": ("left side", "right side", "sample"),
    "plotly sankey": ("sankey", "cannot be drawn"),
    "mpl line": ("step", "error", "━ measured"),
    "mpl log": ("━ falling", "━ steady", "1000┤", "100┤", "10┤"),
    "mpl scatter": ("width",),
    "mpl histogram": ("█",),
    "mpl bars": ("█",),
}


async def test_every_plot_is_drawn(served: Served, task: str) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(PlotView).figure)
        tab = page.query_one(Plots)
        plots = {plot.metric: plot for plot in tab._plots or ()}
        assert plots.keys() >= DRAWN.keys()
        for metric, parts in DRAWN.items():
            key = plots[metric].key
            tab.query_one(Listing).move_to(key)
            await until(
                pilot, lambda key=key: tab._shown is not None and tab._shown.plot.key == key
            )
            text = tab.query_one(PlotView).text
            for part in parts:
                assert part in text, f"{metric}:\n{text}"


async def test_a_figure_that_was_sent_as_a_picture_is_shown(served: Served, task: str) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(PlotView).figure)
        tab = page.query_one(Plots)
        key = next(plot.key for plot in tab._plots or () if plot.metric == "mpl picture")
        tab.query_one(Listing).move_to(key)
        await until(pilot, lambda: tab._shown is not None and tab._shown.plot.key == key)
        assert tab._shown is not None
        shown = tab.query_one(ImageView).picture or "▀" in tab.query_one(PlotView).text
        assert shown, tab._shown.wrong


async def test_iterations_of_a_plot_are_gone_through(served: Served, task: str) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(PlotView).figure)
        tab = page.query_one(Plots)
        key = next(plot.key for plot in tab._plots or () if plot.metric == "moving")
        tab.query_one(Listing).move_to(key)
        for iteration in (3, 2, 1):
            await until(
                pilot,
                lambda iteration=iteration: (
                    tab._shown is not None
                    and tab._shown.plot.key == key
                    and tab._shown.plot.iteration == iteration
                ),
            )
            await pilot.press("h")
        await until(pilot, lambda: "1 ●" in tab.query_one(PlotView).text)


async def test_vectors_are_a_heat_map_over_iterations(served: Served, task: str) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(Plots)._vectors)
        tab = page.query_one(Plots)
        (vectors,) = tab._vectors
        tab.query_one(Listing).move_to(vectors.key)
        await until(pilot, lambda: "gradients · layers" in tab.query_one(PlotView).text)
        text = tab.query_one(PlotView).text
        assert "iteration 3" in text
        assert "21" in text
        await pilot.press("s")
        await until(pilot, lambda: '"3": [0' in tab.query_one(TextView).text)


async def test_of_a_type_that_cannot_be_drawn_the_json_is_a_key_away(
    served: Served, task: str
) -> None:
    async with page_of(served, task, "Plots") as (pilot, page):
        await until(pilot, lambda: page.query(Plots) and page.query_one(PlotView).figure)
        tab = page.query_one(Plots)
        key = next(plot.key for plot in tab._plots or () if plot.metric == "plotly sankey")
        tab.query_one(Listing).move_to(key)
        await until(pilot, lambda: "type sankey cannot" in tab.query_one(PlotView).text)
        assert "s to read its source" in tab.query_one(PlotView).text
        await pilot.press("s")
        await until(pilot, lambda: '"type": "sankey"' in tab.query_one(TextView).text)


async def test_debug_images_are_fetched_and_drawn(served: Served, task: str) -> None:
    async with page_of(served, task, "Images") as (pilot, page):
        await until(pilot, lambda: page.query(ImageView) and page.query_one(ImageView).picture)
        picture = page.query_one(ImageView).picture
        assert picture is not None
        assert (picture.width, picture.height, picture.kind) == (48, 32, "JPEG")
        tab = page.query_one(Images)
        listed = {image.metric: image.iteration for image in tab._images or ()}
        assert listed == {"rare": 1, "samples": 3}
        tab.query_one(Listing).move_to("samples\x00grey")
        await until(pilot, lambda: tab._shown and tab._shown.image.metric == "samples")
        newest = tab._shown.image.iteration if tab._shown else 0
        await pilot.press("h")
        await until(pilot, lambda: tab._shown is not None and tab._shown.image.iteration < newest)


async def test_an_artifact_is_downloaded(served: Served, task: str, tmp_path: Path) -> None:
    async with page_of(served, task, "Artifacts") as (pilot, page):
        await until(
            pilot, lambda: page.query(Artifacts) and page.query_one("#artifacts", Listing).total
        )
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        target = tmp_path / "stats.json"
        pilot.app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")
        await until(pilot, target.exists)
        assert '"a": 1' in target.read_text()
