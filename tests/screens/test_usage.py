from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from mltui.live.usage import Usage
from mltui.screens.usage import UsageScreen
from mltui.screens.usage_cells import as_csv, bars, percentages
from mltui.series.plotly.model import Bars
from mltui.widgets import palette
from mltui.widgets.lines import Lines
from mltui.widgets.plot_view import PlotView
from mltui.widgets.plots import Pen, draw_panel
from mltui.widgets.table import Table
from tests.support.lab import LabMonitor, lab_monitor

DAY = 86_400.0


async def open_usage(lab: LabMonitor) -> UsageScreen:
    lab.app.go("usage")
    await lab.until(lambda: isinstance(lab.app.screen, UsageScreen))
    screen = lab.app.screen
    assert isinstance(screen, UsageScreen)
    await lab.until(lambda: screen.query_one("#organization", Lines).text)
    return screen


def used(name: str, *amounts: float) -> Usage:
    days = {DAY * (100 + place): amount for place, amount in enumerate(amounts)}
    return Usage(name, name, {"gpu": sum(amounts)}, {"gpu": days})


@pytest.mark.parametrize("amounts", [(1, 1, 1), (5, 3, 1, 0), (99.6, 0.4), (0, 0), (), (1,) * 7])
def test_shares_are_a_hundred_percent_together(amounts: tuple[float, ...]):
    shares = percentages(amounts)
    assert sum(shares) == (100 if any(amounts) else 0)
    whole = sum(amounts)
    assert all(abs(s - a * 100 / whole) < 1 for s, a in zip(shares, amounts, strict=True) if whole)


def test_bars_tell_the_largest_apart_and_add_up_the_others():
    usages = [used(f"p{n}", float(n), 1.0) for n in range(1, 10)]
    figure = bars(usages, "gpu", 100 * DAY, 101.5 * DAY, UTC)
    assert figure is not None
    panel = figure.panels[0].panel
    assert isinstance(panel, Bars)
    assert panel.stacked
    assert [group.name for group in panel.groups] == [f"p{n}" for n in range(9, 3, -1)] + ["others"]
    assert panel.groups[-1].values == (1.0 + 2.0 + 3.0, 3.0)
    assert panel.value == "GPU hours a day"


def test_the_title_of_the_bars_is_written_as_one():
    usage = Usage("p", "p", {"duration": 1.0}, {"duration": {100 * DAY: 1.0}})
    figure = bars([usage], "duration", 100 * DAY, 101.5 * DAY, UTC)
    assert figure is not None
    panel = figure.panels[0].panel
    assert isinstance(panel, Bars)
    assert panel.value == "Task hours a day"


def test_a_long_time_is_drawn_by_weeks_and_nothing_is_lost():
    figure = bars([used("p", *[1.0] * 90)], "gpu", 100 * DAY, 190 * DAY, UTC)
    assert figure is not None
    panel = figure.panels[0].panel
    assert isinstance(panel, Bars)
    assert sum(panel.groups[0].values) == 90
    assert len(panel.categories) == 13


def test_no_text_in_the_csv_is_a_formula():
    lines = as_csv([used("=cmd()", 2.0)], "project", UTC).splitlines()
    assert lines[1].split(",")[1] == "'=cmd()"
    assert lines[1].endswith("1970-04-11,2.0000,0.0000,0.0000")


async def test_projects_are_listed_with_the_hours_they_used():
    async with lab_monitor() as lab:
        screen = await open_usage(lab)
        await lab.until_rows()
        assert "GPU hours" in screen.counts()
        assert screen.query_one(PlotView).figure is not None
        await lab.until(lambda: "–" not in lab.column("tasks"))
        assert all(int(tasks) > 0 for tasks in lab.column("tasks"))


async def test_another_measure_and_breakdown_are_a_key_away():
    async with lab_monitor() as lab:
        screen = await open_usage(lab)
        await lab.until_rows()
        await lab.press("m")
        assert "CPU hours by project" in screen.details()
        await lab.press("b")
        await lab.until(lambda: any("Ada" in str(row) for row in _names(lab)))
        await lab.press("plus")
        await lab.until(lambda: "90 days" in screen.details())
        await lab.press("slash", *"nobody", "enter")
        await lab.until(lambda: "Nothing matches" in lab.note)
        # It is the filter that leaves nothing to draw, not the time.
        assert "in this time" not in screen.query_one(PlotView).note


def _names(lab: LabMonitor) -> list[object]:
    return [lab.table.row(key).cells["name"] for key in lab.row_keys]


async def test_the_time_of_processors_is_asked_for_as_well():
    """By itself a ClearML server answers run times and GPUs alone."""
    async with lab_monitor(first="usage") as lab:
        await lab.until_rows()
        (asked, *_) = lab.wire.bodies["organization.get_project_usages"]
        assert set(asked["usage_fields"]) == {"duration", "cpu_usage", "gpu_usage"}
        assert all(float(hours) > 0 for hours in lab.column("cpu"))


async def test_a_project_opens_to_show_its_parts_and_is_left_again():
    async with lab_monitor(first="usage") as lab:
        await lab.until_rows()
        names = [str(row) for row in _names(lab)]
        place = next(n for n, name in enumerate(names) if "Vision" in name)
        lab.table.move_to_index(place)
        opened, whole = lab.table.cursor_key, lab.column("duration")[place]
        await lab.press("enter")
        await lab.until(lambda: any("Vision/Detection" in str(name) for name in _names(lab)))
        assert "in Vision" in lab.app.screen.details()
        assert abs(sum(map(float, lab.column("duration"))) - float(whole)) < 0.5
        await lab.until(lambda: "–" not in lab.column("tasks"))
        await lab.press("escape")
        await lab.until(lambda: [str(row) for row in _names(lab)] == names)
        assert lab.table.cursor_key == opened


async def test_tasks_are_counted_with_those_below_a_project_as_the_hours_are():
    async with lab_monitor(first="usage") as lab:
        await lab.until(lambda: lab.app.screen.query(Table) and lab.row_keys)
        await lab.until(lambda: "–" not in lab.column("tasks"))
        counted = sum(int(tasks) for tasks in lab.column("tasks"))
        lab.table.move_to_index(0)
        top = int(lab.column("tasks")[0])
        await lab.press("enter")
        await lab.until(lambda: "/" in str(_names(lab)[0]) and "–" not in lab.column("tasks"))
        assert sum(int(tasks) for tasks in lab.column("tasks")) == top < counted


async def test_where_not_all_projects_have_their_tasks_counted_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("mltui.live.usage.MOST_COUNTED", 3)
    async with lab_monitor(first="usage") as lab:
        said = "Tasks are counted in the 3 largest projects only."
        await lab.until(lambda: lab.note == said)
        assert lab.column("tasks").count("–") == 1
        await lab.press("b")
        await lab.until(lambda: not lab.note)


async def test_a_few_minutes_are_not_nothing():
    used_little = {"id": "p", "name": "p", "duration": 600, "cpu_usage": 100, "gpu_usage": 900}
    async with lab_monitor() as lab:
        lab.wire.empty["organization.get_project_usages"] = {
            "projects": {"total": [used_little], "series": []}
        }
        screen = await open_usage(lab)
        await lab.until_rows()
        assert screen.counts() == "0.2 GPU hours"
        await lab.press("m")
        assert screen.counts() == "<0.1 CPU hours"
        assert lab.column("cpu") == ["<0.1"]


async def test_what_came_from_no_queue_has_a_name():
    nameless = {"id": None, "name": None}
    answer: dict[str, Any] = {
        "queues": {
            "total": [{**nameless, "duration": 7200, "cpu_usage": 7200, "gpu_usage": 7200}],
            "series": [],
        },
        "projects": {"total": [], "series": []},
    }
    async with lab_monitor(first="usage") as lab:
        lab.wire.empty["organization.get_project_usages"] = answer
        await lab.until(lambda: isinstance(lab.app.screen, UsageScreen))
        await lab.press("b", "b")
        await lab.until(lambda: any("(no queue)" in str(name) for name in _names(lab)))


async def test_days_are_those_of_the_person(in_zone: Callable[[str], None]):
    in_zone("XXX-05:30")
    async with lab_monitor(first="usage") as lab:
        await lab.until_rows()
        (asked, *_) = lab.wire.bodies["organization.get_project_usages"]
    assert asked["from_date"].endswith("+05:30")
    assert asked["to_date"] == "2026-03-02T15:30:00+05:30"


def test_the_first_bar_is_the_day_on_which_the_time_began_there():
    zone = timezone(timedelta(hours=5))
    midnight = 100 * DAY - 5 * 3600
    usage = Usage("p", "p", {"gpu": 3.0}, {"gpu": {midnight: 1.0, midnight + DAY: 2.0}})
    figure = bars([usage], "gpu", midnight + 7200, midnight + 1.5 * DAY, zone)
    assert figure is not None
    panel = figure.panels[0].panel
    assert isinstance(panel, Bars)
    assert panel.groups[0].values == (1.0, 2.0)
    assert panel.categories == ("Apr 11", "Apr 12")
    assert "1970-04-11,1.0000" in as_csv([usage], "project", zone)


async def test_the_organization_is_counted_and_its_tags_named():
    async with lab_monitor() as lab:
        screen = await open_usage(lab)
        text = screen.query_one("#organization", Lines).text
        for part in ("projects", "tasks", "models", "reports", "people", "tags", "best"):
            assert part in text


async def test_usage_is_exported_as_csv(tmp_path: Path):
    async with lab_monitor() as lab:
        await open_usage(lab)
        await lab.until_rows()
        target = tmp_path / "usage.csv"
        await lab.press("E")
        await lab.until(lambda: lab.app.screen.query(Input))
        lab.app.screen.query_one(Input).value = str(target)
        await lab.press("enter")
        await lab.until(target.exists)
    rows = list(csv.reader(target.read_text().splitlines()))
    assert rows[0] == ["project_id", "project", "date", "gpu_hours", "cpu_hours", "duration_hours"]
    assert sum(float(row[3]) for row in rows[1:]) > 100


async def test_an_older_server_has_no_usage_but_counts():
    async with lab_monitor() as lab:
        lab.wire.lacking.add("organization.get_project_usages")
        screen = await open_usage(lab)
        await lab.until(lambda: "Not on this server" in lab.note and "2.34" in lab.note)
        assert "tasks" in screen.query_one("#organization", Lines).text


async def test_a_time_in_which_nothing_ran_says_so():
    async with lab_monitor() as lab:
        nothing = {"total": [], "series": []}
        lab.wire.empty["organization.get_project_usages"] = {"projects": nothing}
        await open_usage(lab)
        await lab.until(lambda: lab.note == "No task has run in this time.")


def test_the_parts_of_a_bar_have_the_colours_of_the_table():
    figure = bars([used("p1", 6.0), used("p2", 3.0)], "gpu", 100 * DAY, 100.5 * DAY, UTC)
    assert figure is not None
    lines = draw_panel(figure.panels[0].panel, 60, 20, Pen(palette.style, True))
    styles = [style for line in lines for text, style in line if text == "█"]
    first, second = (styles.count(palette.style(name)) for name in palette.SERIES[:2])
    assert first > second > 0


async def test_the_usage_of_a_lab_that_has_just_opened_is_all_there():
    async with lab_monitor(first="usage") as lab:
        await lab.until_rows()
        early = {key: lab.cell(key, "gpu") for key in lab.row_keys}
        await lab.advance(30.0)
        asked = lab.wire.asked["organization.get_project_usages"]
        await lab.press("r")
        await lab.until(lambda: lab.wire.asked["organization.get_project_usages"] > asked)
        await lab.pilot.pause()
        late = {key: lab.cell(key, "gpu") for key in lab.row_keys}
    assert early.keys() == late.keys()
    for key, hours in early.items():
        assert abs(float(hours.replace("–", "0")) - float(late[key].replace("–", "0"))) < 1.0
