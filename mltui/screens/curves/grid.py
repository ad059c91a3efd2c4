"""The grid of plots: its pages, its cursor, its lens, and the keys that change them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from mltui.screens.curves import grid_messages
from mltui.screens.curves.aside import Unsmoothed
from mltui.screens.curves.drawing import Drawing, RawCurves
from mltui.screens.curves.lens import PAN, STEP, Lens, Lenses, Span, readable, union
from mltui.screens.curves.plots import Line, Plot, plots_of
from mltui.screens.curves.view import CurveView
from mltui.widgets.ahead import Ahead
from mltui.widgets.chart import FOR_AXES, FOR_FRAME, Chart, Picture

#: The smallest plot worth drawing, cells.
LEAST_WIDTH, LEAST_HEIGHT = 36, 9

#: Plots side by side and above each other at most, where nobody said how many.
MOST_COLUMNS, MOST_ROWS = 3, 4


class CurveGrid(Container, can_focus=True):
    """As many plots as fit, the others on further pages. Owns the cursor and the lens."""

    NAME = "Plots"

    DEFAULT_CSS = """
    CurveGrid {
        layout: grid;
        grid-gutter: 0;
        height: 1fr;
        width: 1fr;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,m", "maximise", "maximise", key_display="m"),
        Binding("h,shift+left", "cursor(-1)", "Cursor left", show=False),
        Binding("l,shift+right", "cursor(1)", "Cursor right", show=False),
        Binding("ctrl+left", "cursor(-10)", "Cursor far left", show=False),
        Binding("ctrl+right", "cursor(10)", "Cursor far right", show=False),
        Binding("plus,equals_sign", "zoom(1)", "zoom", key_display="+"),
        Binding("0", "all", "all of it"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False),
        Binding("H", "pan(-1)", "Pan left", show=False),
        Binding("L", "pan(1)", "Pan right", show=False),
        Binding("o", "alone", "Zoom one plot alone, or all", show=False),
        Binding("right,j", "step(1)", "Next plot", show=False),
        Binding("left,k", "step(-1)", "Previous plot", show=False),
        Binding("down", "step_row(1)", "Plot below", show=False),
        Binding("up", "step_row(-1)", "Plot above", show=False),
        Binding("pagedown,n", "page(1)", "Next page", show=False),
        Binding("pageup,N", "page(-1)", "Previous page", show=False),
        Binding("right_square_bracket", "shape(1, 0)", "More plots side by side", show=False),
        Binding("left_square_bracket", "shape(-1, 0)", "Fewer plots side by side", show=False),
        Binding("right_curly_bracket", "shape(0, 1)", "More plots above each other", show=False),
        Binding("left_curly_bracket", "shape(0, -1)", "Fewer plots above each other", show=False),
    ]

    Changed: TypeAlias = grid_messages.Changed
    ViewChanged: TypeAlias = grid_messages.ViewChanged
    Looked: TypeAlias = grid_messages.Looked
    Smoothed: TypeAlias = grid_messages.Smoothed

    def __init__(self, view: CurveView | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view or CurveView()
        self._lines: tuple[Line, ...] | None = None
        self._plots: list[Plot] = []
        self._raw: RawCurves = {}
        self._notes: Mapping[str, str] = {}
        self._averages = ""
        self._pattern = ""
        self._nothing = "nothing to draw"
        self._current = 0
        self._maximised = False
        self._shape = (0, 0)
        self._lenses = Lenses()
        self._cursor: float | None = None
        self._in_sight: set[str] = set()
        self._drawing = Drawing()
        self._smoothing = False
        self._ahead = Ahead(self)

    def compose(self) -> ComposeResult:
        """Yield the first plot; the others come when the size is known."""
        yield Chart()

    # What a screen gives and asks

    def show(self, lines: Sequence[Line] | None, *, averages: str = "", nothing: str = "") -> None:
        """Show curves; only plots that differ are drawn.

        Args:
            lines: In the order of their names; None while they are being asked for.
            averages: What to say of plots whose points are averages.
            nothing: What to say where there is no curve.
        """
        self._lines = None if lines is None else tuple(lines)
        self._averages, self._nothing = averages, nothing
        self._arrange()

    def show_raw(self, raw: RawCurves, notes: Mapping[str, str]) -> None:
        """Draw raw points where there are any, and say how it stands with them, by metric."""
        self._raw, self._notes = raw, notes
        self._draw()

    def filter(self, pattern: str) -> None:
        """Show only plots with this text in their name."""
        self._pattern = pattern.casefold()
        self._current = 0
        self._arrange()

    @property
    def view(self) -> CurveView:
        """How curves are shown."""
        return self._view

    def set_view(self, view: CurveView) -> None:
        """Show curves another way, and say so."""
        before = self._view
        if view == before:
            return
        self._view = view
        if (view.x, view.x_scalar) != (before.x, before.x_scalar):
            self._lenses.reset()
            self._cursor = None
            self.refresh_bindings()
        self._arrange()
        self.post_message(self.ViewChanged(view, before))

    @property
    def plots(self) -> list[Plot]:
        """All plots, in order."""
        return self._plots

    @property
    def plot(self) -> Plot | None:
        """The current plot."""
        return self._plots[self._current] if self._current < len(self._plots) else None

    @property
    def raw(self) -> RawCurves:
        """The raw points that are drawn instead of averages."""
        return self._raw

    @property
    def cursor(self) -> float | None:
        """Where values are read, None if nowhere."""
        return self._cursor

    @property
    def lines(self) -> Sequence[Line]:
        """All curves, also those that are not shown."""
        return self._lines or ()

    @property
    def is_zoomed(self) -> bool:
        """Whether a part of the X axis is looked at, in all plots or in one."""
        return self._lenses.is_zoomed

    @property
    def plot_columns(self) -> int:
        """How many cells wide a plot is: what the number of samples follows."""
        shape = self._wanted_shape() if self._plots else self._fitting()
        columns = 1 if self._maximised else shape[0]
        return max(self.size.width // columns, LEAST_WIDTH)

    def words(self) -> list[str]:
        """Say how the plots are drawn, and which page of them."""
        words = self._view.words()
        if self.is_zoomed:
            words.append("zoomed" + (", follows" if self._lenses.follows else ""))
        if self._lenses.only_one:
            words.append("zoom: this plot")
        if not self._has_room(FOR_AXES):
            words.append("no room for axes: [ { fewer")
        pages = math.ceil(len(self._plots) / self._page_size())
        if pages > 1:
            words.append(f"page {self._current // self._page_size() + 1}/{pages}")
        return words

    def shown_plots(self) -> list[tuple[Plot, Chart]]:
        """Return the plots of this page with their charts."""
        columns, rows = self._wanted_shape()
        first = self._current // (columns * rows) * (columns * rows)
        charts = list(self.query(Chart))[: columns * rows]
        return list(zip(self._plots[first : first + columns * rows], charts, strict=False))

    def coarse(self) -> list[str]:
        """Return the metrics on this page that are zoomed in further than averages can show."""
        found = []
        for plot, chart in self.shown_plots():
            limits = self._part(plot)
            if limits is None or not any(line.averaged for _, _, line in plot.lines):
                continue
            points = max(envelope.count(*limits) for envelope in chart.envelopes)
            if points < self.plot_columns and plot.metric not in found:
                found.append(plot.metric)
        return found

    def on_unmount(self) -> None:
        """Make nothing ready for nobody."""
        self._ahead.stop()

    # Layout

    def on_resize(self) -> None:
        """Fit the number of plots to the new size."""
        self._draw()
        self.post_message(self.Changed())

    def _fitting(self) -> tuple[int, int]:
        width, height = self.size
        return (
            min(max(width // LEAST_WIDTH, 1), MOST_COLUMNS),
            min(max(height // LEAST_HEIGHT, 1), MOST_ROWS),
        )

    def _wanted_shape(self) -> tuple[int, int]:
        return (1, 1) if self._maximised else self._view.shape(len(self._plots), self._fitting())

    def _has_room(self, least: tuple[int, int]) -> bool:
        """Whether every plot is at least so wide and high."""
        columns, rows = self._wanted_shape()
        return self.size.width // columns >= least[0] and self.size.height // rows >= least[1]

    def _page_size(self) -> int:
        columns, rows = self._wanted_shape()
        return columns * rows

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
            self.post_message(self.Changed())
        return charts[: columns * rows]

    # Drawing

    def _arrange(self) -> None:
        before, width = self.plot, self.plot_columns
        title = before.title if before is not None else None
        self._plots = plots_of(self._lines or (), self._view, self._pattern)
        titles = [plot.title for plot in self._plots]
        if title in titles:
            self._current = titles.index(title)
        self._current = min(self._current, max(len(self._plots) - 1, 0))
        self._draw()
        self._drawing.sweep()
        if self.plot_columns != width:
            self.post_message(self.Changed())

    def _draw(self) -> None:
        if not self.is_mounted or not self.size:
            return
        columns, rows = self._wanted_shape()
        charts = self._charts(columns, rows)
        first = self._current // len(charts) * len(charts)
        axis = self._axis()
        self._drawing.unsmoothed.clear()
        for place, chart in enumerate(charts):
            chart.framed = self._has_room(FOR_FRAME)
            number = first + place
            chart.set_class(number == self._current and len(charts) > 1, "-current")
            chart.visible = number < len(self._plots) or (number == 0 and not self._plots)
            if number < len(self._plots):
                self._draw_plot(chart, self._plots[number], axis)
            elif number == 0:
                chart.show([], empty=self._empty())
        before, self._in_sight = self._in_sight, {plot.title for plot, _ in self.shown_plots()}
        if self._in_sight - before and self.is_zoomed:
            self.post_message(self.Looked())
        # One at a time: when it is there everything is drawn again, and the next one's turn comes.
        if self._drawing.unsmoothed and not self._smoothing:
            self._smoothing = True
            self._smooth(min(self._drawing.unsmoothed, key=lambda of: of.before is not None))

    @work(group="smoothing")
    async def _smooth(self, of: Unsmoothed) -> None:
        smooth = await asyncio.to_thread(of.begin().smooth)
        self.post_message(self.Smoothed(of, smooth))

    @on(Smoothed)
    def _draw_smoothed(self, message: Smoothed) -> None:
        message.stop()
        self._smoothing = False
        self._drawing.take(message.of, message.smooth)
        self._draw()

    def _empty(self) -> str:
        if self._lines is None:
            return "asking for the scalars…"
        if self._pattern and self._lines:
            return f"no metric has “{self._pattern}” in its name"
        if self._view.hidden and self._lines:
            return "every metric is hidden: M shows them again"
        return self._nothing

    def _axis(self) -> dict[str, Line]:
        wanted = self._view.x_scalar
        return {line.owner: line for line in self.lines if (line.metric, line.variant) == wanted}

    def _draw_plot(self, chart: Chart, plot: Plot, axis: Mapping[str, Line]) -> None:
        chart.show_picture(self._picture(plot, axis, self._part(plot)))
        chart.point_at(self._cursor)

    def _picture(self, plot: Plot, axis: Mapping[str, Line], part: Span | None) -> Picture:
        drawn = self._drawing.draw(plot, self._view, axis, self._raw)
        usual = "raw" if drawn.raw or not drawn.averaged else self._averages
        return drawn.picture(plot, self._view, part, self._notes.get(plot.metric) or usual)

    def _prepare_looks(self, lenses: Iterable[Lens]) -> None:
        """Have plots made ready as the next key may show them."""
        whole = self._whole()
        alone = self._lenses.only_one
        plots = [each for each in self.shown_plots() if each[0] is self.plot or not alone]
        self._ahead.begin(
            partial(self._prepare_look, plot, chart, lens.over(whole))
            for lens in lenses
            for plot, chart in plots
        )

    def _prepare_look(self, plot: Plot, chart: Chart, part: Span | None) -> None:
        chart.prepare_scene(self._picture(plot, self._axis(), part), self._cursor)

    def _prepare_cursor(self, places: Iterable[float]) -> None:
        """Have plots made ready with the cursor where the next key may put it."""
        self._ahead.begin(
            partial(chart.prepare_scene, chart.picture, x)
            for x in places
            for _, chart in self.shown_plots()
        )

    # The lens

    def _part(self, plot: Plot) -> Span | None:
        lens = self._lenses.of(plot.title)
        return lens.over(self._whole()) if lens.part is not None else None

    def _whole(self) -> Span | None:
        """Return the ends of all curves of this page."""
        return union(
            span for _, chart in self.shown_plots() for span in (e.span() for e in chart.envelopes)
        )

    def _look(self, change: Lens) -> None:
        self._lenses.change(self._current_title(), change)
        self._lens_changed()

    def _lens_changed(self) -> None:
        self._draw()
        self.refresh_bindings()
        self.post_message(self.Looked())
        self.post_message(self.Changed())

    def _current_title(self) -> str | None:
        return self.plot.title if self.plot is not None else None

    def _current_lens(self) -> Lens:
        return self._lenses.of(self._current_title())

    def action_zoom(self, steps: int) -> None:
        """Look nearer or less near, around the cursor."""
        self._zoom(STEP**steps, self._cursor)

    def _zoom(self, factor: float, around: float | None) -> None:
        whole = self._whole()
        if whole is not None and whole[0] < whole[1]:
            self._look(self._current_lens().zoomed(whole, factor, around))
            lens = self._current_lens()
            # The same once more first: who zooms seldom does so once.
            self._prepare_looks(lens.zoomed(whole, each, around) for each in (factor, 1 / factor))

    def action_pan(self, steps: int) -> None:
        """Look at what is to the left or right."""
        whole = self._whole()
        if whole is not None:
            self._look(self._current_lens().panned(whole, steps * PAN))
            lens = self._current_lens()
            self._prepare_looks(lens.panned(whole, each * PAN) for each in (steps, -steps))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Offer to go back to all of it where it is zoomed; else the key leads Home."""
        return action != "all" or self.is_zoomed

    def action_all(self) -> None:
        """Look at all of it again, in every plot."""
        self._lenses.reset()
        self._lens_changed()

    def action_alone(self) -> None:
        """Zoom the current plot alone from now on, or all of them again."""
        self._lenses.only_one = not self._lenses.only_one
        self.post_message(self.Changed())

    # The cursor

    def action_cursor(self, cells: int) -> None:
        """Move the cursor by cells of the current plot; the first time it starts at the end."""
        chart = self._current_chart()
        limits = chart.x_limits if chart is not None else None
        if chart is None or limits is None:
            return
        low, high = readable(limits, (envelope.span() for envelope in chart.envelopes))
        step = cells * (limits[1] - limits[0]) / max(chart.size.width - 10, 1)
        if self._cursor is None or not limits[0] <= self._cursor <= limits[1]:
            place = high
        else:
            place = min(max(self._cursor + step, low), high)
        self._point_at(place)
        self._prepare_cursor(min(max(place + each, low), high) for each in (step, -step))

    def _current_chart(self) -> Chart | None:
        return next((chart for plot, chart in self.shown_plots() if plot is self.plot), None)

    def _point_at(self, x: float | None) -> None:
        self._cursor = x
        for _, chart in self.shown_plots():
            chart.point_at(x)

    @on(Chart.Pointed)
    def _pointed(self, message: Chart.Pointed) -> None:
        message.stop()
        charts = self.shown_plots()
        place = next((n for n, (_, chart) in enumerate(charts) if chart is message.chart), None)
        if place is not None:
            self._go(self._current // self._page_size() * self._page_size() + place)
        self._point_at(message.x)

    @on(Chart.Wheeled)
    def _wheeled(self, message: Chart.Wheeled) -> None:
        message.stop()
        self._zoom(STEP**message.steps, message.x)

    def step_back(self) -> bool:
        """Take the cursor away, or go back to the grid; False if there is neither."""
        if self._cursor is not None:
            self._point_at(None)
            return True
        if self._maximised:
            self.action_maximise()
            return True
        return False

    # Plots

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
        number = min(max(number, 0), max(len(self._plots) - 1, 0))
        if number != self._current:
            self._current = number
            self._draw()
            self.post_message(self.Changed())

    def action_maximise(self) -> None:
        """Fill the screen with the current plot, or go back to the grid."""
        self._maximised = not self._maximised
        self._draw()
        self.post_message(self.Changed())

    def action_shape(self, columns: int, rows: int) -> None:
        """Show more or fewer plots; below one is as many as fit."""
        self.set_view(self._view.grown(columns, rows, self._fitting()))
