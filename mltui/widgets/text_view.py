"""A text to read: scrolled both ways, its lines coloured only when they come on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from mltui.series.highlight import Painter, plain
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, joined, line_of, seen_part, width_of
from mltui.widgets.glyphs import sign
from mltui.widgets.lines import Line
from mltui.widgets.scrolled_lines import ScrolledLines

#: Cells moved at once sideways.
STEP = 8

TAB = "    "


class TextView(ScrolledLines):
    """Shows lines, of a text or made of coloured pieces."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,left", "sideways(-1)", "Left", show=False),
        Binding("l,right", "sideways(1)", "Right", show=False),
    ]

    def __init__(
        self,
        *,
        empty: str = "",
        says_more: bool = False,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes a view without text.

        Args:
            empty: what to say where there is none.
            says_more: whether its last row says how many lines are below it.
            id: see Textual's `Widget`.
            classes: see Textual's `Widget`.
        """
        super().__init__(id=id, classes=classes)
        self._source: tuple[str | Line, ...] = ()
        self._paint: Painter = plain
        self._empty = empty
        self._says_more = says_more
        self._left = 0

    def show_text(self, text: str, paint: Painter = plain) -> None:
        """Shows a text, each line coloured by `paint`; tabs become blanks."""
        self._show([line.replace("\t", TAB) for line in text.splitlines()], paint)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Shows lines made of (text, palette token) pieces."""
        self._show(list(lines), plain)

    def show_nothing(self, why: str) -> None:
        """Shows no line, and says in the middle why there is none."""
        self._empty = why
        self._source, self._top, self._left = (), 0, 0
        self.redraw()

    def _show(self, source: Sequence[str | Line], paint: Painter) -> None:
        fresh = tuple(source)
        if fresh == self._source and paint == self._paint:
            return
        if fresh[:1] != self._source[:1]:
            self._top = self._left = 0
        self._source, self._paint = fresh, paint
        self.redraw()

    @property
    def text(self) -> str:
        """What is shown, without colours."""
        return "\n".join(
            line if isinstance(line, str) else "".join(text for text, _ in line)
            for line in self._source
        )

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self._source)

    def draw_line(self, y: int) -> Strip:
        """Draws a visible line."""
        width, base = self.size.width, self.token("")
        if not self._source and self._empty and y == self.size.height // 2:
            text = fit(clean(self._empty), width, "center")
            return line_of([(text, self.token("faint"))], width, base)
        number = self.top + y
        if number >= len(self._source):
            return Strip.blank(width, base)
        below = len(self._source) - number
        if self._says_more and below > 1 and y == self.size.height - 1:
            said = f"{sign('↓')} {below} more lines"
            return line_of([(said, self.token("faint"))], width, base)
        line = self._source[number]
        pieces = self._paint(line) if isinstance(line, str) else line
        parts = [(clean(text), self.token(token)) for text, token in pieces]
        return seen_part(joined(parts), self._left, width, base, self.token("faint"))

    def _widest(self) -> int:
        visible = self._source[self._top : self._top + self.size.height]
        return max(
            (
                width_of(line if isinstance(line, str) else "".join(text for text, _ in line))
                for line in visible
            ),
            default=0,
        )

    # Keys

    def action_sideways(self, steps: int) -> None:
        """Scrolls long lines sideways."""
        furthest = max(self._widest() - self.size.width, 0)
        left = min(max(self._left + steps * STEP, 0), furthest)
        if left != self._left:
            self._left = left
            self.redraw()
