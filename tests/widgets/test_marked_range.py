from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from mltui.widgets.marked_range import REACH, MarkedRange
from mltui.widgets.rows import Row, Rows
from mltui.widgets.table import Column, Table


def pages(*starts: int, total: int = 300) -> Rows:
    rows = Rows()
    rows.set_total(total)
    for start in starts:
        rows.put(start, page(start))
    return rows


def page(start: int) -> list[Row]:
    return [Row(f"r{number}", {"name": str(number)}) for number in range(start, start + 100)]


def test_rows_that_are_not_loaded_are_counted():
    chosen = MarkedRange()
    chosen.begin("r40", ["r3"])
    marks = chosen.marks(pages(0, 200), 250)
    assert marks is not None
    assert [*marks] == [
        "r3",
        *(f"r{n}" for n in range(40, 100)),
        *(f"r{n}" for n in range(200, 251)),
    ]
    assert chosen.lacking == 100
    assert chosen.near(pages(0, 200), 250) == (40, 211)


def test_of_a_very_long_range_what_is_near_the_cursor_is_to_be_loaded():
    chosen, rows = MarkedRange(), pages(0, total=100_000)
    chosen.begin("r0", [])
    chosen.marks(rows, 99_999)
    assert chosen.near(rows, 99_999) == (100_000 - REACH, REACH)
    assert chosen.lacking == 99_900


def test_a_range_whose_begin_is_gone_ends():
    chosen = MarkedRange()
    chosen.begin("gone", [])
    assert chosen.marks(pages(0), 5) is None
    assert not chosen.is_open


@asynccontextmanager
async def long_table(stage) -> AsyncIterator[tuple[Table, Pilot[None]]]:
    """A table of 300 rows of which the first hundred are loaded."""
    table = Table([Column("name", "NAME", flex=1)])
    async with stage(table, size=(40, 20)) as (_, pilot):
        table.set_total(300)
        table.put(0, page(0))
        yield table, pilot


async def test_a_range_over_rows_not_loaded_has_them_asked_for_and_marks_them_when_they_come(stage):
    async with long_table(stage) as (table, pilot):
        await pilot.press("v", "G")
        assert len(table.marked) == 100
        assert table.lacking == 200
        assert table.wants(100)
        assert table.wants(200)
        table.put(200, page(200))
        assert table.lacking == 100
        table.put(100, page(100))
        assert table.marked == tuple(f"r{number}" for number in range(300))
        assert table.lacking == 0


async def test_a_range_that_ended_before_its_rows_came_says_how_many_it_lacks(stage):
    async with long_table(stage) as (table, pilot):
        await pilot.press("v", "G", "v")
        table.put(200, page(200))
        assert len(table.marked) == 100
        assert table.lacking == 200
        assert table.clear_marks()
        assert table.lacking == 0


async def test_what_a_range_lacked_is_not_said_of_the_list_in_another_order(stage):
    async with long_table(stage) as (table, pilot):
        await pilot.press("v", "G", "v")
        assert table.lacking == 200
        table.clear(keep_marks=True)
        assert len(table.marked) == 100
        assert table.lacking == 0
