"""`python -m tests.bench.stock tasks|console|scalars [ROWS]`: stock versions of our screens.

As a program would have them that takes Textual's own widgets: a DataTable, a RichLog, a plot of
textual-plotext.
"""

from __future__ import annotations

import math
import sys

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, Footer, Header, RichLog

COLUMNS = ("NAME", "STATUS", "ITER", "LOSS", "RUN", "WORKER", "UPDATED", "PROJECT", "USER")
WIDTHS = (40, 11, 8, 8, 6, 12, 8, 20, 14)

#: Rows, and lines: a tenth of ours and less, since these widgets take all of them at the start
#: (100,000 rows of a DataTable are more than half a minute).
ROWS, LINES = 10_000, 50_000

POINTS, CURVES = 10_000, 10


class Tasks(App[int]):
    """The list of tasks, or of anything else of which there are so many."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("j", "down"),
        Binding("k", "up"),
        Binding("G", "end"),
        Binding("g", "start"),
    ]

    def __init__(self, rows: int = ROWS) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for title, width in zip(COLUMNS, WIDTHS, strict=True):
            table.add_column(title, width=width)
        table.add_rows(row(number) for number in range(self.rows))
        table.focus()

    def action_down(self) -> None:
        self.query_one(DataTable).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(DataTable).action_cursor_up()

    def action_end(self) -> None:
        self.query_one(DataTable).move_cursor(row=self.rows - 1)

    def action_start(self) -> None:
        self.query_one(DataTable).move_cursor(row=0)


class Console(App[int]):
    """The console of a task."""

    def compose(self) -> ComposeResult:
        yield RichLog(auto_scroll=False)

    def on_mount(self) -> None:
        log = self.query_one(RichLog)
        log.focus()
        self.call_after_refresh(self.fill)

    def fill(self) -> None:
        log = self.query_one(RichLog)
        for number in range(LINES):
            log.write(f"step {number}: loss {math.sin(number):.4f} lr 0.001 images/s 412.5")


class Scalars(App[int]):
    """The plot of ten curves; `+` and `-` zoom, `h` and `l` move a cursor."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("plus", "zoom(0.8)"),
        Binding("minus", "zoom(1.25)"),
        Binding("h", "read(-0.02)"),
        Binding("l", "read(0.02)"),
    ]

    end, place = float(POINTS), 0.0

    def compose(self) -> ComposeResult:
        from textual_plotext import PlotextPlot

        yield PlotextPlot()

    def on_mount(self) -> None:
        self.xs = list(range(POINTS))
        self.curves = [
            [math.exp(-x / 3000) + n / 10 + 0.05 * math.sin(x * 1.7) for x in self.xs]
            for n in range(CURVES)
        ]
        self.draw()

    def action_zoom(self, factor: float) -> None:
        self.end = min(self.end * factor, POINTS)
        self.draw()

    def action_read(self, share: float) -> None:
        self.place = (self.place or self.end) + share * self.end
        self.draw()

    def draw(self) -> None:
        from textual_plotext import PlotextPlot

        widget = self.query_one(PlotextPlot)
        plot = widget.plt
        plot.clear_figure()
        plot.title("loss")
        for number, ys in enumerate(self.curves):
            plot.plot(self.xs, ys, label=f"run {number}")
        plot.xlim(0, self.end)
        if self.place:
            plot.vline(self.place)
        widget.refresh()


def row(number: int) -> tuple[str, ...]:
    """What a task's row says."""
    return (
        f"run {number} lr {number % 97 / 1000}",
        ("● running", "✓ completed", "✗ failed")[number % 3],
        f"{number % 400 / 10}k",
        f"{math.sin(number):.4f}",
        f"{number % 9}h{number % 60:02d}",
        f"box{number % 40}:{number % 8}",
        f"{number % 59}m",
        f"project {number % 500}",
        f"user {number % 30}",
    )


if __name__ == "__main__":
    kinds = {"tasks": Tasks, "console": Console, "scalars": Scalars}
    kinds[sys.argv[1]](*map(int, sys.argv[2:])).run()
