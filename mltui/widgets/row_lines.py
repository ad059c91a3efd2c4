"""The rows of a table as drawn lines: remembered, and made ready before a key asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from mltui.terminal.quiet_app import QuietApp
from mltui.widgets.columns import Placed
from mltui.widgets.rows import Row
from mltui.widgets.table_lines import row_line

_MOST_KNOWN = 600

#: Lines that are made ready at a time: half a millisecond that a key may have to wait.
_AT_A_TIME = 8

#: So long after a key, and between those lines, seconds.
_REST_S = 0.015
_PAUSE_S = 0.001


class RowLines:
    """Lines by their rows: equal rows are the same line."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool, bool], tuple[Row, Strip]] = {}

    def clear(self) -> None:
        """Forgets all lines: columns, width or colours are new."""
        self._known.clear()

    def line(
        self,
        row: Row,
        placed: Iterable[Placed],
        width: int,
        base: Style,
        *,
        dark: bool,
        here: bool,
        marked: bool,
    ) -> Strip:
        """Returns the line of a row; see `row_line`."""
        key = (row.key, here, marked)
        known = self._known.get(key)
        if known is not None and known[0] is row:
            return known[1]
        if known is not None and known[0] == row:
            self._known[key] = (row, known[1])
            return known[1]
        if len(self._known) >= _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        strip = row_line(row, placed, width, base, dark=dark, here=here, marked=marked)
        self._known[key] = (row, strip)
        return strip


class LinesAhead:
    """Makes lines of a widget ready while nobody types, a few at a time.

    Args:
        widget: The widget.
        line: Draws the line at a place, None if it is not known yet.
    """

    def __init__(self, widget: Widget, line: Callable[[int], Strip | None]) -> None:
        self._widget = widget
        self._line = line
        self._places: Iterator[int] = iter(())
        self._timer: asyncio.TimerHandle | None = None

    def prepare(self, top: int, page: int) -> None:
        """Makes the page after the one on the screen ready, and the one before it.

        Args:
            top: The place of the first line on the screen.
            page: Lines on the screen.
        """
        self.stop()
        self._places = chain(range(top + page, top + 2 * page), range(top - page, top))
        # What a key has brought is on its way to the terminal first.
        self._timer = asyncio.get_running_loop().call_later(_REST_S, self._go_on)

    def stop(self) -> None:
        """Makes nothing ready any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        self._timer = None
        widget = self._widget
        if not widget.is_mounted or not isinstance(widget.app, QuietApp):
            return
        some = [*islice(self._places, _AT_A_TIME)]
        drawn = (self._line(place) for place in some)
        widget.app.prepare_lines(widget, [strip for strip in drawn if strip is not None])
        if len(some) == _AT_A_TIME:
            self._timer = asyncio.get_running_loop().call_later(_PAUSE_S, self._go_on)
