from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from mltui.screens.curves.metrics import ChooseMetrics
from mltui.screens.curves.panel import CurvePanel
from mltui.screens.curves.plots import Line
from mltui.screens.curves.view import X
from mltui.screens.home import HomeScreen
from mltui.screens.task import TaskScreen
from mltui.screens.task.scalar_grid import ScalarGrid
from mltui.widgets.chart_body import ChartBody
from mltui.widgets.choose import Choose
from mltui.widgets.key_bar import KeyBar
from tests.screens.task.test_screen import charts, facts, opened
from tests.support.lab import LabMonitor, lab_monitor

RAW = "events.scalar_metrics_iter_raw"


async def scalars(lab: LabMonitor, name: str = "yolo-l aug v3") -> tuple[TaskScreen, CurvePanel]:
    page = await opened(lab, name)
    page.show_tab("Scalars")
    await lab.until(lambda: len(charts(page)) > 3)
    return page, page.query_one(CurvePanel)


async def test_the_cursor_reads_the_same_place_in_all_plots_and_escape_takes_it_away():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("h", "h", "h")
        assert {chart.cursor for _, chart in panel.shown_plots()} == {panel.cursor}
        assert panel.cursor is not None
        await lab.press("escape")
        assert panel.cursor is None
        assert lab.app.screen is page
        # Where the mouse points to, too.
        chart = panel.shown_plots()[1][1]
        low, high = chart.x_limits
        await lab.pilot.click(chart, offset=(chart.size.width // 2, 5))
        await lab.until(lambda: panel.cursor is not None)
        assert low + (high - low) / 4 < panel.cursor < high - (high - low) / 4
        assert {chart.cursor for _, chart in panel.shown_plots()} == {panel.cursor}


async def test_of_a_task_that_went_on_all_is_drawn_at_once_with_its_curves(
    monkeypatch: pytest.MonkeyPatch,
):
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.until(lambda: panel.shown_plots()[0][1].picture.series)
        drawn: list[list[float]] = []
        show = panel.show

        def shown(lines: list[Line] | None, **said: str) -> None:
            drawn.append([line.ys[-1] for line in lines or ()])
            show(lines, **said)

        monkeypatch.setattr(panel, "show", shown)
        page.query_one(ScalarGrid)._draw()
        await lab.advance(30)
        page.feed("task").ask_now()
        await lab.until(lambda: len(drawn) > 1)
        old, new = drawn
        assert old != new


async def test_a_tab_that_was_hidden_shows_what_came_meanwhile():
    async with lab_monitor() as lab:
        page, _ = await scalars(lab)
        await lab.call("tasks.update", {"task": page.task_id, "comment": "look at this"})
        page.feed("task").ask_now()
        await lab.until(lambda: page.facts and page.facts.details.comment == "look at this")
        page.show_tab("Overview")
        await lab.until(lambda: "look at this" in facts(page))


async def test_the_cursor_stays_where_there_are_values_and_zooming_keeps_it_in_view():
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        chart = panel.shown_plots()[0][1]
        ends = [envelope.span()[1] for envelope in chart.envelopes]
        await lab.press("l", "l", "l")
        # The axis may go on to a round number.
        assert panel.cursor == max(ends) <= chart.x_limits[1]
        await lab.press("plus", "plus", "plus")
        low, high = chart.x_limits
        assert low <= panel.cursor <= high


async def test_the_only_plot_that_is_left_is_drawn_from_as_many_points_as_its_width_shows():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        asked = lab.wire.bodies["events.scalar_metrics_iter_histogram"]
        panel.filter("loss")
        await lab.until(lambda: len(panel.shown_plots()) == 1)
        await lab.until(lambda: asked[-1]["samples"] >= 2 * (page.size.width - 2))


async def test_the_only_plot_that_there_is_is_drawn_from_as_many_points_as_its_width_shows():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 15")
        page.show_tab("Scalars")
        asked = lab.wire.bodies["events.scalar_metrics_iter_histogram"]
        await lab.until(lambda: asked)
        point = {"type": "training_stats_scalar", "task": page.task_id, "iter": 1, "value": 0.5}
        await lab.call("events.add", {**point, "metric": "loss", "variant": "train"})
        await lab.press("r")
        await lab.until(lambda: len(charts(page)) == 1 and "loss" in charts(page))
        await lab.until(lambda: asked[-1]["samples"] >= 2 * (page.size.width - 2))


async def test_zoom_and_pan_move_all_plots_and_one_key_shows_everything_again():
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        chart = panel.shown_plots()[0][1]
        whole = chart.x_limits
        await lab.press("plus", "plus")
        near = {chart.picture.x_limits for _, chart in panel.shown_plots()}
        assert len(near) == 1
        ((low, high),) = near
        assert high - low < 0.5 * (whole[1] - whole[0])
        await lab.press("L")
        assert chart.picture.x_limits[0] > low
        await lab.press("0")
        assert chart.x_limits == whole


async def test_the_key_that_shows_everything_leads_home_where_everything_is_shown():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("plus")
        bar = lab.app.screen.query_one(KeyBar)
        await lab.until(lambda: "all of it" in [hint.what for hint in bar.hints])
        await lab.press("0")
        assert lab.app.screen is page
        assert not panel.is_zoomed
        await lab.until(lambda: "all of it" not in [hint.what for hint in bar.hints])
        await lab.press("0")
        await lab.until(lambda: isinstance(lab.app.screen, HomeScreen))


async def test_one_plot_is_zoomed_alone():
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        await lab.press("o", "plus")
        limits = [chart.picture.x_limits for _, chart in panel.shown_plots()]
        assert limits[0] is not None
        assert set(limits[1:]) == {None}


async def test_zoomed_in_further_than_averages_can_show_the_raw_points_are_fetched():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        averaged = [plot.title for plot, c in panel.shown_plots() if "average" in c.picture.note]
        assert averaged
        assert lab.wire.asked[RAW] == 0
        await lab.press(*["plus"] * 8)
        await lab.until(lambda: charts(page)[averaged[0]].picture.note == "raw")
        series = charts(page)[averaged[0]].picture.series[0]
        assert series.envelope is not None


async def test_so_are_those_of_plots_that_come_into_sight_while_it_is_zoomed():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        averaged = [plot.title for plot, c in panel.shown_plots() if "average" in c.picture.note]
        while panel.plot.title != averaged[0]:
            await lab.press("j")
        await lab.press("m", *["plus"] * 8)
        await lab.until(lambda: charts(page)[averaged[0]].picture.note == "raw")
        fetched = lab.wire.asked[RAW]
        await lab.press("m")
        await lab.until(lambda: lab.wire.asked[RAW] > fetched)
        await lab.until(lambda: charts(page)[averaged[1]].picture.note == "raw")


async def test_the_exact_picture_is_a_key_away():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        plots = [plot.title for plot, c in panel.shown_plots() if "average" in c.picture.note]
        while panel.plot.title != plots[0]:
            await lab.press("j")
        await lab.press("f")
        await lab.until(lambda: charts(page)[plots[0]].picture.note == "raw")
        await lab.press("f")
        await lab.until(lambda: "average" in charts(page)[plots[0]].picture.note)


async def test_where_every_point_is_drawn_the_key_of_the_exact_picture_says_so():
    async with lab_monitor() as lab:
        page = await opened(lab, "retina sweep 15")
        page.show_tab("Scalars")
        point = {"type": "training_stats_scalar", "task": page.task_id, "iter": 1, "value": 0.5}
        await lab.call("events.add", {**point, "metric": "loss", "variant": "train"})
        await lab.press("r")
        await lab.until(lambda: charts(page).keys() == {"loss"})
        await lab.press("f")
        told = [shown.message for shown in lab.app._notifications]
        assert told == ["loss is drawn from every point already."]
        assert lab.wire.asked[RAW] == 0


async def test_the_x_axis_is_chosen_and_remembered_with_the_rest_for_the_project():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("X")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press("down", "enter")
        await lab.until(lambda: panel.view.x is X.SINCE_START and len(charts(page)) > 3)
        await lab.press("s", "y", "v", "right_square_bracket")
        kept = panel.view
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is not page)
        _page, again = await scalars(lab)
        await lab.until(lambda: again.view == kept)


async def test_another_scalar_runs_along_the_x_axis():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("X")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press(*"loss train", "enter")
        await lab.until(lambda: panel.view.x_scalar == ("loss", "train"))
        accuracy = charts(page)["accuracy"].picture.series[0]
        assert max(accuracy.xs) < 100


async def test_metrics_are_hidden_and_pinned():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        first, second = (plot.metric for plot in panel.plots[:2])
        await lab.press("i")
        assert panel.plots[0].metric == second
        await lab.press("M")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press("ctrl+a", "enter")
        await lab.until(lambda: panel.plots[0].metric == first)
        await lab.press("j", "j", "p")
        assert panel.plots[0].metric == panel.view.pinned[0]
        assert panel.shown_plots()[0][1].picture.marks == ("pinned",)


async def test_space_hides_a_metric_of_those_that_typing_left_and_shows_it_again():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        names = {plot.metric for plot in panel.plots}
        for left in (names - {"loss"}, names):
            await lab.press("M")
            await lab.until(lambda: lab.app.screen is not page)
            await lab.press(*"loss", "space", "enter")
            await lab.until(lambda left=left: {plot.metric for plot in panel.plots} == left)


async def test_the_lists_of_metrics_have_the_order_of_the_plots():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        metrics = [plot.metric for plot in panel.plots]
        assert metrics[-1].startswith(":monitor:")
        await lab.press("M")
        await lab.until(lambda: isinstance(lab.app.screen, ChooseMetrics) and lab.row_keys)
        assert lab.row_keys == metrics
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is page)
        await lab.press("v", "X")
        await lab.until(lambda: isinstance(lab.app.screen, Choose))
        await lab.until(lambda: lab.row_keys)
        offered = [lab.cell(key, "text") for key in lab.row_keys if lab.cell(key, "detail")]
        assert offered == [plot.name for plot in panel.plots]


async def test_a_plot_with_a_fixed_axis_says_so():
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("Y")
        await lab.until(lambda: lab.app.screen is not page)
        lab.app.screen.query_one(Input).value = "-1 2"
        await lab.press("enter")
        chart = panel.shown_plots()[0][1]
        await lab.until(lambda: chart.picture.marks == ("y fixed",))
        assert chart.picture.y_limits == (-1, 2)
        assert panel.shown_plots()[1][1].picture.marks == ()
        await lab.press("y")
        # A logarithmic axis has no place for what is not above 0: it follows the data.
        assert chart.picture.marks == ()


async def test_plots_without_room_for_axes_are_alike_and_say_what_is_wrong():
    async with lab_monitor(size=(80, 24)) as lab:
        page, panel = await scalars(lab)
        assert "no room for axes" not in page.query_one(ScalarGrid).counts()
        await lab.press("v", *"]]]]]]", *"}}}}}}")
        await lab.until(lambda: len(panel.shown_plots()) > 20)
        assert "no room for axes: [ { fewer" in page.query_one(ScalarGrid).counts()
        await lab.until(lambda: {chart.size.height for _, chart in panel.shown_plots()} == {3, 4})
        assert not any("┌" in chart.draw_line(0).text for _, chart in panel.shown_plots())


async def test_what_is_drawn_is_exported_with_its_points(tmp_path: Path):
    async with lab_monitor() as lab:
        page, _panel = await scalars(lab)
        for kind in ("csv", "json", "txt", "svg"):
            await lab.press("E")
            await lab.until(lambda: lab.app.screen.query(Input))
            path = tmp_path / f"curves.{kind}"
            lab.app.screen.query_one(Input).value = str(path)
            await lab.press("enter")
            await lab.until(path.exists)
            await lab.until(lambda: lab.app.screen is page)
        rows = list(csv.DictReader((tmp_path / "curves.csv").open()))
        found = [
            float(row["y"]) for row in rows if (row["plot"], row["curve"]) == ("loss", "train")
        ]
        assert len(found) == len(charts(page)["loss"].envelopes[0])
        assert "┌─" in (tmp_path / "curves.txt").read_text()
        svg = (tmp_path / "curves.svg").read_text()
        assert svg.startswith("<svg")
        # The plots alone: not the frame around them, nor what is said of the files before.
        assert "loss" in svg
        assert "Written" not in svg
        assert "Console" not in svg


async def test_a_curve_with_a_plot_of_its_own_is_exported_under_the_name_of_that(tmp_path: Path):
    async with lab_monitor() as lab:
        page, _panel = await scalars(lab)
        await lab.press("v")
        await lab.until(lambda: "accuracy / top1" in charts(page))
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        path = tmp_path / "curves.csv"
        lab.app.screen.query_one(Input).value = str(path)
        await lab.press("enter")
        await lab.until(path.exists)
        names = {(row["plot"], row["curve"]) for row in csv.DictReader(path.open())}
        assert ("accuracy / top1", "accuracy / top1") in names


def said(lab: LabMonitor) -> list[str]:
    """What was said in passing, oldest first."""
    return [note.message for note in lab.app._notifications]


async def test_where_nothing_is_drawn_nothing_is_exported(tmp_path: Path):
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        # The plots go while the name is typed.
        panel.filter("nothing is called like this")
        lab.app.screen.query_one(Input).value = str(tmp_path / "curves.svg")
        await lab.press("enter")
        await lab.until(lambda: lab.app.screen is page)
        await lab.until(lambda: said(lab) == ["There is nothing to export."])
        # And are not there before.
        lab.app.clear_notifications()
        await lab.press("E")
        await lab.until(lambda: said(lab) == ["There is nothing to export."])
        assert lab.app.screen is page


@pytest.mark.parametrize("name", ["~nosuchuser/c.csv", "c" * 300 + ".csv"])
async def test_a_name_that_no_file_can_have_is_told_of_in_the_dialog(name: str):
    async with lab_monitor() as lab:
        page, _panel = await scalars(lab)
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = name
        await lab.press("enter")
        wrong = lab.app.screen.query_one("#wrong", Static)
        await lab.until(lambda: str(wrong.render()).endswith("."))
        await lab.press("escape")
        await lab.until(lambda: lab.app.screen is page)


async def test_what_is_smoothed_and_what_is_not_are_told_apart_in_a_file_of_the_part_shown(
    tmp_path: Path,
):
    async with lab_monitor() as lab:
        page, panel = await scalars(lab)
        await lab.press("s", "plus", "plus", "E")
        await lab.until(lambda: lab.app.screen.query(Input))
        path = tmp_path / "curves.csv"
        lab.app.screen.query_one(Input).value = str(path)
        await lab.press("enter")
        await lab.until(lambda: path.exists() and lab.app.screen is page)
        rows = list(csv.DictReader(path.open()))
        found = {
            kind: [
                (float(row["x"]), float(row["y"]))
                for row in rows
                if (row["plot"], row["curve"], row["smoothed"]) == ("loss", "train", kind)
            ]
            for kind in ("yes", "no")
        }
        assert [x for x, _ in found["yes"]] == [x for x, _ in found["no"]]
        assert found["yes"] != found["no"]
        low, high = charts(page)["loss"].x_limits
        assert all(low <= x <= high for x, _ in found["no"])
        assert len(found["no"]) < len(panel.lines[0].xs)


async def test_what_the_next_key_may_show_is_drawn_while_nobody_types(
    monkeypatch: pytest.MonkeyPatch,
):
    async with lab_monitor() as lab:
        _page, panel = await scalars(lab)
        await lab.press("plus")
        await lab.until(lambda: panel._ahead.is_done)
        laid_out: list[object] = []

        def lay_out(*args):
            laid_out.append(args)
            return ChartBody(*args)

        monkeypatch.setattr("mltui.widgets.chart.ChartBody", lay_out)
        before = [chart.x_limits for _, chart in panel.shown_plots()]
        panel.action_zoom(1)
        assert [chart.x_limits for _, chart in panel.shown_plots()] != before
        assert not laid_out
