"""The table of every list: 100,000 rows as easily as ten, and only changed cells are sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.strip import Strip

from mltui.widgets import palette, table_messages
from mltui.widgets.columns import Column, Placed, place
from mltui.widgets.line_view import LineView
from mltui.widgets.marked_range import MarkedRange
from mltui.widgets.row_lines import RowLines
from mltui.widgets.rows import Cell, Row, Rows
from mltui.widgets.table_keys import MARKING, TABLE_KEYS
from mltui.widgets.table_lines import GUTTER, content_widths, header_line, row_line
from mltui.widgets.wanted_pages import WantedPages

__all__ = ["Cell", "Column", "Row", "Table"]

_MEASURED = 200  # rows looked at for the width of a column as wide as its content


class Table(LineView, can_focus=True):
    """A table with a cursor, marks and a header, kept by row keys.

    Cursor and scroll position stay with their row while rows come, go and change places around
    it. A long list of the server is shown page by page: `set_total` says how long it is, `put`
    brings pages, and `PageWanted` asks for those that are on the screen or next to it.

    Attributes:
        lacking: How many rows of the range marked last have no mark, for they are not loaded.
    """

    BINDINGS: ClassVar[list[BindingType]] = TABLE_KEYS

    Highlighted: TypeAlias = table_messages.Highlighted
    Selected: TypeAlias = table_messages.Selected
    Marked: TypeAlias = table_messages.Marked
    PageWanted: TypeAlias = table_messages.PageWanted
    HeaderClicked: TypeAlias = table_messages.HeaderClicked

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        header: bool = True,
        page_size: int = 100,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes an empty table.

        Args:
            columns: see `set_columns`.
            header: whether the first line names the columns.
            page_size: rows that `PageWanted` asks for at a time, aligned to multiples of it.
            name: see Textual's `Widget`.
            id: see Textual's `Widget`.
            classes: see Textual's `Widget`.
        """
        super().__init__(name=name, id=id, classes=classes)
        self._columns: tuple[Column, ...] = tuple(columns)
        self._rows = Rows()
        self._header = 1 if header else 0
        self._top = 0
        self._cursor = 0
        self._cursor_key: str | None = None
        self._marks: dict[str, None] = {}
        self._range = MarkedRange()
        self.lacking = 0
        self._placed: tuple[Placed, ...] | None = None
        self._width = 0
        self._content_widths: dict[str, int] = {}
        self._lines = RowLines()
        self._wanted = WantedPages(page_size)
        self._over: dict[str, dict[str, Cell]] = {}

    # What a screen gives

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Sets the columns; rows, cursor and marks stay."""
        if tuple(columns) == self._columns:
            return
        self._columns = tuple(columns)
        self._measure()
        self._lay_out()
        self.redraw()

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Sets all rows. Equal content draws nothing; the cursor stays on its row's key."""
        fresh = Rows(rows)
        old = self._rows
        offset = self._cursor - self._top
        key = self._cursor_key
        if key is not None and fresh.index_of(key) is None:
            key = old.survivor(self._cursor, fresh)
        self._rows = fresh
        self._after_change(key, offset)

    def set_total(self, total: int) -> None:
        """Says how many rows a paged list has; those not put yet are shown as placeholders."""
        self._rows.paged = True
        if total != len(self._rows):
            offset = self._cursor - self._top
            self._rows.set_total(total)
            self._after_change(self._cursor_key, offset)
        self._want_pages()

    def put(self, start: int, rows: Sequence[Row]) -> None:
        """Sets a page of a paged list: the rows from index `start` on."""
        self._rows.paged = True
        self._wanted.came(start, len(rows))
        offset = self._cursor - self._top
        self._rows.put(start, rows)
        self._after_change(self._cursor_key, offset)
        if self._range.is_open and self.lacking:
            self._mark_range()
            self._want_pages()
        self._rows.forget_far(self._cursor)
        if self._top:
            self._prepare()  # who has left the start goes on

    def wants(self, start: int) -> bool:
        """Says whether the page at this index was asked for and has not come yet."""
        return start in self._wanted

    def ask_again(self) -> None:
        """Forgets which pages were asked for, so that missing ones are wanted again."""
        self._wanted.clear()
        self._want_pages()

    def clear(self, *, keep_marks: bool = False) -> None:
        """Removes all rows and marks (another list will follow).

        Args:
            keep_marks: the same list follows in another order, page by page.
        """
        marks = self._marks if keep_marks else {}
        self._rows = Rows()
        self._range.end()
        if keep_marks:
            self.lacking = 0  # of a range in the order that was
        else:
            self._set_marks({})
        self._wanted.clear()
        self._cursor = self._top = 0
        self._marks = {}
        self._after_change(None, 0)
        self._marks = marks

    def overlay(self, cells: Mapping[str, Mapping[str, Cell]]) -> None:
        """Draws cells, by row key and column, over those of the rows until it is called again.

        For what is under way and not yet in the rows that the server gives.
        """
        before, self._over = self._over, {key: dict(of_row) for key, of_row in cells.items()}
        rows = before.keys() | self._over.keys()
        self._redraw_rows({key for key in rows if before.get(key) != self._over.get(key)})

    def mark(self, keys: Iterable[str]) -> None:
        """Marks just these rows; those that are gone are left out."""
        self._range.end()
        known = self._rows
        self._set_marks({k: None for k in keys if known.paged or known.index_of(k) is not None})

    # What a screen asks

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None without rows or while it is unknown."""
        return self._cursor_key

    @property
    def cursor_index(self) -> int:
        """The index of the row under the cursor, from 0."""
        return self._cursor

    @property
    def total(self) -> int:
        """How many rows there are, known or not."""
        return len(self._rows)

    @property
    def shown_columns(self) -> frozenset[str]:
        """The keys of the columns that there is room for."""
        return frozenset(each.column.key for each in self._placed or ())

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked rows, in the order they were marked."""
        return tuple(self._marks)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys that an action is about: the marked rows, or else the cursor's."""
        if self._marks:
            return self.marked
        return () if self._cursor_key is None else (self._cursor_key,)

    def row(self, key: str) -> Row | None:
        """Gives the row of a key, if it is known."""
        index = self._rows.index_of(key)
        return None if index is None else self._rows.at(index)

    @property
    def visible_range(self) -> tuple[int, int]:
        """First visible index and number of visible places, for refreshing a paged list."""
        return self._top, self._page()

    def move_to(self, key: str) -> bool:
        """Puts the cursor on a row; False where no row has the key."""
        index = self._rows.index_of(key)
        if index is None:
            return False
        self._move(index)
        return True

    def move_to_index(self, index: int) -> None:
        """Puts the cursor on the row at an index, or the nearest there is."""
        self._move(index)

    def clear_marks(self) -> bool:
        """Removes all marks; False where there were none (so that escape can mean "back")."""
        if not self._marks and not self._range.is_open:
            return False
        self._range.end()
        self._set_marks({})
        return True

    # Drawing

    def drawing_changed(self) -> None:
        """Lays the columns out for the new size and forgets what was drawn."""
        self._lay_out()
        self._keep_cursor_visible()
        self._want_pages()

    def draw_line(self, y: int) -> Strip:
        """Draws the header or the row at a visible line."""
        if self._placed is None:
            self._lay_out()
        if y < self._header:
            return header_line(self._placed or (), self._width, self.token)
        index = self._top + y - self._header
        if index >= len(self._rows):
            return Strip.blank(self._width, self.token(""))
        return self._row_line(self._rows.at(index), here=index == self._cursor)

    def _row_line(self, row: Row | None, *, here: bool) -> Strip:
        base, dark = self.token(""), self.dark
        marked = row is not None and row.key in self._marks
        if here:
            focused = self.has_focus or not self.can_focus
            base += palette.background("cursor" if focused else "cursor-blurred", dark)
        elif marked:
            base += palette.background("marked", dark)
        placed, width = self._placed or (), self._width
        if row is not None and row.key in self._over:
            row = replace(row, cells={**row.cells, **self._over[row.key]})
        draw = partial(row_line, row, placed, width, base, dark=dark, here=here, marked=marked)
        return draw() if row is None else self._lines.line(row, here=here, marked=marked, draw=draw)

    def _redraw_rows(self, keys: Collection[str]) -> None:
        """Draws some rows again, as far as they are in sight: a person waits for just these."""
        end = min(self._top + self._page(), len(self._rows))
        in_sight = (self._rows.at(index) for index in range(self._top, end))
        lines = [y for y, row in enumerate(in_sight, self._header) if row and row.key in keys]
        if lines:
            self.redraw(lines[0], lines[-1] + 1)
        elif not self.size:
            self.redraw()  # what is hidden is drawn anew when it is seen again

    def _prepare(self) -> None:
        """Has the next page made ready, and the one before."""
        pieces = self._lines.pages_around(self._top, self._page())
        self.ahead.begin(partial(self._prepare_rows, each) for each in pieces)

    def _prepare_rows(self, places: Iterable[int]) -> None:
        rows = (self._rows.at(place) for place in places)
        self.prepare([self._row_line(row, here=False) for row in rows if row is not None])

    def _measure(self) -> None:
        """Measures the content of the columns that are as wide as their content."""
        keys = [c.key for c in self._columns if c.width is None and not c.flex]
        if not keys:
            return
        places = {*range(min(_MEASURED, len(self._rows)))}
        places.update(range(self._top, min(self._top + self._page(), len(self._rows))))
        widths = content_widths(map(self._rows.at, places), keys)
        # Columns may grow at once but don't shrink while the list lives: a table that
        # jitters can't be read, and each jump would resend everything.
        known = self._content_widths
        self._content_widths = {key: max(width, known.get(key, 0)) for key, width in widths.items()}

    def _lay_out(self) -> None:
        self._width = self.size.width
        room = self._width - GUTTER - 1  # a free cell at the right end
        self._placed = place(self._columns, room, self._content_widths)
        self._lines.begin(self._page())

    # Changes of rows, cursor and scroll position

    def _page(self) -> int:
        return max(self.size.height - self._header, 1)

    def _after_change(self, key: str | None, offset: int) -> None:
        """Finds the cursor's row again, keeps it on its line of the screen, redraws."""
        index = self._rows.index_of(key)
        if index is not None:
            at_start = self._top == 0
            self._cursor = index
            # At the very start of a list new rows should be seen coming in; further down
            # the row under the cursor keeps its line.
            self._top = 0 if at_start else index - offset
        before = self._content_widths
        self._measure()
        if self._content_widths != before:
            self._lay_out()
        if self._marks and not self._rows.paged:
            alive = {k: None for k in self._marks if self._rows.index_of(k) is not None}
            if len(alive) != len(self._marks):
                self._marks = alive
                self.post_message(self.Marked(self, self.marked))
        self._keep_cursor_visible()
        self._tell_cursor()
        self.redraw()
        self._want_pages()

    def _keep_cursor_visible(self) -> None:
        total, page = len(self._rows), self._page()
        self._cursor = min(max(self._cursor, 0), max(total - 1, 0))
        self._top = min(max(self._top, 0), max(total - page, 0))
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + page:
            self._top = self._cursor - page + 1

    def _tell_cursor(self) -> None:
        row = self._rows.at(self._cursor)
        key = row.key if row else None
        if key != self._cursor_key:
            if key is None or self._cursor_key is None:
                self.refresh_bindings()
            self._cursor_key = key
            self.post_message(self.Highlighted(self, key))

    def _want_pages(self) -> None:
        """Asks for what is unknown of the visible page, the next and the one before."""
        if not self._rows.paged or not self.size:
            return
        pages = [*self._wanted.lacking(self._rows, self._top, self._page())]
        pages += self._wanted.next_within(self._rows, *self._range.near(self._rows, self._cursor))
        for begin in pages:
            self.post_message(self.PageWanted(self, begin, self._wanted.size))

    def _move(self, index: int, top: int | None = None) -> None:
        if not len(self._rows):
            return
        before = self._top
        if top is not None:
            self._top = top
        self._cursor = index
        self._keep_cursor_visible()
        self.redraw()
        self._tell_cursor()
        if self._range.is_open:
            self._mark_range()
        self._want_pages()
        if self._top != before:
            self._prepare()

    def _set_marks(self, marks: dict[str, None], lacking: int = 0) -> None:
        same = marks.keys() == self._marks.keys()
        if not same or lacking != self.lacking:
            self._marks, self.lacking = marks, lacking
            self.post_message(self.Marked(self, self.marked))
        if not same:
            self.redraw()

    def _mark_range(self) -> None:
        marks = self._range.marks(self._rows, self._cursor)
        if marks is not None:
            self._set_marks(marks, self._range.lacking)

    # Keys and mouse

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers marks only where there are rows."""
        if action in MARKING and not self.total:
            return False
        return super().check_action(action, parameters)

    def action_down(self) -> None:
        """Moves the cursor down a row."""
        self._move(self._cursor + 1)

    def action_up(self) -> None:
        """Moves the cursor up a row."""
        self._move(self._cursor - 1)

    def action_top(self) -> None:
        """Moves the cursor to the first row."""
        self._move(0)

    def action_bottom(self) -> None:
        """Moves the cursor to the last row."""
        self._move(len(self._rows) - 1)

    def action_page_down(self) -> None:
        """Moves a page down."""
        self._move(self._cursor + self._page(), self._top + self._page())

    def action_page_up(self) -> None:
        """Moves a page up."""
        self._move(self._cursor - self._page(), self._top - self._page())

    def action_half_down(self) -> None:
        """Moves half a page down."""
        half = max(self._page() // 2, 1)
        self._move(self._cursor + half, self._top + half)

    def action_half_up(self) -> None:
        """Moves half a page up."""
        half = max(self._page() // 2, 1)
        self._move(self._cursor - half, self._top - half)

    def action_open(self) -> None:
        """Says that the row under the cursor was opened."""
        if self._cursor_key is not None:
            self.post_message(self.Selected(self, self._cursor_key))

    def action_mark(self) -> None:
        """Marks the cursor's row or takes its mark away, and moves on; ends a range."""
        if self._range.is_open:
            self._range.end()
            return
        key = self._cursor_key
        if key is None:
            return
        marks = dict(self._marks)
        if key in marks:
            del marks[key]
        else:
            marks[key] = None
        self._set_marks(marks)
        self._move(self._cursor + 1)

    def action_mark_range(self) -> None:
        """Starts marking from the cursor's row to wherever the cursor moves; again ends it."""
        if self._range.is_open or self._cursor_key is None:
            self._range.end()
            return
        self._range.begin(self._cursor_key, self._marks)
        self._mark_range()

    async def _on_click(self, event: events.Click) -> None:
        if event.y < self._header:
            for placed in self._placed or ():
                if placed.x <= event.x - GUTTER < placed.x + placed.width:
                    self.post_message(self.HeaderClicked(self, placed.column.key))
            return
        index = self._top + event.y - self._header
        if index < len(self._rows):
            again = index == self._cursor and event.chain > 1
            self._move(index)
            if again:
                self.action_open()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def _scroll(self, lines: int) -> None:
        page = self._page()
        top = min(max(self._top + lines, 0), max(len(self._rows) - page, 0))
        if top != self._top:
            self._move(min(max(self._cursor, top), top + page - 1), top)

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self._lines.clear()
        self.call_after_refresh(self.redraw)

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._lines.clear()
        self.call_after_refresh(self.redraw)
