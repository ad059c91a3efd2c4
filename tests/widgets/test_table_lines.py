from __future__ import annotations

from rich.style import Style

from mltui.widgets.columns import Column, place
from mltui.widgets.rows import Cell, Row
from mltui.widgets.table_lines import content_widths, row_line

COLUMNS = (
    Column("name", "NAME", width=6),
    Column("first", "1", width=3),
    Column("second", "2", width=3),
    Column("task", "TASK", width=8),
)


def drawn(row: Row) -> str:
    placed = place(COLUMNS, 30, {})
    return row_line(row, placed, 33, Style(), dark=True, here=False, marked=False).text


def test_a_name_that_spills_goes_on_over_the_empty_places_after_it_and_widens_no_column():
    row = Row("group", {"name": Cell("Team 7/Study 1", spills=True), "task": Cell("busy")})
    assert drawn(row) == "   Team 7/Study 1    busy".ljust(33)
    assert content_widths([row], ["name"]) == {"name": 0}


def test_a_name_that_spills_is_cut_before_the_first_place_that_is_filled():
    cells = {"name": Cell("Team 7/Study 1", spills=True), "second": "9", "task": "busy"}
    assert drawn(Row("group", cells)).startswith("   Team 7/Stu…  9")


def test_another_name_stays_in_its_column():
    assert drawn(Row("one", {"name": Cell("Team 7/Study 1")})).rstrip() == "   Team…"
