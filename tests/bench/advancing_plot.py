"""`python -m tests.bench.advancing_plot`: a plot that gains a point each second."""

from __future__ import annotations

import math

from textual.app import ComposeResult

from mltui.resources import styles_folder
from mltui.terminal.quiet_app import QuietApp
from mltui.widgets import palette
from mltui.widgets.chart import Chart, Series


class Advancing(QuietApp):
    CSS_PATH = [styles_folder() / "chart.tcss"]  # noqa: RUF012 - as Textual declares it

    points = 1000

    def compose(self) -> ComposeResult:
        yield Chart()

    def on_mount(self) -> None:
        for theme in palette.themes():
            self.register_theme(theme)
        self.theme = palette.DARK
        self.set_interval(1.0, self.advance)
        self.advance()

    def advance(self) -> None:
        self.points += 1
        xs = [float(x) for x in range(self.points)]
        ys = [2.0 * math.exp(-x / 300) + 0.05 * math.sin(x * 1.7) for x in xs]
        self.query_one(Chart).show([Series("train", xs, ys)], title="loss")


if __name__ == "__main__":
    Advancing().run()
