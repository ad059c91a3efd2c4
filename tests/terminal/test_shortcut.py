from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from mltui.terminal.drawing import Drawing
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.lines import Lines
from tests.terminal.screens import Shown


class Covered(QuietApp):
    """Two panels of lines side by side, and something that may lie over the first."""

    CSS = """
    Screen { layers: below above; layout: horizontal; }
    Lines { width: 15; height: 4; }
    Lines#padded { padding: 1 2; }
    Static { layer: above; width: 5; height: 2; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown(40, 8)
        self._drawing = Drawing(self.shown.feed)
        self.composed = 0

    def _display(self, screen, renderable) -> None:
        self.composed += renderable is not None
        super()._display(screen, renderable)

    def compose(self) -> ComposeResult:
        yield Lines(id="plain")
        yield Lines(id="padded")
        yield Static("cover")

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.shown.screen.display]


def show(app: Covered, name: str, *lines: str) -> None:
    app.query_one(f"#{name}", Lines).show([((line, ""),) for line in lines])


async def test_lines_of_an_open_widget_go_past_the_compositor():
    app = Covered()
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        before = app.composed
        show(app, "plain", "one", "two")
        show(app, "padded", "three")
        await pilot.pause()
        assert app.lines[:3] == ["one", "two              three", ""]
        assert app.composed == before


@pytest.mark.parametrize("kind", ["covered", "faint"])
async def test_lines_of_a_widget_that_is_not_open_go_through_it(kind):
    app = Covered()
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        if kind == "covered":
            app.query_one(Static).display = True
        else:
            app.query_one("#plain").styles.opacity = 0.5
        await pilot.pause()
        before = app.composed
        show(app, "plain", "seven letters")
        await pilot.pause()
        assert app.lines[0] == ("cover letters" if kind == "covered" else "seven letters")
        assert app.composed > before


async def test_lines_that_nothing_covers_go_past_it_though_others_are_covered():
    app = Covered()
    async with app.run_test(size=(40, 8)) as pilot:
        show(app, "plain", "first line", "second", "third")
        app.query_one(Static).display = True
        await pilot.pause()
        before = app.composed
        show(app, "plain", "first line", "second", "another")
        await pilot.pause()
        assert app.lines[0] == "cover line"
        assert app.lines[2] == "another"
        assert app.composed == before
        app.query_one(Static).display = False
        await pilot.pause()
        assert app.lines[:3] == ["first line", "second", "another"]


async def test_what_went_past_the_compositor_is_what_it_draws_later():
    app = Covered()
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        show(app, "plain", "before")
        await pilot.pause()
        show(app, "plain", "after")
        app.screen.refresh()
        await pilot.pause()
        assert app.lines[0] == "after"
        app.repaint()
        await pilot.pause()
        assert app.lines[0] == "after"
