"""A Markdown text with plots and pictures between its lines, to be scrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from mltui.live.report_pictures import Pictures, ReportPicture
from mltui.series.embeds import SAMPLE, Embed, PictureLink
from mltui.series.plotly.model import Figure, Picture
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit_middle, line_of
from mltui.widgets.half_blocks import cells_of, ground_of, rows_of
from mltui.widgets.markdown_lines import WIDEST, lay_out
from mltui.widgets.plots import Lines, Pen, draw_panel
from mltui.widgets.scrolled_lines import ScrolledLines

#: Lines of an embedded plot.
PLOT_HEIGHT = 14

#: Lines of a picture at most.
PICTURE_HEIGHT = 20

#: Cells left free at the left.
MARGIN = 2


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

    def drawing_changed(self) -> None:
        """Lay out anew for another size or theme."""
        self._drawn = None

    def draw_line(self, y: int) -> Strip:
        """Draw a visible line."""
        lines = self._lines()
        place = self.top + y
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
            lines += self._picture(picture, width)
            self._places.append((start + len(lines), picture))
        return lines

    def _picture(self, shown: ReportPicture, width: int) -> Lines:
        if shown.picture is None:
            where = fit_middle(clean(shown.address), width)
            return [
                [(clean(shown.wrong), self.token("muted"))],
                [(where, self.token("faint"))],
            ]
        base = self.token("")
        height = min(max(self.size.height - 4, 4), PICTURE_HEIGHT)
        dots = shown.picture.dots(width, height, ground_of(base))
        return [cells_of(dots, row, base) for row in range(rows_of(dots))]

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
