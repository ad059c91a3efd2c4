"""Where one types is in sight, however long the line is."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.containers import Vertical

from mltui.widgets.typed_line import TypedLine
from tests.support.until import until

LONG = " ".join(f"tag:number-{n}" for n in range(20))


class Holder(Vertical):
    """Holds a line, which can only be made while there is an application."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield TypedLine(self._text, compact=True)


def before_cursor(app) -> str:
    """Return what is seen left of the cursor; nothing where that is out of sight."""
    field = app.screen.query_one(TypedLine)
    x, y = field.cursor_screen_offset
    x -= field.cursor_at_end
    return app.text()[y][:x] if field.content_region.contains(x, y) else ""


@pytest.mark.parametrize("width", [40, 80])
async def test_a_long_line_shows_its_end_when_it_is_opened(stage, width):
    async with stage(Holder(LONG), size=(width, 24)) as (app, pilot):
        await until(pilot, lambda: before_cursor(app) == LONG[1 - width :])


async def test_the_cursor_stays_in_sight_while_a_line_grows_and_is_changed_in_its_middle(stage):
    async with stage(Holder(), size=(40, 24)) as (app, pilot):
        field = app.screen.query_one(TypedLine)
        field.focus()
        for count, letter in enumerate(LONG[:90], 1):
            await pilot.press("space" if letter == " " else letter)
            seen = LONG[max(count - 39, 0) : count]
            await until(pilot, lambda seen=seen: before_cursor(app) == seen.rstrip())
        for _ in range(80):
            await pilot.press("left")
            x, y = field.cursor_screen_offset
            assert field.content_region.contains(x, y)
        await pilot.press("x")
        await until(pilot, lambda: before_cursor(app).endswith("x"))


async def test_the_cursor_is_in_sight_in_a_terminal_that_became_narrower(stage):
    async with stage(Holder(LONG), size=(200, 24)) as (app, pilot):
        await until(pilot, lambda: before_cursor(app) == LONG[-199:])
        await pilot.resize_terminal(40, 24)
        await until(pilot, lambda: before_cursor(app) == LONG[-39:])
