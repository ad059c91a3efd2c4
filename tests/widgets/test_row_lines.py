from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.style import Style
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from mltui.terminal.drawing import Drawing
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import table_lines
from mltui.widgets.columns import Placed
from mltui.widgets.row_lines import RowLines
from mltui.widgets.rows import Cell
from mltui.widgets.table import Column, Row, Table
from tests.support.until import until
from tests.terminal.screens import Shown

HEIGHT = 11
PAGE = HEIGHT - 1


class Paged(QuietApp):
    """A table that fills the screen, drawn past the compositor."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown(30, HEIGHT)
        self._drawing = Drawing(self.shown.feed)

    def compose(self) -> ComposeResult:
        yield Table([Column("name", "NAME", flex=1)])


@asynccontextmanager
async def paged_down() -> AsyncIterator[tuple[Paged, Pilot[int], Table]]:
    """Show a hundred rows, of which the second page is looked at."""
    app = Paged()
    async with app.run_test(size=(30, HEIGHT)) as pilot:
        table = app.query_one(Table)
        table.focus()
        table.set_rows(named(number) for number in range(100))
        await pilot.pause()
        await pilot.press("pagedown")
        yield app, pilot, table


def named(number: int, name: str = "run") -> Row:
    return Row(str(number), {"name": f"{name} {number:03}"})


def test_a_cell_of_several_pieces_keeps_both_ends_and_each_piece_its_style():
    column = Column("image", "IMAGE", width=16, ends=True)
    long = Cell("samples of a long name", "", ((" of the validation set", "muted"),))
    base = Style(color="#ffffff")

    def pieces(cell: Cell) -> list[tuple[str, bool]]:
        placed = (Placed(column, 0, 16),)
        row = Row("1", {"image": cell})
        strip = table_lines.row_line(row, placed, 21, base, dark=True, here=False, marked=False)
        return [(text, style == base) for text, style, _ in strip if style and text.strip()]

    assert pieces(long) == [("   samples…", True), ("tion set", False)]
    metric = Cell("loss landscape", "", ((" surface", "muted"),))
    assert pieces(metric) == [("   loss la…", True), (" surface", False)]
    assert pieces(Cell("loss", "", ((" train", "muted"),))) == [
        ("   loss", True),
        (" train", False),
    ]


async def test_the_next_page_and_the_one_before_are_drawn_before_a_key_asks_for_them(monkeypatch):
    drawn: list[str] = []
    row_line = table_lines.row_line

    def count(row, *args, **rest):
        drawn.append(row.key)
        return row_line(row, *args, **rest)

    monkeypatch.setattr("mltui.widgets.table.row_line", count)
    async with paged_down() as (app, pilot, _):
        await until(pilot, lambda: str(3 * PAGE - 1) in drawn)
        drawn.clear()
        await pilot.press("pagedown")
        line_of_cursor = [str(2 * PAGE)]
        assert drawn[:1] == line_of_cursor
        assert not {str(number) for number in range(2 * PAGE + 1, 3 * PAGE)} & {*drawn}
        assert [line.split()[-1] for line in app.shown.screen.display[1:]] == [
            f"{number:03}" for number in range(2 * PAGE, 3 * PAGE)
        ]


async def test_a_tall_table_draws_no_row_again_before_anybody_has_scrolled(monkeypatch):
    rows, drawn = 200, Counter[str]()
    row_line = table_lines.row_line

    def count(row, *args, **rest):
        drawn[row.key] += 1
        return row_line(row, *args, **rest)

    monkeypatch.setattr("mltui.widgets.table.row_line", count)
    app = Paged()
    async with app.run_test(size=(30, rows + 1)) as pilot:
        table = app.query_one(Table)
        table.set_rows(named(number) for number in range(rows))
        await until(pilot, lambda: len(drawn) == rows)
        drawn.clear()
        for line in range(1, rows + 1):
            table.draw_line(line)
        assert not drawn


async def test_a_row_that_changes_after_it_was_made_ready_is_drawn_anew():
    async with paged_down() as (app, pilot, table):
        await until(pilot, lambda: table.ahead.is_done)
        table.set_rows(named(number, "walk") for number in range(100))
        await pilot.press("pagedown")
        await until(pilot, lambda: "walk 020" in app.shown.screen.display[1])
        assert all("walk" in line for line in app.shown.screen.display[1:])


def test_rows_that_were_not_seen_for_longest_are_forgotten_and_no_others():
    lines, drawn = RowLines(), list[str]()

    def look_at(number: int) -> None:
        row = named(number)

        def draw() -> Strip:
            drawn.append(row.key)
            return Strip([])

        lines.line(row, here=False, marked=False, draw=draw)

    lines.begin(50)
    for number in range(200):  # four pages of them
        look_at(number)
        look_at(0)
    assert len(drawn) == 200
    drawn.clear()
    look_at(200)
    look_at(0)
    look_at(2)
    assert drawn == ["200"]
    look_at(1)
    assert drawn == ["200", "1"]
