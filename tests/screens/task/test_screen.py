from __future__ import annotations

import math

from mltui.screens.task import TaskScreen
from mltui.screens.task.console_log import Console
from mltui.screens.task.scalar_grid import ScalarGrid
from mltui.widgets.chart import Chart
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, LabTiming, lab_monitor

LOG = "events.get_task_log"
SCALARS = "events.scalar_metrics_iter_histogram"
TASKS = "tasks.get_all_ex"


async def opened(lab: LabMonitor, name: str) -> TaskScreen:
    """Open the page of a task from the list."""
    await lab.until_rows()
    (key,) = (k for k in lab.keys() if lab.cell(k, "name") == name)
    lab.table.move_to(key)
    await lab.press("enter")
    await lab.until(lambda: isinstance(lab.app.screen, TaskScreen))
    page = lab.app.screen
    assert isinstance(page, TaskScreen)
    await lab.until(lambda: page.is_mounted and page.query("#facts") and facts(page))
    return page


def facts(page: TaskScreen) -> str:
    return page.query_one("#facts", Lines).text


def trends(page: TaskScreen) -> list[str]:
    table = page.query_one("#metrics", Table)
    rows = [table._rows.at(index) for index in range(table.total)]
    return [row.cells["trend"].text for row in rows if row and row.cells["trend"].text]


def charts(page: TaskScreen) -> dict[str, Chart]:
    return {chart.picture.title: chart for chart in page.query(Chart) if chart.picture.series}


async def test_the_overview_says_first_how_a_run_is():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        first = facts(page).splitlines()[0]
        assert "● running" in first
        assert "box1:0-3" in page.details()
        assert page.query_one("#metrics", Table).total > 5


async def test_a_stalled_and_a_diverged_run_say_why_on_their_page():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-s distill")
        assert "⚠ stalled" in facts(page)
        assert "silent for" in facts(page)
        # Of a run that does not get on nobody can say when it ends.
        assert "Progress" in facts(page)
        told = facts(page) + page.details()
        assert not [word for word in ("Time left", "ETA", "a minute", "/min") if word in told]
        assert page.details().startswith("⚠ stalled  after ")
        await lab.press("escape")
        page = await opened(lab, "retina sweep 14")
        assert "∞ diverged" in facts(page)
        assert "is nan" in " ".join(facts(page).split())


class Later(LabTiming):
    """Time that a test lets pass."""

    passed_s = 0.0

    def now(self) -> float:
        return super().now() + self.passed_s


async def test_nothing_is_just_now_while_the_server_is_away():
    timing = Later()
    async with lab_monitor(timing=timing) as lab:
        page = await opened(lab, "yolo-l aug v3")
        headline = page.details()
        assert "just now" in facts(page)
        lab.wire.cut = True
        await lab.press("r")
        await lab.until(lambda: "just now" not in facts(page))
        for passed_s, age in ((45.0, "30s"), (130.0, "2m")):
            timing.passed_s = passed_s
            page._grow_old()
            assert page.details() == f"{age} ago:  {headline}"
            (report,) = (line for line in facts(page).splitlines() if "Last report" in line)
            assert report.endswith(f"{age} ago")
        # A run that nobody hears of because of that has not stalled.
        timing.passed_s = 3 * 3600
        page._grow_old()
        assert "stalled" not in facts(page)
        lab.wire.cut = False
        await lab.press("r")
        await lab.until(lambda: " ago:" not in page.details())


async def test_escape_goes_back_to_the_list_with_the_cursor_where_it_was():
    async with lab_monitor() as lab:
        await opened(lab, "retina sweep 14")
        await lab.press("escape")
        await lab.until(lambda: not isinstance(lab.app.screen, TaskScreen))
        key = lab.table.cursor_key
        assert key is not None
        assert lab.cell(key, "name") == "retina sweep 14"


async def test_every_metric_has_a_plot_with_all_its_variants():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: "loss" in charts(page))
        names = {series.name for series in charts(page)["loss"].picture.series}
        assert {"train", "val"} <= names


async def test_the_legend_names_the_reported_last_value_and_not_an_average():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: "loss" in charts(page))
        last = {(m.metric, m.variant): m.value for m in page._details.metrics}
        for series in charts(page)["loss"].picture.series:
            assert series.last == last["loss", series.name]


async def test_no_more_samples_are_asked_for_than_the_plots_can_show():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: "loss" in charts(page))
        grid = page.query_one(ScalarGrid)
        assert all(
            len(series.xs) <= 2 * max(grid.plot_columns, 80) + 2
            for chart in charts(page).values()
            for series in chart.picture.series
        )


async def test_a_plot_fills_the_screen_and_gives_it_back():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: len(charts(page)) > 3)
        small = next(iter(page.query(Chart))).size.width
        await lab.press("m")
        await lab.until(lambda: next(iter(page.query(Chart))).size.width > 2 * small)
        await lab.press("escape")
        await lab.until(lambda: next(iter(page.query(Chart))).size.width == small)
        assert lab.app.screen is page


async def test_metrics_are_filtered_by_name():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: len(charts(page)) > 3)
        await lab.press("slash", *"loss", "enter")
        await lab.until(lambda: page.query_one(ScalarGrid).metrics == ["loss"])
        await lab.press("escape")
        await lab.until(lambda: len(page.query_one(ScalarGrid).metrics) > 3)


async def test_smoothing_keeps_the_original_underneath():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: "accuracy" in charts(page) or len(charts(page)) > 3)
        title, chart = next(iter(charts(page).items()))
        before = len(chart.picture.series)
        await lab.press("s")
        await lab.until(lambda: len(charts(page)[title].picture.series) == 2 * before)
        assert "smooth exp 0.6" in page.counts()


async def test_values_that_are_not_a_number_are_kept_as_gaps():
    async with lab_monitor(size=(200, 50)) as lab:
        page = await opened(lab, "retina sweep 14")
        await lab.press("tab")
        await lab.until(lambda: "loss" in charts(page))
        train = next(s for s in charts(page)["loss"].picture.series if s.name == "train")
        assert math.isnan(train.last)


async def test_the_console_follows_with_one_request_for_its_first_screen():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 14")
        assert lab.wire.asked[LOG] == 0
        await lab.press("tab", "tab")
        await lab.until(lambda: page.query(Console) and page.query_one(Console).line_count > 20)
        assert lab.wire.asked[LOG] == 1
        assert page.query_one(Console).following


async def test_hidden_tabs_ask_nothing():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.until(lambda: trends(page))
        assert lab.wire.asked[SCALARS] <= 2  # the preview beside the list, and the small curves
        before = lab.wire.asked[SCALARS]
        await lab.press("r")
        asked = lab.wire.asked[TASKS]
        await lab.until(lambda: lab.wire.asked[TASKS] > asked)
        assert lab.wire.asked[SCALARS] == before
        assert lab.wire.asked[LOG] == 0
        await lab.press("tab")
        await lab.until(lambda: len(charts(page)) > 3)
        assert not page.feed("scalars").resting
        await lab.press("shift+tab")
        await lab.until(lambda: page.feed("scalars").resting)


async def test_scalars_are_asked_for_again_only_when_the_task_reported():
    async with lab_monitor() as lab:
        page = await opened(lab, "yolo-l aug v3")
        await lab.press("tab")
        await lab.until(lambda: "accuracy" in charts(page) or len(charts(page)) > 3)
        await lab.until(lambda: not page.feed("scalars").asking)
        before, asked = lab.wire.asked[SCALARS], lab.wire.asked[TASKS]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[TASKS] > asked)
        assert lab.wire.asked[SCALARS] == before
        await lab.advance(30)
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked[SCALARS] > before)


async def test_a_deleted_task_says_so_and_keeps_what_was_known():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 17")
        await lab.call("tasks.delete", {"task": page._task_id, "force": True})
        await lab.press("r")
        await lab.until(lambda: "no longer on the server" in lab.note)
        assert "draft" in facts(page)
