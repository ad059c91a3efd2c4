"""What the terminal shows is what Textual draws, cell by cell, whatever is done."""

from __future__ import annotations

import os
import random

import pytest
from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual.widgets import Input

from mltui.app import MltuiApp
from mltui.terminal.drawing import Drawing
from tests.support.lab import lab_monitor
from tests.terminal.screens import Shown, as_textual_draws, differences

KEYS = (
    *"12345", *"jjjkkgG", "space", "v", "enter", "enter", "enter", "escape", "escape", "escape",
    "tab", "tab", "pagedown", "pageup", "question_mark", "ctrl+t", "slash", "colon", "x", "c", "p",
    "s", "m", "z", "left", "right", "plus", "minus", "n", "w", "f", "ctrl+p", "down", "up", "home",
)  # fmt: skip
#: Keys per walk; `MLTUI_TEST_KEYS=5000` types for minutes.
TURNS = int(os.environ.get("MLTUI_TEST_KEYS", "40"))
SIZES = ((120, 40), (80, 24), (61, 17), (200, 50), (20, 5))


class DrawnTwice(MltuiApp):
    """Draws on two terminals: on one as Textual does, on the other only what differs."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.stock = Shown(80, 24)
        self.ours = Shown(80, 24)
        self.sent: list[str] = []
        self.frames = 0
        self.console._color_system = ColorSystem.TRUECOLOR
        self._drawing = Drawing(self._take)

    def _take(self, text: str) -> None:
        self.sent.append(text)
        self.ours.feed(text)

    def _display(self, screen, renderable) -> None:
        width, height = screen._compositor.size
        if (self.stock.screen.columns, self.stock.screen.lines) != (width, height):
            self.stock.screen.resize(height, width)
            self.ours.screen.resize(height, width)
        if isinstance(renderable, CompositorUpdate) and not self._batch_count and self._running:
            self.stock.feed(as_textual_draws(renderable, self.console))
            self.frames += 1
        super()._display(screen, renderable)

    def assert_same(self, doing: str) -> None:
        different = differences(self.ours, self.stock)
        assert different == [], f"after {doing}"


@pytest.mark.parametrize("seed", range(4))
async def test_random_keys_never_leave_a_cell_of_difference(seed):
    seeded = random.Random(seed)
    async with lab_monitor(size=SIZES[seed], application=DrawnTwice) as lab:
        await lab.until_rows()
        app = lab.app
        assert isinstance(app, DrawnTwice)
        for turn in range(TURNS):
            key = seeded.choice(KEYS)
            if turn % 20 == 19:
                size = seeded.choice(SIZES)
                await lab.pilot.resize_terminal(*size)
                key = f"resizing to {size}"
            elif isinstance(app.focused, Input) and seeded.random() < 0.3:
                await lab.press("escape")
            else:
                await lab.press(key)
            if turn % 7 == 6:
                await lab.advance(seeded.choice([2.0, 30.0]))
            await lab.pilot.pause()
            app.assert_same(f"{turn}: {key} on {type(app.screen).__name__}")
        assert app.frames > TURNS / 2
