"""`python -m tests.bench.twenty_cells ours|stock`: a table of which 20 cells change each second.

The same table twice: with the monitor's widgets and terminal layer, and as Textual's own DataTable.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.table import Column, Row, Table

ROWS, COLUMNS, CHANGING = 100, 8, 20


def value(row: int, column: int, turn: int) -> str:
    """What a cell shows: the first cells of the third column change."""
    turning = turn if column == 2 and row < CHANGING else 0
    return f"{row * 7 % 10}.{(column * 31 + turning) % 1000:03d}"


class Ours(QuietApp):
    turn = 0

    def compose(self) -> ComposeResult:
        yield Table([Column(str(n), f"METRIC {n}", width=12) for n in range(COLUMNS)])

    def on_mount(self) -> None:
        self.set_interval(1.0, self.refresh_cells)
        self.refresh_cells()

    def refresh_cells(self) -> None:
        self.turn += 1
        self.query_one(Table).set_rows(
            [
                Row(str(y), {str(x): value(y, x, self.turn) for x in range(COLUMNS)})
                for y in range(ROWS)
            ]
        )


class Stock(App[int]):
    turn = 0

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*((f"METRIC {n}", str(n)) for n in range(COLUMNS)))
        for y in range(ROWS):
            table.add_row(*(value(y, x, 0) for x in range(COLUMNS)), key=str(y))
        self.set_interval(1.0, self.refresh_cells)

    def refresh_cells(self) -> None:
        self.turn += 1
        for y in range(CHANGING):
            self.query_one(DataTable).update_cell(str(y), "2", value(y, 2, self.turn))


if __name__ == "__main__":
    {"ours": Ours, "stock": Stock}[sys.argv[1]]().run()
