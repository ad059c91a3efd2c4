from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from mltui.live.task_setup import Configuration
from mltui.screens.compare import CompareScreen
from mltui.screens.compare.screen import Compared
from mltui.screens.compare.task_table import TaskTable
from mltui.screens.curves import exact
from mltui.server.demo import Demo
from mltui.server.events.logs import LogEntry
from mltui.widgets.chart import AxisKind, Chart
from mltui.widgets.choose import Choose
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.lines import Lines
from mltui.widgets.log_view import LogView
from mltui.widgets.read_text import ReadText
from mltui.widgets.rows import Cell
from mltui.widgets.table import Table
from mltui.widgets.text_view import TextView
from tests.screens.album import settled
from tests.support.lab import OPENED, Hurried, LabMonitor, Wire, lab_monitor

LOG = "events.get_task_log"
RAW = "events.scalar_metrics_iter_raw"
SPIKE = 16.0
NAMES = ("yolo-l aug v3", "yolo-m baseline")


async def compared(lab: LabMonitor, names: Sequence[str] = NAMES) -> CompareScreen:
    """Mark tasks of the list and compare them."""
    await lab.until_rows()
    for name in names:
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
        # Names that are cut tell nothing.
        await lab.pilot.resize_terminal(60, 24)
        await lab.until(lambda: page.subject() == "2 tasks")


async def test_names_of_wide_characters_that_have_no_room_are_not_cut_either():
    async with lab_monitor(size=(120, 40)) as lab:
        page = await compared(lab)
        assert page.subject() != "2 tasks"
        for task in page._comparison.tasks:
            await lab.call("tasks.update", {"task": task.id, "name": "検出" * 12})
        page.feed("tasks").ask_now()
        # 53 characters, but 101 cells.
        await lab.until(lambda: page.subject() == "2 tasks")


def chart_of(page: CompareScreen, title: str) -> Chart:
    return next(chart for chart in page.query(Chart) if chart.picture.title == title)


def highest(chart: Chart) -> float:
    """The greatest value that is drawn of any task."""
    return max(max(envelope.ys) for envelope in chart.envelopes if len(envelope))


async def test_curves_are_exported_under_the_names_of_their_tasks(tmp_path: Path):
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.until(lambda: any(chart.picture.series for chart in page.query(Chart)))
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        path = tmp_path / "curves.csv"
        lab.app.screen.query_one(Input).value = str(path)
        await lab.press("enter")
        await lab.until(path.exists)
        names = {row["curve"] for row in csv.DictReader(path.open())}
        assert names == {f"{number} {name}" for number, name in enumerate(NAMES, 1)}


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
        asked = lab.wire.asked[RAW]
        await lab.advance(60)
        await lab.press("r")
        await lab.until(lambda: [len(envelope) for envelope in chart.envelopes] > before)
        assert chart.picture.note == "raw"
        # Only what is new was asked for.
        assert all(body["scroll_id"] for body in lab.wire.bodies[RAW][asked:])
        await lab.press("X")
        await lab.until(lambda: lab.app.screen is not page)
        await lab.press("down", "enter")
        await lab.until(lambda: chart.picture.x is AxisKind.DURATION and chart.picture.series)
        await lab.until(lambda: chart.picture.note == "raw" and highest(chart) == SPIKE)
        assert lab.wire.bodies[RAW][-1]["key"] == "timestamp"


@pytest.mark.parametrize("pattern", ["", "loss"])
async def test_fetching_raw_points_tells_how_far_it_is_and_is_given_up_by_escape(pattern: str):
    async with lab_monitor(way=Held) as lab:
        page = await with_a_spike(lab)
        page.set_filter(pattern)
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
        assert page.pattern == pattern
        lab.wire.held = False
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        assert highest(chart) == SPIKE


@pytest.mark.parametrize(("most", "anew"), [(10**6, False), (0, True)])
async def test_points_that_are_not_drawn_any_more_are_kept_while_they_are_few(
    most: int, anew: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exact, "MOST_IDLE", most)
    async with lab_monitor() as lab:
        page = await with_a_spike(lab)
        chart = chart_of(page, "loss / train")
        await lab.press("f")
        await lab.until(lambda: chart.picture.note == "raw")
        await lab.press("f", "f")
        await lab.until(lambda: chart.picture.note == "raw" and not page.panel._fetches)
        begun = [body for body in lab.wire.bodies[RAW] if not body.get("scroll_id")]
        assert len(begun) == (4 if anew else 2)


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


async def test_where_no_parameter_is_left_it_is_said_why():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("tab")
        table = page.query_one("#Parameters", TaskTable)

        def said() -> str:
            return table.render_line(table.size.height // 2).text.strip()

        page.set_filter("nowhere")
        await lab.until(lambda: said() == "nothing has “nowhere” in its name")
        page.set_filter("")
        await lab.until(lambda: table.total)
        comparison = page._comparison
        assert comparison is not None
        alike = replace(comparison.tasks[0], id="another")
        same = replace(comparison, tasks=(comparison.tasks[0], alike))
        page.post_message(Compared("tasks", same, page.feed("tasks").freshness))
        await lab.until(lambda: said() == "no parameter differs; d shows all of them")
        without = tuple(replace(task, configuration=Configuration((), ())) for task in same.tasks)
        none = replace(comparison, tasks=without)
        page.post_message(Compared("tasks", none, page.feed("tasks").freshness))
        await lab.until(lambda: said() == "these tasks have no parameters")
        # There is no more to show either.
        assert page.counts() == ""
        bar = page.query_one(KeyBar)
        await lab.until(lambda: "differences or all" not in [hint.what for hint in bar.hints])
        page.post_message(Compared("tasks", same, page.feed("tasks").freshness))
        await lab.press("d")
        await lab.until(lambda: table.total)


async def test_enter_shows_the_whole_difference_of_a_configuration_object():
    async with lab_monitor() as lab:
        page = await compared(lab)
        task = page._comparison.tasks[0]
        assert task.configuration.objects
        name = task.configuration.objects[0].name
        await lab.press("tab", "d")
        page.query_one("#Parameters", Table).move_to(name)
        await lab.press("enter")
        await lab.until(lambda: isinstance(lab.app.screen, ReadText))
        await lab.until(lambda: lab.app.screen.query_one(TextView).text)
        first = task.configuration.objects[0].value.splitlines()[0]
        assert first in lab.app.screen.query_one(TextView).text
        await lab.press("escape")
        assert lab.app.screen is page


@pytest.mark.parametrize("shown", ["last", "min", "max"])
async def test_the_best_of_each_row_of_last_least_and_greatest_values_is_marked(shown: str):
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("tab", "tab", *["b"] * ("last", "min", "max").index(shown))
        table = page.query_one("#Values", Table)
        assert f"{shown.upper()} OF" in table.render_line(0).text
        await lab.until(lambda: page.counts() == "* best")
        rows = {row["name"]: [row[task] for task in page._ids] for row in texts(table)}
        for name, best in (("loss / train", min), ("accuracy / top1", max)):
            values = [float(text.removeprefix("* ")) for text in rows[name]]
            marked = [text.startswith("* ") for text in rows[name]]
            assert marked == [value == best(values) for value in values]
            details = [task.values[tuple(name.split(" / "))] for task in page._comparison.tasks]
            told = [{"last": d.last, "min": d.low, "max": d.high}[shown] for d in details]
            assert values == pytest.approx(told, rel=0.01)
        # The machine's readings are called as in the overview of a task.
        assert "gpu / gpu_0_utilization" in rows
        # Whose name does not tell whether more is better has no best.
        assert not any(text.startswith("* ") for text in rows["learning rate / group 0"])
        # Where there is nothing, no sign is explained.
        page.set_filter("nowhere")
        await lab.until(lambda: not table.total)
        assert page.counts() == ""


async def say(lab: LabMonitor, task: str, *lines: str) -> None:
    """Let a task write lines behind the monitor's back, later than any before."""
    logs = lab.demo.lab.engine.store.events.logs
    moment = round(OPENED.timestamp() * 1000) + 10**9
    entries = [LogEntry(moment + n, moment, "info", "box9", line) for n, line in enumerate(lines)]
    await asyncio.get_running_loop().run_in_executor(lab.demo._thread, logs.append, task, entries)


def visible(view: LogView) -> list[str]:
    return [line.rstrip() for line in view.visible_text]


async def test_the_consoles_of_two_are_compared_by_lines():
    async with lab_monitor() as lab:
        page = await compared(lab)
        same = ["-- begin", "epoch 1 of 3"]
        await say(lab, page._ids[0], *same, "-- \x1b[31mloss 1.5\x1b[0m", "done")
        await say(lab, page._ids[1], *same, "-- loss 1.25", "done")
        await lab.press("shift+tab")
        view = page.query_one(LogView)
        await lab.until(lambda: view.line_count > 5)
        assert visible(view)[-5:] == [
            "  -- begin",
            "  epoch 1 of 3",
            "- -- loss 1.5",
            "+ -- loss 1.25",
            "  done",
        ]
        legend = page.query_one("#legend", Lines).text
        assert legend.split("  ")[:2] == [f" - only 1 {NAMES[0]}", f" + only 2 {NAMES[1]}"]


@pytest.mark.parametrize("line", ["", "epoch 1 of 3"])
async def test_where_no_line_of_two_consoles_differs_it_is_said_why(line: str):
    async with lab_monitor() as lab:
        page = await compared(lab, ("yolo-l aug v4", "retina sweep 16"))
        if line:
            for task in page._ids:
                await say(lab, task, line)
        await lab.press("shift+tab")
        view = page.query_one(LogView)
        expected = "the last lines of both are the same" if line else "neither of these two"
        await lab.until(
            lambda: any(expected in view.render_line(y).text for y in range(view.size.height))
        )
        assert not view.line_count


THREE = (*NAMES, "yolo-s distill")


def hinted(page: CompareScreen) -> list[str]:
    return [f"{hint.key} {hint.what}" for hint in page.query_one(KeyBar).hints]


async def choose_console(lab: LabMonitor, key: str, name: str) -> None:
    """Press a key that asks for a task, and pick the one with this in its name."""
    page = lab.app.screen
    await lab.press(key)
    await lab.until(lambda: isinstance(lab.app.screen, Choose))
    await lab.press(*name, "enter")
    await lab.until(lambda: lab.app.screen is page)


async def test_of_more_than_two_tasks_one_chooses_whose_consoles_are_compared():
    async with lab_monitor() as lab:
        page = await compared(lab, THREE)
        for number, task in enumerate(page._ids, 1):
            await say(lab, task, "-- begin", f"this is {number}")
        await lab.press("shift+tab")
        view, legend = page.query_one(LogView), page.query_one("#legend", Lines)
        await lab.until(lambda: visible(view)[-2:] == ["- this is 1", "+ this is 2"])
        await lab.until(lambda: {"- first console", "+ second console"} <= {*hinted(page)})
        await choose_console(lab, "plus", "distill")
        await lab.until(lambda: visible(view)[-2:] == ["- this is 1", "+ this is 3"])
        assert legend.text.split("  ")[:2] == [f" - only 1 {THREE[0]}", f" + only 3 {THREE[2]}"]
        # Whom one chooses for the other side changes places with it.
        await choose_console(lab, "minus", "distill")
        await lab.until(lambda: visible(view)[-2:] == ["- this is 3", "+ this is 1"])
        assert legend.text.split("  ")[:2] == [f" - only 3 {THREE[2]}", f" + only 1 {THREE[0]}"]
        # It stays so while the page is open.
        await lab.press("tab", "shift+tab")
        await lab.until(lambda: page._open == "Console")
        assert legend.text.split("  ")[:2] == [f" - only 3 {THREE[2]}", f" + only 1 {THREE[0]}"]
        assert visible(view)[-2:] == ["- this is 3", "+ this is 1"]


async def test_a_task_that_is_gone_leaves_its_place_to_the_next_until_there_are_no_two():
    async with lab_monitor() as lab:
        page = await compared(lab, THREE)
        first, second, third = page._ids
        for number, task in enumerate(page._ids, 1):
            await say(lab, task, "-- begin", f"this is {number}")
        await lab.press("shift+tab")
        view = page.query_one(LogView)
        await lab.until(lambda: visible(view)[-2:] == ["- this is 1", "+ this is 2"])
        await lab.call("tasks.delete", {"task": first, "force": True})
        page.feed("tasks").ask_now()
        await lab.until(lambda: page._pair() == (third, second))
        await lab.until(lambda: visible(view)[-2:] == ["- this is 3", "+ this is 2"])
        await lab.call("tasks.delete", {"task": second, "force": True})
        page.feed("tasks").ask_now()
        await lab.until(lambda: page._pair() is None)
        assert "there are no two consoles" in view.render_line(view.size.height // 2).text


async def test_of_two_tasks_there_is_nothing_to_choose():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("shift+tab")
        await lab.until(lambda: "f follow" in hinted(page))
        assert not any("console" in hint or "filter" in hint for hint in hinted(page))
        await lab.press("plus")
        assert lab.app.screen is page


async def test_tasks_that_have_no_room_are_brought_in_by_keys():
    async with lab_monitor(size=(48, 24)) as lab:
        page = await compared(lab, THREE)
        await lab.press("tab")
        table = page.query_one("#Parameters", TaskTable)
        first, second, third = page._ids
        assert table.shown_columns == {"name", first, second}
        assert page.counts().startswith("1-2 of 3 tasks")
        await lab.until(lambda: "← → other tasks" in hinted(page))
        await lab.press("right", "right")
        await lab.until(lambda: table.shown_columns == {"name", second, third})
        # The other table shows the same ones.
        await lab.press("tab")
        values = page.query_one("#Values", TaskTable)
        await lab.until(lambda: values.shown_columns == {"name", second, third})
        await lab.press("h")
        await lab.until(lambda: values.shown_columns == {"name", first, second})


async def test_the_difference_of_consoles_waits_with_what_is_new_while_somebody_reads():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("shift+tab")
        view = page.query_one(LogView)
        await lab.until(lambda: view.line_count > 100)
        await lab.press("pageup", "pageup")
        reading = visible(view)
        await lab.advance(60)
        await say(lab, page._ids[1], "something new")
        page.feed("tasks").ask_now()
        asked = lab.wire.asked[LOG]
        await lab.until(lambda: page._comparison is not None and settled(page.feed("tasks")))
        page.feed("consoles").ask_now()
        await lab.until(lambda: lab.wire.asked[LOG] >= asked + 2 and settled(page.feed("consoles")))
        assert visible(view) == reading
        await lab.press("G")
        await lab.until(lambda: "+ something new" in visible(view))


async def test_consoles_are_not_asked_for_again_while_nothing_changes():
    async with lab_monitor() as lab:
        page = await compared(lab)
        await lab.press("shift+tab")
        await lab.until(lambda: page.query_one(LogView).line_count > 5)
        asked = lab.wire.asked[LOG]
        page.feed("consoles").ask_now()
        await lab.until(lambda: settled(page.feed("consoles")))
        assert lab.wire.asked[LOG] == asked


async def test_it_keeps_updating_by_itself():
    async with lab_monitor(timing=Hurried()) as lab:
        page = await compared(lab)
        await lab.until(lambda: any(chart.picture.series for chart in page.query(Chart)))
        chart = next(chart for chart in page.query(Chart) if chart.picture.series)
        points = [series.xs[-1] for series in chart.picture.series]
        values = texts(page.query_one("#Values", Table))
        await lab.advance(120)
        await lab.until(lambda: [series.xs[-1] for series in chart.picture.series] > points)
        await lab.until(lambda: texts(page.query_one("#Values", Table)) != values)
