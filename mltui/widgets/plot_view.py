"""A figure of one or several panels, scrolled where it is taller than the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from mltui.series.plotly.model import Figure, Grid
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, joined, line_of, width_of
from mltui.widgets.folding import folded
from mltui.widgets.plots import Lines, Pen, draw_panel
from mltui.widgets.scrolled_lines import ScrolledLines

#: A panel among several is at least so tall, lines.
LEAST_PANEL = 12

#: A long title takes at most so many lines.
TITLE_ROWS = 2

#: Cells moved at once sideways.
STEP = 8


class PlotView(ScrolledLines):
    """Shows a figure, or a sentence in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "sideways(-1)", "Left", show=False),
        Binding("greater_than_sign", "sideways(1)", "Right", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._figure: Figure | None = None
        self._note = ""
        self._left = 0
        self._drawn: Lines | None = None

    def show(self, figure: Figure | None, note: str = "") -> None:
        """Draw a figure.

        Args:
            figure: What to draw; None for nothing.
            note: What to say in its place, or below its title.
        """
        if figure == self._figure and note == self._note:
            return
        if figure is None or self._figure is None or figure.title != self._figure.title:
            self._top = self._left = 0
        self._figure, self._note = figure, note
        self._drawn = None
        self.redraw()

    @property
    def figure(self) -> Figure | None:
        """What is drawn."""
        return self._figure

    @property
    def note(self) -> str:
        """What is said in its place."""
        return self._note

    @property
    def line_count(self) -> int:
        """How many lines the drawing has."""
        return len(self._lines())

    @property
    def text(self) -> str:
        """The whole drawing without its colours."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines())

    def drawing_changed(self) -> None:
        """Draw anew for another size or theme."""
        self._drawn = None

    def draw_line(self, y: int) -> Strip:
        """Draw a visible line."""
        lines = self._lines()
        width, base = self.size.width, self.token("")
        place = self.top + y
        pieces = lines[place] if place < len(lines) else []
        if self._left:
            whole = joined(pieces)
            cut = whole.crop(self._left, max(whole.cell_length, self._left))
            return cut.adjust_cell_length(width, base)
        return line_of(pieces, width, base)

    def _lines(self) -> Lines:
        if self._drawn is None:
            self._drawn = self._compose_lines()
        return self._drawn

    def _compose_lines(self) -> Lines:
        width, height = self.size
        pen = Pen(self.token, self.dark)
        rows = folded(self._note, width) if self._note else ()
        note: Lines = [[(text, pen.token("muted"))] for text in rows]
        if self._figure is None:
            return [[]] * ((height - len(note) + 1) // 2) + [
                [(fit(text, width, "center"), style) for text, style in line] for line in note
            ]
        lines: Lines = []
        if self._figure.title:
            title = folded(self._figure.title, width, TITLE_ROWS)
            lines += [[(text, pen.token("text strong"))] for text in title]
        lines += note
        panels = self._figure.panels
        room = height - len(lines)
        each = max(room // len(panels), LEAST_PANEL) if len(panels) > 1 else room
        for number, titled in enumerate(panels):
            own: Lines = [[(clean(titled.title), pen.token("strong"))]] if titled.title else []
            gap = 1 if len(panels) > 1 and number + 1 < len(panels) else 0
            own += draw_panel(titled.panel, width, max(each - len(own) - gap, 4), pen)
            if not isinstance(titled.panel, Grid) and len(panels) > 1:
                own += [[]] * max(each - len(own), gap)
            lines += own
        return lines

    # Keys

    def action_sideways(self, steps: int) -> None:
        """Scroll a table that is wider than the screen."""
        widest = max((sum(width_of(text) for text, _ in line) for line in self._lines()), default=0)
        left = min(max(self._left + steps * STEP, 0), max(widest - self.size.width, 0))
        if left != self._left:
            self._left = left
            self.redraw()
