"""A panel of plain lines, of which only changed cells are sent."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Size
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, line_of, width_of
from mltui.widgets.fields import flowed
from mltui.widgets.line_view import LineView

#: One line: (text, palette token) pieces.
Line = tuple[tuple[str, str], ...]


class Lines(LineView):
    """Shows lines of coloured pieces of text, cut at the right edge with an ellipsis.

    Where a style sheet leaves the height to it (`height: auto`), it takes more rows instead of
    cutting: see `flowed`.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()
        self._flowed: tuple[int, tuple[Line, ...]] | None = None
        self._top = 0

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines; every text is cleaned here."""
        rows = len(self._rows(self.content_size.width))
        self._lines, self._flowed = tuple(lines), None
        if self._grows and rows != len(self._rows(self.content_size.width)):
            self.refresh(layout=True)
        self.scroll_by(0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Take a row for each line, more for those that would be cut."""
        return len(self._rows(width))

    @property
    def _grows(self) -> bool:
        height = self.styles.height
        return height is not None and height.is_auto

    def _rows(self, width: int) -> tuple[Line, ...]:
        if not self._grows:
            return self._lines
        if self._flowed is None or self._flowed[0] != width:
            rows = tuple(row for line in self._lines for row in flowed(line, width))
            self._flowed = width, rows
        return self._flowed[1]

    @property
    def overflows(self) -> bool:
        """Whether there are more lines than room."""
        return len(self._rows(self.content_size.width)) > self.content_size.height > 0

    def scroll_by(self, rows: int) -> None:
        """Show lines further down or up, as far as there are any."""
        last = max(len(self._rows(self.content_size.width)) - self.content_size.height, 0)
        self._top = min(max(self._top + rows, 0), last)
        self.redraw()

    @property
    def text(self) -> str:
        """What is shown, without colours."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def draw_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.token("")
        rows = self._rows(width)
        y += self._top
        if y >= len(rows):
            return Strip.blank(width, base)
        parts = [(clean(text), self.token(token)) for text, token in rows[y]]
        if width_of("".join(text for text, _ in parts).rstrip()) <= width:
            return line_of(parts, width, base)
        room = width - 1
        for number, (text, style) in enumerate(parts):
            if width_of(text) > room:
                cut = (fit(f"{text}…", room + 1), style)
                return line_of([*parts[:number], cut], width, base)
            room -= width_of(text)
        return line_of(parts, width, base)
