"""A log that follows its end, scrolls back, wraps, and keeps the colours of its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.terminal.sgr import Look
from mltui.widgets import log_messages, palette
from mltui.widgets.cells import fit, joined, line_of, seen_part
from mltui.widgets.glyphs import sign
from mltui.widgets.line_view import LineView
from mltui.widgets.log_lines import LogLine, LogLines, breaks, pieces_of, row_count

__all__ = ["LogLine", "LogView"]

_STEP = 8
_NEAR_TOP = 20


class LogView(LineView, can_focus=True):
    """Shows the lines of a log; at its end it follows what is added.

    While it follows, the last line stands on the last row as soon as there are more than fit.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_by(1)", "Down", show=False),
        Binding("k,up", "scroll_by(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("ctrl+d", "half(1)", "Half a page down", show=False),
        Binding("ctrl+u", "half(-1)", "Half a page up", show=False),
        Binding("g,home", "top", "Top", show=False),
        Binding("G,end", "follow", "End", show=False),
        Binding("f", "toggle_follow", "Follow"),
        Binding("w", "wrap", "Wrap"),
        Binding("h,left", "sideways(-1)", "Left", show=False),
        Binding("l,right", "sideways(1)", "Right", show=False),
    ]

    FollowChanged: TypeAlias = log_messages.FollowChanged
    EarlierWanted: TypeAlias = log_messages.EarlierWanted
    LaterWanted: TypeAlias = log_messages.LaterWanted
    NotFound: TypeAlias = log_messages.NotFound

    def __init__(
        self,
        *,
        limit: int = 100_000,
        empty: str = "nothing was written yet",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes an empty log.

        Args:
            limit: lines kept; beyond it the oldest go.
            empty: what to say where there are no lines.
            name: see Textual's `Widget`.
            id: see Textual's `Widget`.
            classes: see Textual's `Widget`.
        """
        super().__init__(name=name, id=id, classes=classes)
        self._known = self._log_lines = LogLines(limit)
        self._found: int | None = None
        self._more_below = False
        self._empty = empty
        self._following = True
        self._wrap = True
        self._prefixes = False
        self._left = 0
        self._top = (0, 0)  # number of the first visible line, and which of its rows
        self._unseen = 0
        self._layout: list[tuple[int, int]] | None = None
        self._strips: dict[tuple[LogLine, int, int, bool], Strip] = {}

    # What a screen gives and asks

    def extend(self, lines: Iterable[str | LogLine], *, new: bool = True) -> None:
        """Adds messages, each one or several lines, at the end; tells how many new ones wait."""
        added = self._take(lines)
        if not self._following:
            self._unseen += added if new else 0
        self._keep_place()
        self._draw()

    def prepend(self, lines: Iterable[str | LogLine]) -> None:
        """Adds older messages in front; what is on the screen stays where it is."""
        self._known.prepend(lines)
        self._keep_place()
        self._draw()

    def _take(self, lines: Iterable[str | LogLine]) -> int:
        return self._known.extend(lines)

    def note_unseen(self, count: int) -> None:
        """Counts lines that came but are not among those known here."""
        self._unseen += count
        self._draw()

    def clear(self) -> None:
        """Removes all lines and follows again."""
        self._known.clear()
        self._found, self._more_below = None, False
        self._top, self._left, self._unseen = (0, 0), 0, 0
        self._set_following(True)
        self._draw()

    def say_where_empty(self, text: str) -> None:
        """Sets what to say where there are no lines."""
        self._empty = text
        self._draw()

    @property
    def following(self) -> bool:
        """Whether the end of the log is kept on the screen."""
        return self._following

    @property
    def wrap(self) -> bool:
        """Whether long lines are broken into rows."""
        return self._wrap

    @property
    def line_count(self) -> int:
        """How many lines are kept."""
        return len(self._log_lines)

    @property
    def known(self) -> LogLines:
        """The lines that are kept, also those that are filtered away."""
        return self._known

    @property
    def more_below(self) -> bool:
        """Whether more follows the last known line, so that the end cannot be followed."""
        return self._more_below

    @more_below.setter
    def more_below(self, more: bool) -> None:
        self._more_below = more
        if more:
            self._set_following(False)

    @property
    def top_time(self) -> float:
        """When the line at the top was written, epoch milliseconds; 0 where there is none."""
        lines = self._log_lines
        return lines.at(self._top[0]).time if len(lines) else 0.0

    @property
    def visible_text(self) -> list[str]:
        """The lines on the screen, without colours."""
        rows = self._rows_from(self._top, self._room())
        numbers = dict.fromkeys(number for number, _ in rows)
        return [
            "".join(text for text, _ in pieces_of(self._log_lines.at(number))) for number in numbers
        ]

    def go_to(self, number: int) -> None:
        """Shows a line, a third of the screen from the top, and marks it as found."""
        self._found = number
        self._set_following(False)
        self._top = self._moved((number, 0), -(self._room() // 3))
        self._clamp()
        self._strips.clear()
        self._draw()

    def go_to_time(self, time: float) -> None:
        """Shows the first line of that time (epoch milliseconds) or later."""
        lines = self._log_lines
        number = next((n for n, line in enumerate(lines, lines.first) if line.time >= time), None)
        self.go_to(lines.end - 1 if number is None else number)

    def show_prefixes(self, shown: bool) -> None:
        """Sets whether the prefixes of lines (such as times) stand before them."""
        self._prefixes = shown
        self.drawing_changed()
        self.redraw()

    def prefix_of(self, line: LogLine) -> str:
        """Gives what stands before a line where prefixes are shown; a subclass may say."""
        return line.prefix

    def nothing(self) -> str:
        """Gives what to say where there is no line to show."""
        return self._empty

    def parts_of(self, line: LogLine) -> Iterator[tuple[str, Look, bool]]:
        """Gives the parts of a line with their colours; a subclass may say which stand out."""
        return ((text, look, False) for text, look in pieces_of(line))

    # Drawing

    def drawing_changed(self) -> None:
        """Breaks the lines anew for another width."""
        self._strips.clear()
        self._layout = None
        self._keep_place()

    def draw_line(self, y: int) -> Strip:
        """Draws the row at a visible line."""
        base, width = self.token(""), self.size.width
        if not len(self._log_lines):
            if y == self.size.height // 2:
                return line_of(
                    [(fit(self.nothing(), width, "center"), self.token("faint"))], width, base
                )
            return Strip.blank(width, base)
        if not self._following and y == self.size.height - 1:
            return self._paused_line()
        if self._layout is None:
            self._layout = self._rows_from(self._top, self._room())
        if y >= len(self._layout):
            return Strip.blank(width, base)
        number, row = self._layout[y]
        line = self._log_lines.at(number)
        found = number == self._found
        key = (line, row, self._left, found)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > 1000:
                self._strips.clear()
            strip = self._strips[key] = self._row_strip(line, row, found)
        return strip

    def _row_strip(self, line: LogLine, row: int, found: bool) -> Strip:
        base, width = self.token(""), self.size.width
        dark = self.dark
        hit = palette.background("marked", dark) + palette.style("accent strong", dark)
        # Of all that match, the one that was gone to is the other way round.
        hit += Style(reverse=found)
        whole = joined(
            (text, base + (hit if stands_out else palette.console_style(look, dark)))
            for text, look, stands_out in self.parts_of(line)
        )
        prefix = self._prefix(line)
        room = width - len(prefix)
        if self._wrap:
            start, end = breaks(pieces_of(line), room)[row]
            shown = whole.crop(start, min(end, whole.cell_length))
        else:
            shown = seen_part(whole, self._left, room, base, self.token("faint"))
        if prefix:
            head = prefix if row == 0 else " " * len(prefix)
            shown = Strip.join([joined([(head, self.token("faint"))]), shown])
        return shown.adjust_cell_length(width, base)

    def _prefix(self, line: LogLine) -> str:
        prefix = clean(self.prefix_of(line)) if self._prefixes else ""
        if not prefix:
            return ""
        return prefix + " " if prefix.isascii() and len(prefix) < self.size.width // 2 else ""

    def _paused_line(self) -> Strip:
        width, base = self.size.width, self.token("")
        below = f"{self._unseen} new below" if self._unseen else "paused"
        text = f" {sign('↓')} {below}, f follows "
        style = self.token("accent")
        rule = sign("─") * max(width - len(text) - 1, 0)
        return line_of([(rule, self.token("frame")), (text, style)], width, base)

    # Rows and position

    def _room(self) -> int:
        """Gives how many rows there are for text."""
        return max(self.size.height - (0 if self._following else 1), 1)

    def _row_count(self, number: int) -> int:
        if not self._wrap:
            return 1
        line = self._log_lines.at(number)
        return row_count(line, self.size.width - len(self._prefix(line)))

    def _rows_from(self, top: tuple[int, int], count: int) -> list[tuple[int, int]]:
        rows: list[tuple[int, int]] = []
        number, row = top
        while len(rows) < count and number < self._log_lines.end:
            total = self._row_count(number)
            rows.extend((number, each) for each in range(row, total))
            number, row = number + 1, 0
        return rows[:count]

    def _before_end(self, rows: int) -> tuple[int, int]:
        """Finds the position that lies `rows` rows before the end."""
        return self._moved((self._log_lines.end, 0), -rows)

    def _moved(self, position: tuple[int, int], rows: int) -> tuple[int, int]:
        """Moves a position by rows, up for negative ones, within what is known."""
        number, row = position
        row += rows
        while row < 0 and number > self._log_lines.first:
            number -= 1
            row += self._row_count(number)
        if row < 0:
            return self._log_lines.first, 0
        while number < self._log_lines.end and row >= self._row_count(number):
            row -= self._row_count(number)
            number += 1
        return (number, row) if number < self._log_lines.end else (self._log_lines.end, 0)

    def _keep_place(self) -> None:
        """Stays at the end while it is followed, else at the lines that are looked at."""
        if self._following:
            self._top = self._before_end(self._room())
        else:
            self._clamp()

    def _clamp(self) -> None:
        last = self._before_end(self._room())
        first = (self._log_lines.first, 0)
        self._top = max(self._top, first)
        if not self._following:
            self._top = max(min(self._top, last), first)

    def _draw(self) -> None:
        self._layout = None
        self.redraw()

    def _set_following(self, following: bool) -> None:
        if following != self._following:
            self._following = following
            self._unseen = 0
            self.post_message(self.FollowChanged(self, following))

    def _scroll(self, rows: int) -> None:
        if rows < 0 and self._following:
            if self._top <= (self._log_lines.first, 0):
                self._want_earlier()
                return
            self._set_following(False)
        self._top = self._moved(self._top, rows)
        if rows > 0 and self._more_below:
            last = self._before_end(self._room())
            self._top = min(self._top, last)
            if last[0] - self._top[0] < _NEAR_TOP:
                self.post_message(self.LaterWanted(self))
        elif rows > 0 and not self._following and self._top >= self._before_end(self._room()):
            self._set_following(True)
            self._top = self._before_end(self._room())
        self._clamp()
        self._want_earlier()
        self._draw()

    def _want_earlier(self) -> None:
        if self._top[0] - self._log_lines.first < _NEAR_TOP:
            self.post_message(self.EarlierWanted(self))

    # Keys and mouse

    def action_scroll_by(self, rows: int) -> None:
        """Scrolls by rows."""
        self._scroll(rows)

    def action_page(self, pages: int) -> None:
        """Scrolls by pages."""
        self._scroll(pages * max(self._room() - 1, 1))

    def action_half(self, halves: int) -> None:
        """Scrolls by halves of a page."""
        self._scroll(halves * max(self._room() // 2, 1))

    def action_top(self) -> None:
        """Goes to the first known line."""
        self._set_following(False)
        self._top = (self._log_lines.first, 0)
        self._clamp()
        self._want_earlier()
        self._draw()

    def action_follow(self) -> None:
        """Goes to the end and follows it."""
        self._more_below = False
        self._found = None
        self._set_following(True)
        self._top = self._before_end(self._room())
        self._draw()

    def action_toggle_follow(self) -> None:
        """Follows the end, or stays where it is."""
        if self._following:
            self._set_following(False)
            self._clamp()
            self._draw()
        else:
            self.action_follow()

    def action_wrap(self) -> None:
        """Breaks long lines into rows, or lets them run out of the screen."""
        self._wrap = not self._wrap
        self._left = 0
        self._top = (self._top[0], 0)
        self.drawing_changed()
        self.redraw()

    def action_sideways(self, steps: int) -> None:
        """Shows what is to the left or right of lines that run out of the screen."""
        if not self._wrap:
            self._left = max(self._left + steps * _STEP, 0)
            self._draw()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)
