from __future__ import annotations

import inspect
import random

import pyte
from textual._compositor import ChopsUpdate

from mltui.terminal import partial_updates
from mltui.widgets.table import Cell, Column, Row, Table
from tests.widgets.conftest import Stage

WORDS = ["loss", "训练", "e\u0301té", "acc 0.9", "—", "", "x" * 30]


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


def test_textual_still_renders_partial_updates_in_the_place_that_is_replaced():
    assert {"chops", "spans", "chop_ends"} <= set(inspect.signature(ChopsUpdate).parameters)
    assert list(inspect.signature(ChopsUpdate.render_segments).parameters)[1:] == ["console"]


async def test_the_terminal_shows_what_textual_drew_after_many_small_changes(monkeypatch):
    monkeypatch.setattr(ChopsUpdate, "render_segments", ChopsUpdate.render_segments)
    partial_updates.install()
    seeded = random.Random(7)
    table = Table(
        [
            Column("name", "NAME", flex=1),
            Column("status", "STATUS", width=9),
            Column("end", "END", width=5, align="right"),
        ]
    )
    app = Stage(table)
    screen = pyte.Screen(60, 10)
    stream = pyte.Stream(screen)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        sent = app.record()
        app.screen.refresh()
        for _ in range(60):
            table.set_rows(rows(seeded))
            await pilot.press(seeded.choice("jkgG"))
            await pilot.pause()
            # pyte knows no newer modes; plain drawing is all that matters here.
            stream.feed("".join(sent))
            sent.clear()
            drawn = [line.replace("e\u0301", "é") for line in app.text()]
            assert [line.rstrip() for line in screen.display] == drawn


async def test_a_cell_at_the_right_end_costs_only_itself(monkeypatch):
    monkeypatch.setattr(ChopsUpdate, "render_segments", ChopsUpdate.render_segments)
    partial_updates.install()
    table = Table([Column("name", "NAME", flex=1), Column("end", "END", width=5)])
    app = Stage(table)
    async with app.run_test(size=(200, 50)) as pilot:
        table.set_rows([Row(str(n), {"name": "n", "end": "0"}) for n in range(40)])
        await pilot.pause()
        sent = app.record()
        table.set_rows([Row(str(n), {"name": "n", "end": str(n < 20)}) for n in range(40)])
        await pilot.pause()
        assert len("".join(sent).encode()) < 3500
        table.set_rows([Row(str(n), {"name": "n", "end": "9"}) for n in range(40)])
