from __future__ import annotations

import time

import pytest

from mltui.widgets.listing import Listing
from mltui.widgets.rows import LateCells
from mltui.widgets.table import Cell, Column, Row, Table
from mltui.widgets.working_keys import working_keys
from tests.support.until import until

COLUMNS = [
    Column("name", "NAME", flex=1, priority=9),
    Column("status", "STATUS", width=12, priority=8),
    Column("iter", "ITER", align="right", width=7, priority=7),
    Column("worker", "WORKER", width=10, priority=1),
]


def task(number: int, iteration: int = 0) -> Row:
    return Row(
        f"t{number}",
        {
            "name": f"task {number}",
            "status": Cell("● running", "running"),
            "iter": str(iteration),
            "worker": "box1:0",
        },
    )


def cursor_line(app) -> int:
    return next(y for y, line in enumerate(app.text()) if line.startswith((" ▸", " ✚")))


async def test_rows_are_drawn_under_their_titles_and_numbers_stand_right(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(60, 5)) as (app, pilot):
        table.set_rows([task(1, 41200), task(2, 7)])
        await pilot.pause()
        lines = app.text()
        assert lines[0].split() == ["NAME", "STATUS", "ITER", "WORKER"]
        assert lines[1].startswith(" ▸ task 1")
        assert lines[1].index("41200") + 5 == lines[2].index(" 7 ") + 2


async def test_marks_are_offered_only_where_there_are_rows(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(60, 5)) as (app, pilot):

        def offered() -> bool:
            return "mark" in {active.binding.action for active in working_keys(app.screen)}

        refreshed: list[object] = []
        app.screen.bindings_updated_signal.subscribe(table, refreshed.append)
        assert not offered()
        table.set_rows([task(1)])
        await pilot.pause()
        assert offered()
        assert refreshed
        refreshed.clear()
        table.set_rows([])
        await pilot.pause()
        assert not offered()
        assert refreshed


async def test_a_listing_names_its_columns_only_over_rows(stage):
    listing = Listing(COLUMNS)
    async with stage(listing, size=(60, 5)) as (app, pilot):
        await pilot.pause()
        assert "".join(app.text()).strip() == ""
        listing.set_rows([task(1, 41200)])
        await pilot.pause()
        assert app.text()[0].split() == ["NAME", "STATUS", "ITER", "WORKER"]
        listing.set_rows([])
        await pilot.pause()
        assert "".join(app.text()).strip() == ""


async def test_late_cells_are_made_once_of_the_pages_that_are_seen_and_next_to_them(
    stage,
):
    made: list[int] = []

    def late(number: int) -> Row:
        def make():
            made.append(number)
            return task(number).cells

        return Row(f"t{number}", LateCells(make))

    table = Table(COLUMNS)
    async with stage(table, size=(60, 5)) as (app, pilot):
        table.set_rows([late(number) for number in range(1000)])
        await pilot.pause()
        await pilot.press("j", "j")
        assert "task 2" in "\n".join(app.text())
        assert sorted(made) == [0, 1, 2, 3]
        await pilot.press("G")
        await until(pilot, lambda: table.ahead.is_done)
        assert sorted(made) == [0, 1, 2, 3, *range(992, 1000)]


async def test_equal_rows_send_nothing(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(200, 50)) as (app, pilot):
        table.set_rows([task(number) for number in range(100)])
        await pilot.pause()
        sent = app.record()
        table.set_rows([task(number) for number in range(100)])
        table.set_columns(list(COLUMNS))
        await pilot.pause()
        assert "".join(sent) == ""


async def test_twenty_changed_cells_send_about_two_kilobytes(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(200, 50)) as (app, pilot):
        table.set_rows([task(number, 1) for number in range(100)])
        await pilot.pause()
        sent = app.record()
        table.set_rows([task(number, 2 if 5 <= number < 25 else 1) for number in range(100)])
        await pilot.pause()
        assert 0 < len("".join(sent).encode()) < 6000


async def test_a_hundred_thousand_rows_are_set_quickly(stage):
    table = Table(COLUMNS)
    rows = [task(number) for number in range(100_000)]
    async with stage(table, size=(200, 50)) as (_app, pilot):
        started = time.process_time()
        table.set_rows(rows)
        await pilot.pause()
        assert time.process_time() - started < 2.0
        await pilot.press("G")
        assert table.cursor_key == "t99999"


async def test_the_cursor_stays_on_its_row_while_rows_move_around_it(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(80, 11)) as (app, pilot):
        table.set_rows([task(number) for number in range(50)])
        for _ in range(20):
            await pilot.press("j")
        assert table.cursor_key == "t20"
        line = cursor_line(app)
        table.set_rows([task(number) for number in range(-3, 50)])
        await pilot.pause()
        assert table.cursor_key == "t20"
        assert cursor_line(app) == line
        table.set_rows([task(number) for number in range(49, -1, -1)])
        await pilot.pause()
        assert table.cursor_key == "t20"
        assert "task 20 " in app.text()[cursor_line(app)]


async def test_new_rows_are_seen_coming_in_at_the_start_of_a_list(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(80, 11)) as (app, pilot):
        table.set_rows([task(number) for number in range(50)])
        table.set_rows([task(number) for number in range(-1, 50)])
        await pilot.pause()
        assert "task -1" in app.text()[1]
        assert table.cursor_key == "t0"


async def test_the_cursor_goes_to_the_nearest_row_when_its_own_vanishes(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(80, 11)) as (_app, pilot):
        table.set_rows([task(number) for number in range(10)])
        for _ in range(5):
            await pilot.press("j")
        table.set_rows([task(number) for number in range(10) if number != 5])
        assert table.cursor_key == "t6"
        table.set_rows([task(number) for number in range(4)])
        assert table.cursor_key == "t3"
        table.set_rows([])
        assert table.cursor_key is None
        table.set_rows([task(1)])
        assert table.cursor_key == "t1"


async def test_marks_stay_with_their_rows_and_a_range_follows_the_cursor(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(80, 11)) as (app, pilot):
        table.set_rows([task(number) for number in range(10)])
        await pilot.press("space", "j", "v", "j", "j", "k")
        assert table.marked == ("t0", "t2", "t3")
        await pilot.press("v", "j", "j")
        assert table.marked == ("t0", "t2", "t3")
        table.set_rows([task(number) for number in range(9, 0, -1)])
        await pilot.pause()
        assert table.marked == ("t2", "t3")
        assert sum(line.startswith(" ✚") for line in app.text()) == 2
        assert table.chosen == ("t2", "t3")
        assert table.clear_marks()
        assert not table.clear_marks()
        assert table.chosen == (table.cursor_key,)


async def test_columns_of_low_priority_vanish_where_it_is_narrow(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(40, 5)) as (app, pilot):
        table.set_rows([task(1)])
        await pilot.pause()
        assert "WORKER" not in app.text()[0]
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert app.text()[0].split() == ["NAME"]
        await pilot.resize_terminal(90, 5)
        await pilot.pause()
        assert "WORKER" in app.text()[0]


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred\x1b[0m",
        "a\nb\tc",
        "x" * 500,
        "训练模型" * 30,
        "e\u0301" * 80,
        "[b]bold[/b]",
        "\ud800",
    ],
)
async def test_hostile_names_neither_escape_nor_break_the_columns(stage, name):
    table = Table(COLUMNS)
    async with stage(table, size=(60, 4)) as (app, pilot):
        table.set_rows([Row("a", {"name": name, "iter": "12"}), task(2, 34)])
        await pilot.pause()
        sent = "".join(app.text())
        assert "\x1b" not in sent
        strips = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {60}
        assert app.text()[1].rstrip().endswith("12")


async def test_a_paged_list_asks_for_what_is_on_the_screen_and_the_next_page(stage):
    table = Table(COLUMNS, page_size=20)
    wanted: list[tuple[int, int]] = []
    async with stage(table, size=(80, 11)) as (app, pilot):
        app._on_table_page_wanted = None
        original = table.post_message

        def post(message):
            if isinstance(message, Table.PageWanted):
                wanted.append((message.start, message.count))
            return original(message)

        table.post_message = post
        table.set_total(100_000)
        await pilot.pause()
        assert wanted == [(0, 20)]
        assert "·" in app.text()[1]
        table.put(0, [task(number) for number in range(20)])
        await pilot.pause()
        assert table.cursor_key == "t0"
        await pilot.press("pagedown")
        assert wanted[-1] == (20, 20)
        await pilot.press("G")
        await pilot.pause()
        assert wanted[-2:] == [(99980, 20), (99960, 20)] or wanted[-1] == (99980, 20)
        assert table.cursor_key is None
        table.put(99980, [task(number) for number in range(99980, 100_000)])
        await pilot.pause()
        assert table.cursor_key == "t99999"
        assert table.total == 100_000


async def test_a_row_that_moved_to_another_page_is_not_shown_twice(stage):
    table = Table(COLUMNS, page_size=5)
    async with stage(table, size=(80, 21)) as (app, pilot):
        table.set_total(10)
        table.put(0, [task(number) for number in range(5)])
        table.put(5, [task(number) for number in range(5, 10)])
        table.put(0, [task(7), *(task(number) for number in range(4))])
        await pilot.pause()
        assert sum("task 7 " in line for line in app.text()) == 1
        assert table.row("t7") is not None


async def test_clicks_select_and_the_wheel_scrolls(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(80, 11)) as (_app, pilot):
        table.set_rows([task(number) for number in range(50)])
        await pilot.pause()
        await pilot.click(Table, offset=(5, 4))
        assert table.cursor_key == "t3"
        from textual import events

        table.post_message(events.MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False, 5, 5))
        await pilot.pause()
        assert table.visible_range[0] == 3


async def test_moving_the_cursor_sends_two_lines_only(stage):
    table = Table(COLUMNS)
    async with stage(table, size=(120, 40)) as (app, pilot):
        table.set_rows([task(number) for number in range(100)])
        await pilot.pause()
        sent = app.record()
        await pilot.press("j")
        await pilot.pause()
        assert len("".join(sent).encode()) < 1500
