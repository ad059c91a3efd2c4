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
    *"0123456789", *"jjjkkgG", "space", "v", "enter", "enter", "enter", "escape", "escape",
    "tab", "tab", "pagedown", "pagedown", "pageup", "question_mark", "ctrl+t", "slash", "colon",
    "x", "c", "p", "s", "m", "z", "left", "right", "plus", "minus", "n", "w", "f", "ctrl+p", "down",
    "up", "home", "equals_sign", "full_stop", "a", "e", "u", "U", "f12", "f12", "shift+tab", "M",
)  # fmt: skip
#: What each walk begins with: some tasks side by side, a model, a report, the usage.
BEGINNINGS = (
    ("space", "j", "space", "equals_sign", "tab", "escape", "0", "enter"),
    ("6", "enter", "tab", "full_stop", "escape", "9", "j", "tab"),
    ("7", "enter", "pagedown", "escape", "n", "escape"),
    ("8", "tab", "j", "x", "escape", "0", "j"),
)
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
        self.console._color_system = ColorSystem.TRUECOLOR
        self._drawing = Drawing(self._take)

    def _take(self, text: str) -> None:
        self.sent.append(text)
        self.ours.feed(text)

    def _display(self, screen, renderable) -> None:
        width, height = screen._compositor.size
        if (self.ours.screen.columns, self.ours.screen.lines) != (width, height):
            self.stock.screen.resize(height, width)
            self.ours.screen.resize(height, width)
        super()._display(screen, renderable)

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits to be drawn or sent."""
        screen = self.screen
        return not (
            screen._dirty_widgets
            or screen._layout_required
            or screen._compositor._dirty_regions
            or self._drawing.shadow.is_behind
            or self._is_sending
        )

    def assert_same(self, doing: str) -> None:
        """Compare with all that Textual would draw now."""
        whole = self.screen._compositor.render_update(
            full=True, screen_stack=self._background_screens
        )
        assert isinstance(whole, CompositorUpdate)
        self.stock.feed(as_textual_draws(whole, self.console))
        different = differences(self.ours, self.stock)
        assert different == [], f"after {doing}"


@pytest.mark.parametrize("seed", range(4))
async def test_random_keys_never_leave_a_cell_of_difference(seed):
    seeded = random.Random(seed)
    async with lab_monitor(size=SIZES[seed], application=DrawnTwice) as lab:
        await lab.until_rows()
        app = lab.app
        assert isinstance(app, DrawnTwice)
        for turn, key in enumerate([*BEGINNINGS[seed], *seeded.choices(KEYS, k=TURNS)]):
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
            await lab.until(lambda: app.is_settled)
            app.assert_same(f"{turn}: {key} on {type(app.screen).__name__}")
        assert len(app.sent) > TURNS / 2
