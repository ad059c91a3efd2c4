"""Where one types is in sight, however long the line is."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from mltui.widgets.prompt import Prompt
from tests.support.until import until

LONG = " ".join(f"tag:number-{n}" for n in range(20))


def around_cursor(app) -> str:
    """Return what is seen around the cursor; nothing where that is out of sight."""
    field = app.screen.query_one(Input)
    x, y = field.cursor_screen_offset
    seen = field.content_region
    return app.text()[y][max(x - 4, seen.x) : x + 4] if seen.contains(x, y) else ""


@pytest.mark.parametrize("width", [40, 80])
async def test_a_long_line_shows_its_end_when_it_is_opened(stage, width):
    async with stage(Prompt("/", LONG), size=(width, 24)) as (app, pilot):
        await until(pilot, lambda: around_cursor(app).strip() == LONG[-4:])


async def test_the_cursor_stays_in_sight_while_a_line_grows_and_is_changed_in_its_middle(stage):
    async with stage(Prompt("/", ""), size=(40, 24)) as (app, pilot):
        for count, letter in enumerate(LONG[:90], 1):
            await pilot.press("space" if letter == " " else letter)
            typed = LONG[:count][-4:].strip()
            await until(pilot, lambda typed=typed: around_cursor(app).strip().endswith(typed))
        for count in range(1, 60):
            await pilot.press("left")
            left = LONG[90 - count : 91 - count]
            await until(pilot, lambda left=left: left in around_cursor(app))
        await pilot.press("x")
        await until(pilot, lambda: f"x{LONG[31:33]}" in around_cursor(app))


async def test_the_cursor_is_in_sight_in_a_terminal_that_became_narrower(stage):
    async with stage(Prompt("/", LONG), size=(200, 24)) as (app, pilot):
        await until(pilot, lambda: around_cursor(app).strip() == LONG[-4:])
        await pilot.resize_terminal(40, 24)
        await until(pilot, lambda: around_cursor(app).strip() == LONG[-4:])
