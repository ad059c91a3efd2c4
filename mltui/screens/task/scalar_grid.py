"""The Scalars tab: a grid of live plots, one per metric with all its variants in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mltui.live.scalars import Curve, Scalars, ScalarsQuestion, samples_for
from mltui.screens.task.facts import Facts
from mltui.screens.task.tab import TaskTab
from mltui.series import smoothing
from mltui.widgets.chart import Chart, Series
from mltui.widgets.palette import SERIES

#: How often it is asked whether there are new scalars, seconds.
PACE_S = 5.0

#: The smallest plot worth drawing, cells.
LEAST_WIDTH, LEAST_HEIGHT = 36, 9

#: What a plot's width is taken for before it is known, cells.
FIRST_COLUMNS = 80

#: Plots side by side and above each other at most.
MOST_COLUMNS, MOST_ROWS = 3, 4

#: What the smoothing key goes through: weights of the running exponential average.
WEIGHTS = (0.0, 0.6, 0.9, 0.97)


class ScalarGrid(TaskTab, can_focus=True):
    """As many plots as fit, the others on further pages."""

    FILTERS = "metric"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "step(1)", "Next plot", show=False),
        Binding("h,left", "step(-1)", "Previous plot", show=False),
        Binding("j,down", "step_row(1)", "Plot below", show=False),
        Binding("k,up", "step_row(-1)", "Plot above", show=False),
        Binding("pagedown,n", "page(1)", "Next page", show=False),
        Binding("pageup,N", "page(-1)", "Previous page", show=False),
        Binding("enter,m", "maximise", "maximise", key_display="m"),
        Binding("s", "smooth", "smooth"),
        Binding("y", "log", "log y"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._scalars: Scalars | None = None
        self._pattern = ""
        self._current = 0
        self._maximised = False
        self._weight = WEIGHTS[0]
        self._log = False
        self._last: Mapping[tuple[str, str], float | None] = {}
        self._shape = (0, 0)
        self._columns = FIRST_COLUMNS

    def compose(self) -> ComposeResult:
        """Yield the first plot; the others come when the size is known."""
        yield Chart()

    # What the page gives and asks

    def open_feeds(self) -> None:
        """Ask for the scalars, as many of them as the plots can show."""
        question = ScalarsQuestion(
            self.page.task_id, self.reported, lambda: samples_for(self._columns)
        )
        self.ask("scalars", question, PACE_S, self.show)

    def show(self, scalars: Scalars | None) -> None:
        """Show these scalars; only plots that differ are drawn. None: they are as they were."""
        if scalars is not None:
            self._scalars = scalars
            self._draw()
            self.page.tab_changed()

    def show_facts(self, facts: Facts) -> None:
        """Name the task's last values in the legends.

        The curves' own ends are the server's averages, which a legend must not pass off as the
        last value.
        """
        self._last = {(last.metric, last.variant): last.value for last in facts.details.metrics}
        self._draw()

    def filter_changed(self, pattern: str) -> None:
        """Show only the metrics with this text in their name."""
        self._pattern = pattern.casefold()
        self._current = 0
        self._draw()

    @property
    def plot_columns(self) -> int:
        """How many cells wide a plot is: what the number of samples follows."""
        columns = 1 if self._maximised else max(self._fitting()[0], 1)
        return max(self.size.width // columns, LEAST_WIDTH)

    @property
    def metrics(self) -> list[str]:
        """The names of the metrics there are plots of, machine readings last."""
        names = self._scalars.metrics if self._scalars is not None else {}
        found = [name for name in names if self._pattern in name.casefold()]
        return sorted(found, key=lambda name: name.startswith(":"))

    def counts(self) -> str:
        """Return how the plots are drawn, for the page's second line."""
        parts = [f"smooth {self._weight:g}"] if self._weight else []
        parts += ["log y"] if self._log else []
        pages = self._pages()
        if pages > 1:
            parts.append(f"page {self._page() + 1}/{pages}")
        return "  ".join(parts)

    # Layout

    def on_resize(self) -> None:
        """Fit the number of plots to the new size."""
        self._draw()
        self._plots_changed()

    def _plots_changed(self) -> None:
        """Ask for more samples if the plots are wider now than what was asked for can fill."""
        columns = self.plot_columns
        if columns > self._columns:
            self._columns = columns
            self.page.feed("scalars").ask_now()
        self.page.tab_changed()

    def _fitting(self) -> tuple[int, int]:
        width, height = self.size
        return (
            min(max(width // LEAST_WIDTH, 1), MOST_COLUMNS),
            min(max(height // LEAST_HEIGHT, 1), MOST_ROWS),
        )

    def _wanted_shape(self) -> tuple[int, int]:
        """Return columns and rows, as square as the number of metrics allows."""
        count = len(self.metrics)
        if self._maximised or count <= 1:
            return 1, 1
        most_columns, most_rows = self._fitting()
        rows = min(most_rows, math.ceil(count / most_columns))
        return min(most_columns, math.ceil(count / rows)), rows

    def _page_size(self) -> int:
        columns, rows = self._wanted_shape()
        return columns * rows

    def _page(self) -> int:
        return self._current // self._page_size()

    def _pages(self) -> int:
        return math.ceil(len(self.metrics) / self._page_size())

    def _draw(self) -> None:
        if not self.is_mounted or not self.size:
            return
        names = self.metrics
        self._current = min(self._current, max(len(names) - 1, 0))
        columns, rows = self._wanted_shape()
        charts = self._charts(columns, rows)
        first = self._page() * len(charts)
        for place, chart in enumerate(charts):
            number = first + place
            chart.set_class(number == self._current and len(charts) > 1, "-current")
            chart.visible = number < len(names) or (number == 0 and not names)
            if number < len(names):
                self._draw_metric(chart, names[number])
            elif number == 0:
                chart.show([], empty=self._empty())

    def _empty(self) -> str:
        if self._scalars is None:
            return "asking for the scalars…"
        if self._pattern and self._scalars.metrics:
            return f"no metric has “{self._pattern}” in its name"
        return "this task has reported no scalars yet"

    def _charts(self, columns: int, rows: int) -> list[Chart]:
        charts = list(self.query(Chart))
        if (columns, rows) != self._shape:
            self._shape = (columns, rows)
            self.styles.grid_size_columns = columns
            self.styles.grid_size_rows = rows
            more = [Chart() for _ in range(columns * rows - len(charts))]
            if more:
                self.mount(*more)
                charts += more
            for place, chart in enumerate(charts):
                chart.display = place < columns * rows
        return charts[: columns * rows]

    def _draw_metric(self, chart: Chart, name: str) -> None:
        assert self._scalars is not None
        series = [
            line
            for number, curve in enumerate(self._scalars.metrics[name])
            for line in self._lines(name, curve, SERIES[number % len(SERIES)])
        ]
        note = f"average of {self._scalars.samples}" if self._scalars.averaged else ""
        chart.show(series, title=name, note=note, log_y=self._log)

    def _lines(self, metric: str, curve: Curve, token: str) -> list[Series]:
        end = curve.ys[-1] if curve.ys else None
        last = self._last.get((metric, curve.variant), end)
        if not self._weight:
            return [Series(curve.variant, curve.xs, curve.ys, token, last=last)]
        smooth = tuple(smoothing.exponential(curve.ys, self._weight))
        return [
            Series(curve.variant, curve.xs, smooth, token, last=last),
            Series(curve.variant, curve.xs, curve.ys, "frame", legend=False),
        ]

    # Keys

    def action_step(self, by: int) -> None:
        """Go to the next or previous plot, over the page's edge too."""
        self._go(self._current + by)

    def action_step_row(self, by: int) -> None:
        """Go to the plot above or below."""
        self._go(self._current + by * self._wanted_shape()[0])

    def action_page(self, by: int) -> None:
        """Go to the next or previous page."""
        self._go(self._current + by * self._page_size())

    def _go(self, number: int) -> None:
        number = min(max(number, 0), max(len(self.metrics) - 1, 0))
        if number != self._current:
            self._current = number
            self._draw()
            self._plots_changed()

    def action_maximise(self) -> None:
        """Fill the screen with the current plot, or go back to the grid."""
        self._maximised = not self._maximised
        self._draw()
        self._plots_changed()

    def step_back(self) -> bool:
        """Go back to the grid from a maximised plot."""
        if self._maximised:
            self.action_maximise()
            return True
        return False

    def action_smooth(self) -> None:
        """Take the next strength of smoothing."""
        self._weight = WEIGHTS[(WEIGHTS.index(self._weight) + 1) % len(WEIGHTS)]
        self._draw()
        self._plots_changed()

    def action_log(self) -> None:
        """Switch between a linear and a logarithmic Y axis."""
        self._log = not self._log
        self._draw()
        self._plots_changed()
