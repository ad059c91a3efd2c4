"""A Markdown text with plots between its lines, to be scrolled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from mltui.series.embeds import Embed
from mltui.series.plotly.model import Figure
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import line_of
from mltui.widgets.line_view import LineView
from mltui.widgets.markdown_lines import WIDEST, lay_out
from mltui.widgets.plots import Pen, draw_panel

#: Lines of an embedded plot.
PLOT_HEIGHT = 14

#: Cells left free at the left.
MARGIN = 2


class ReportView(LineView, can_focus=True):
    """Shows a report."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_by(1)", "Down", show=False),
        Binding("k,up", "scroll_by(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f,space", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g,home", "to(0)", "Top", show=False),
        Binding("G,end", "to(1000000)", "End", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._figures: Mapping[Embed, Figure | str] = {}
        self._drawn: list[list[tuple[str, Style]]] | None = None
        self._top = 0

    def show(self, text: str, figures: Mapping[Embed, Figure | str]) -> None:
        """Show a report.

        Args:
            text: Its Markdown.
            figures: The plots it refers to, or a sentence why one is not there; one that is
                missing is on its way.
        """
        if text != self._text or figures != self._figures:
            self._text, self._figures = text, dict(figures)
            self._drawn = None
            self.redraw()

    @property
    def text(self) -> str:
        """All that is shown, without colours."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines())

    def drawing_changed(self) -> None:
        """Lay out anew for another size or theme."""
        self._drawn = None

    def draw_line(self, y: int) -> Strip:
        """Draw a visible line."""
        lines, base = self._lines(), self.token("")
        place = min(self._top, self._last_top()) + y
        return line_of(lines[place] if place < len(lines) else [], self.size.width, base)

    def _lines(self) -> list[list[tuple[str, Style]]]:
        if self._drawn is None:
            width = min(max(self.size.width - 2 * MARGIN, 20), WIDEST)
            margin = (" " * MARGIN, self.token(""))
            drawn: list[list[tuple[str, Style]]] = []
            for block in lay_out(self._text, width):
                if isinstance(block, Embed):
                    drawn += [[margin, *line] for line in self._plot(block, width)]
                else:
                    drawn.append([margin, *((clean(t), self.token(style)) for t, style in block)])
            self._drawn = drawn
        return self._drawn

    def _plot(self, embed: Embed, width: int) -> list[list[tuple[str, Style]]]:
        title = [(clean(embed.title or embed.kind), self.token("strong"))]
        figure = self._figures.get(embed, "…")
        if isinstance(figure, str):
            return [title, [(clean(figure), self.token("muted"))]]
        pen = Pen(self.token, self.dark)
        lines = [title]
        for titled in figure.panels:
            if titled.title and titled.title != embed.title:
                lines.append([(clean(titled.title), self.token("muted"))])
            lines += draw_panel(titled.panel, width, PLOT_HEIGHT, pen)
        return lines

    def _last_top(self) -> int:
        return max(len(self._lines()) - self.size.height, 0)

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.action_to(min(self._top, self._last_top()) + lines)

    def action_page(self, pages: int) -> None:
        """Scroll by screens, less a line to hold on to."""
        self.action_scroll_by(pages * max(self.size.height - 1, 1))

    def action_to(self, line: int) -> None:
        """Scroll to a line."""
        top = min(max(line, 0), self._last_top())
        if top != self._top:
            self._top = top
            self.redraw()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_scroll_by(3)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_scroll_by(-3)
