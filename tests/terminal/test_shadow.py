from __future__ import annotations

import random

from rich.color import Color, ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from mltui.terminal import shadow
from mltui.terminal.drawing import Drawing
from mltui.widgets.table import Cell, Column, Row, Table
from tests.terminal.screens import Shown, as_textual_draws, differences
from tests.widgets.conftest import Stage

WORDS = ["loss", "训练", "e\u0301té", "acc 0.9", "—", "", "x" * 30]


class QuietStage(Stage):
    """A stage that draws on one terminal as Textual does, on another only what differs."""

    def __init__(self, *widgets, columns: int, rows: int) -> None:
        super().__init__(*widgets)
        self.console._color_system = ColorSystem.TRUECOLOR
        self.stock = Shown(columns, rows)
        self.ours = Shown(columns, rows)
        self.sent: list[str] = []
        self._drawing = Drawing(self._take)

    def _take(self, text: str) -> None:
        self.sent.append(text)
        self.ours.feed(text)

    def _display(self, screen, renderable) -> None:
        if renderable is not None:
            self.stock.feed(as_textual_draws(renderable, self.console))
            self._drawing.draw(renderable, screen._compositor.size)

    def forget_sent(self) -> None:
        self.sent.clear()

    @property
    def sent_bytes(self) -> int:
        return len("".join(self.sent).encode())


def rows(seeded: random.Random) -> list[Row]:
    return [
        Row(
            str(number),
            {
                "name": seeded.choice(WORDS),
                "status": Cell(seeded.choice(WORDS), seeded.choice(["", "failed", "muted"])),
                "end": str(seeded.randrange(3)),
            },
        )
        for number in range(8)
    ]


async def test_the_terminal_shows_what_textual_drew_after_many_small_changes():
    seeded = random.Random(7)
    table = Table(
        [
            Column("name", "NAME", flex=1),
            Column("status", "STATUS", width=9),
            Column("end", "END", width=5, align="right"),
        ]
    )
    app = QuietStage(table, columns=60, rows=10)
    async with app.run_test(size=(60, 10)) as pilot:
        for _ in range(60):
            table.set_rows(rows(seeded))
            await pilot.press(seeded.choice("jkgG"))
            await pilot.pause()
            assert differences(app.ours, app.stock) == []


async def test_twenty_changed_cells_of_a_table_cost_under_a_kilobyte():
    columns = [Column("name", "NAME", flex=1), Column("loss", "LOSS", width=8)]
    table = Table([*columns, Column("end", "END", width=5)])
    app = QuietStage(table, columns=200, rows=50)
    async with app.run_test(size=(200, 50)) as pilot:

        def show(changed: str) -> None:
            table.set_rows(
                [
                    Row(
                        str(n),
                        {
                            "name": "n",
                            "loss": Cell(changed if n < 20 else "0.5", "running"),
                            "end": "end",
                        },
                    )
                    for n in range(40)
                ]
            )

        show("0.251")
        await pilot.pause()
        app.forget_sent()
        show("0.249")
        await pilot.pause()
        assert 0 < app.sent_bytes < 500
        app.forget_sent()
        show("0.249")
        table.refresh()
        await pilot.pause()
        assert app.sent_bytes == 0


async def test_whatever_was_forgotten_is_drawn_again():
    table = Table([Column("name", "NAME", flex=1)])
    app = QuietStage(table, columns=30, rows=5)
    async with app.run_test(size=(30, 5)) as pilot:
        table.set_rows([Row("1", {"name": "one"})])
        await pilot.pause()
        app.ours.feed("\x1b[3;3Hrubbish\x1b[1;1Hrubbish")
        assert differences(app.ours, app.stock) != []
        app._drawing.shadow.forget()
        app.screen.refresh()
        await pilot.pause()
        assert differences(app.ours, app.stock) == []


def coloured(seeded: random.Random, columns: int) -> Strip:
    """A line as of a picture: hardly a cell has a colour that was ever shown before."""
    return Strip(
        [
            Segment(seeded.choice("▀▄ "), Style(color=colour, bgcolor=ground))
            for colour, ground in (
                (Color.from_rgb(*seeded.randbytes(3)), Color.from_rgb(*seeded.randbytes(3)))
                for _ in range(columns)
            )
        ]
    )


def test_colours_that_are_shown_no_more_are_forgotten_and_the_terminal_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(shadow, "MOST_RENDITIONS", 150)
    seeded, columns, rows = random.Random(5), 20, 3
    stock, ours, sent = Shown(columns, rows), Shown(columns, rows), []
    console = Console(color_system="truecolor", legacy_windows=False)
    drawing = Drawing(lambda text: (sent.append(text), ours.feed(text)))
    known = []
    for number in range(40):
        which = range(rows) if number == 0 else [number % rows]
        for y in which:
            line = coloured(seeded, columns)
            update = LayoutUpdate([[line]], Region(0, y, columns, 1))
            stock.feed(as_textual_draws(update, console))
            drawing.draw(update, (columns, rows))
            drawing.go_on()
            assert differences(ours, stock) == []
            known.append(len(drawing.shadow.renditions))
            sent.clear()
            drawing.draw(update, (columns, rows))
            assert sent == []
    assert max(known) <= 150
    assert sorted(known) != known


def test_more_colours_at_once_than_are_kept_are_not_sorted_out_at_every_frame(monkeypatch):
    monkeypatch.setattr(shadow, "MOST_RENDITIONS", 10)
    seeded = random.Random(5)
    drawing = Drawing(lambda _: None)
    kept = []
    for y in range(40):
        update = LayoutUpdate([[coloured(seeded, 40)]], Region(0, y % 2, 40, 1))
        drawing.draw(update, (40, 2))
        drawing.go_on()
        kept.append(drawing.shadow.renditions)
    assert len(set(map(id, kept))) < 25
    assert len(kept[-1]) < 200
