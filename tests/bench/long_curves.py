"""`python -m tests.bench.long_curves`: one plot of ten curves with 100,000 points each."""

from __future__ import annotations

import math
import random

from textual.app import ComposeResult

from mltui.resources import styles_folder
from mltui.screens.curves.grid import CurveGrid
from mltui.screens.curves.plots import Line
from mltui.series.envelope import Envelope
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import palette

MANY, EACH = 10, 100_000


def long_curves() -> list[Envelope]:
    """Ten noisy curves."""
    chance = random.Random(5)
    return [
        Envelope(
            range(EACH),
            [math.exp(-x / 2e4) + chance.gauss(number / 10, 0.05) for x in range(EACH)],
        )
        for number in range(MANY)
    ]


class LongCurves(QuietApp):
    """Shows the raw points of the curves, as a task's page does."""

    CSS_PATH = [styles_folder() / "chart.tcss"]  # noqa: RUF012 - as Textual declares it

    def compose(self) -> ComposeResult:
        yield CurveGrid()

    def on_mount(self) -> None:
        for theme in palette.themes():
            self.register_theme(theme)
        self.theme = palette.DARK
        lines, raw = [], {}
        for number, curve in enumerate(long_curves()):
            name = f"run {number}"
            lines.append(Line("loss", name, curve.xs[::500], curve.ys[::500], averaged=True))
            raw["", "loss", name] = curve
        grid = self.query_one(CurveGrid)
        grid.show(lines)
        grid.show_raw(raw, {})
        grid.focus()


if __name__ == "__main__":
    LongCurves().run()
