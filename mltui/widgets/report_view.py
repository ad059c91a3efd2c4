"""A Markdown text with plots and pictures between its lines, to be scrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.timer import Timer

from mltui.live.report_pictures import Pictures, ReportPicture
from mltui.series.embeds import SAMPLE, Embed, PictureLink
from mltui.series.plotly.model import Figure, Picture
from mltui.terminal.quiet_app import QuietApp
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit_middle, line_of
from mltui.widgets.half_blocks import cells_of, ground_of, rows_of
from mltui.widgets.inline_pictures import InlinePictures, Place
from mltui.widgets.markdown_lines import WIDEST, lay_out
from mltui.widgets.plots import Lines, Pen, draw_panel
from mltui.widgets.scrolled_lines import ScrolledLines

#: Lines of an embedded plot.
PLOT_HEIGHT = 14

#: Lines of a picture at most.
PICTURE_HEIGHT = 20

#: Cells left free at the left.
MARGIN = 2

#: What is drawn over cells is drawn only where nothing has been scrolled for so many seconds.
SETTLED_S = 0.3


class ReportView(ScrolledLines):
    """Shows a report."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "page(1)", "Page down", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._figures: Mapping[Embed, Figure | str] = {}
        self._pictures: Pictures = {}
        self._drawn: Lines | None = None
        self._strips: dict[int, Strip] = {}
        self._places: list[tuple[int, ReportPicture]] = []
        self._inline: list[Place] = []
        self._terminal = InlinePictures(self, self.redraw)
        self._moving: Timer | None = None

    def on_mount(self) -> None:
        """Learn how the terminal shows pictures."""
        app = self.app
        if isinstance(app, QuietApp):
            app.graphics_changed.subscribe(self, lambda _: self._place_anew())
            app.app_resume_signal.subscribe(self, lambda _: self._place_anew())

    def on_unmount(self) -> None:
        """Have the terminal forget the pictures."""
        self._terminal.forget()

    def show(
        self, text: str, figures: Mapping[Embed, Figure | str], pictures: Pictures | None = None
    ) -> None:
        """Show a report.

        Args:
            text: Its Markdown.
            figures: The plots it refers to, or a sentence why one is not there; one that is
                missing is on its way.
            pictures: The pictures, likewise.
        """
        pictures = pictures or {}
        if (text, figures, pictures) != (self._text, self._figures, self._pictures):
            self._text, self._figures, self._pictures = text, dict(figures), dict(pictures)
            self._drawn = None
            self._place()
            self.redraw()

    @property
    def pictures(self) -> list[ReportPicture]:
        """The pictures that it shows or names, from top to bottom."""
        self._lines()
        return [picture for _, picture in self._places]

    @property
    def nearest_picture(self) -> int:
        """Which of the pictures is the first on the screen, or below or else above it."""
        top = self.top
        at = (number for number, (end, _) in enumerate(self._places) if end > top)
        return next(at, len(self._places) - 1)

    @property
    def line_count(self) -> int:
        """How many lines the report takes."""
        return len(self._lines())

    @property
    def text(self) -> str:
        """All that is shown, without colours."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines())

    # Pictures that the terminal draws itself

    def action_to(self, line: int) -> None:
        """Scroll to a line."""
        if self._terminal.overlaid and self._inline:
            if self._moving is not None:
                self._moving.stop()
            self._moving = self.set_timer(SETTLED_S, self._settle)
        super().action_to(line)
        self._place()

    def _settle(self) -> None:
        self._moving = None
        self.redraw()

    def _place_anew(self) -> None:
        self._terminal.forget()
        self._place()

    def _place(self) -> None:
        """Make ready what is in sight; until then it is drawn in half blocks."""
        if self.size:
            self._lines()
            below = self.top + self.size.height
            seen = (each for each in self._inline if each.start < below)
            self._terminal.want([each for each in seen if each.start + each.rows > self.top])

    def _by_terminal(self, line: int) -> Strip | None:
        """Return a line of a picture, None where the terminal does not draw one itself."""
        here = (each for each in self._inline if 0 <= line - each.start < each.rows)
        place = next(here, None)
        shown = self._terminal.ready(place) if place is not None and self.opacity == 1.0 else None
        if place is None or shown is None:
            return None
        whole = self.top <= place.start and place.start + place.rows <= self.top + self.size.height
        if shown.overlay is not None and (self._moving is not None or not whole):
            return None
        base = self.token("")
        row = line - place.start
        if row >= shown.rows:
            return Strip.blank(self.size.width, base)
        margin = Strip([Segment(" " * MARGIN, base)], MARGIN)
        drawn = Strip.join([margin, shown.line(row, base)])
        return drawn.adjust_cell_length(self.size.width, base)

    def _look(self) -> tuple[object, ...]:
        # What is dimmed is drawn in dots: its colours tell kitty which picture it is.
        return (*super()._look(), self.opacity)

    # Lines

    def drawing_changed(self) -> None:
        """Lay out anew for another size or theme."""
        self._drawn = None
        self._place()

    def draw_line(self, y: int) -> Strip:
        """Draw a visible line."""
        lines = self._lines()
        place = self.top + y
        if self._inline and (drawn := self._by_terminal(place)) is not None:
            return drawn
        strip = self._strips.get(place)
        if strip is None:
            pieces = lines[place] if place < len(lines) else []
            strip = self._strips[place] = line_of(pieces, self.size.width, self.token(""))
        return strip

    def _lines(self) -> Lines:
        if self._drawn is None:
            width = min(max(self.size.width - 2 * MARGIN, 20), WIDEST)
            margin = (" " * MARGIN, self.token(""))
            drawn: Lines = []
            self._strips.clear()
            self._places.clear()
            self._inline.clear()
            for block in lay_out(self._text, width):
                if not isinstance(block, Embed | PictureLink):
                    drawn.append([margin, *((clean(t), self.token(style)) for t, style in block)])
                    continue
                if isinstance(block, Embed) and block.kind != SAMPLE:
                    made = self._plot(block, width, len(drawn))
                else:
                    made = self._pictured(block, width, len(drawn))
                drawn += [[margin, *line] for line in made]
            self._drawn = drawn
        return self._drawn

    def _pictured(self, block: Embed | PictureLink, width: int, start: int) -> Lines:
        """Return the lines of a picture, or of several debug images of one embed."""
        title: Lines = [[(clean(block.title), self.token("strong"))]] if block.title else []
        found = self._pictures.get(block, "…")
        if isinstance(found, str):
            return [*title, [(clean(found), self.token("muted"))], *self._address(block, width)]
        lines = title
        for picture in found:
            if picture.title and picture.title != block.title:
                lines.append([(clean(picture.title), self.token("muted"))])
            lines += self._picture(picture, width, start + len(lines))
            self._places.append((start + len(lines), picture))
        return lines

    def _picture(self, shown: ReportPicture, width: int, start: int) -> Lines:
        if shown.picture is None:
            where = fit_middle(clean(shown.address), width)
            return [
                [(clean(shown.wrong), self.token("muted"))],
                [(where, self.token("faint"))],
            ]
        base = self.token("")
        height = min(max(self.size.height - 4, 4), PICTURE_HEIGHT)
        dots = shown.picture.dots(width, height, ground_of(base))
        rows, number = rows_of(dots), len(self._inline)
        self._inline.append(Place(number, shown.picture, start, len(dots[0]), rows))
        return [cells_of(dots, row, base) for row in range(rows)]

    def _address(self, block: Embed | PictureLink, width: int) -> Lines:
        if not block.address:
            return []
        return [[(fit_middle(clean(block.address), width), self.token("faint"))]]

    def _plot(self, embed: Embed, width: int, start: int) -> Lines:
        title = [(clean(embed.title or embed.kind), self.token("strong"))]
        figure = self._figures.get(embed)
        if figure is None:
            return [title, [("…", self.token("muted"))]]
        if isinstance(figure, str):
            return [title, [(clean(figure), self.token("muted"))], *self._address(embed, width)]
        pen = Pen(self.token, self.dark)
        lines: Lines = [title]
        for titled in figure.panels:
            if titled.title and titled.title != embed.title:
                lines.append([(clean(titled.title), self.token("muted"))])
            if isinstance(titled.panel, Picture):
                link = PictureLink(titled.panel.url)
                lines += self._pictured(link, width, start + len(lines))
            else:
                lines += draw_panel(titled.panel, width, PLOT_HEIGHT, pen)
        return lines
