"""Applications around one widget, and what they send to the terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widget import Widget

from mltui.resources import styles_folder
from mltui.widgets import palette

SHEETS = ("table", "chart", "log_view", "status_line", "key_bar", "tab_bar")


class RecordingDriver(HeadlessDriver):
    """A driver without a terminal that Textual draws for all the same."""

    written: list[str]

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(data)

    def flush(self) -> None:
        pass


class Stage(App[None]):
    """Shows one widget and records what is sent for it."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = [styles_folder() / f"{name}.tcss" for name in SHEETS]  # noqa: RUF012

    def __init__(self, *widgets: Widget, theme: str = palette.DARK) -> None:
        super().__init__()
        self.shown = widgets
        self.chosen_theme = theme
        self.messages: list[object] = []

    def compose(self) -> ComposeResult:
        yield from self.shown

    def on_mount(self) -> None:
        for theme in palette.themes():
            self.register_theme(theme)
        self.theme = self.chosen_theme

    def record(self) -> list[str]:
        """Starts recording; the list grows with what is sent."""
        driver = self._driver
        assert isinstance(driver, HeadlessDriver)
        driver.__class__ = RecordingDriver
        assert isinstance(driver, RecordingDriver)
        driver.written = []
        return driver.written

    def text(self) -> list[str]:
        """Gives the lines on the screen, without what is blank at their right."""
        strips = self.screen._compositor.render_strips()
        return ["".join(text for text, _, _ in strip).rstrip() for strip in strips]


Staged = tuple[Stage, Pilot[None]]
Open = Callable[..., AbstractAsyncContextManager[Staged]]


@pytest.fixture
def stage() -> Open:
    """Opens widgets on a stage: `async with stage(widget, size=(80, 24)) as (app, pilot)`."""

    @asynccontextmanager
    async def opened(
        *widgets: Widget, size: tuple[int, int] = (80, 24), theme: str = palette.DARK
    ) -> AsyncIterator[Staged]:
        app = Stage(*widgets, theme=theme)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot

    return opened
