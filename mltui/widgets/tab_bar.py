"""One line of tabs; the open one stands in brackets, so that colour alone never says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import line_of, width_of
from mltui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its key, its title and a short note such as a count."""

    key: str
    title: str
    note: str = ""


class TabBar(LineView):
    """Shows tabs and which is open; where there is no room those far from it are left out."""

    @dataclass
    class Chosen(Message, bubble=True):
        """A tab was clicked, or stepped to."""

        bar: TabBar
        key: str

    def __init__(
        self,
        tabs: Sequence[Tab] = (),
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._tabs = tuple(tabs)
        self._open = self._tabs[0].key if self._tabs else ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, tabs: Sequence[Tab], open_key: str | None = None) -> None:
        """Sets the tabs and which is open; unchanged ones draw nothing."""
        self._tabs = tuple(tabs)
        if open_key is not None:
            self._open = open_key
        self.redraw()

    @property
    def open_key(self) -> str:
        """The key of the open tab."""
        return self._open

    def open(self, key: str) -> None:
        """Opens a tab and says so with `Chosen`, unless it is open already."""
        if key != self._open and any(tab.key == key for tab in self._tabs):
            self._open = key
            self.redraw()
            self.post_message(self.Chosen(self, key))

    def step(self, distance: int) -> None:
        """Opens the tab so many places on, from the last to the first again."""
        keys = [tab.key for tab in self._tabs]
        if self._open in keys:
            self.open(keys[(keys.index(self._open) + distance) % len(keys)])

    def draw_line(self, y: int) -> Strip:
        """Draws the titles."""
        width, base = self.size.width, self.token("")
        if y or not self._tabs:
            return Strip.blank(width, base)
        shown = self._fitting(width)
        parts: list[tuple[str, Style]] = []
        self._places = []
        x = 0
        for tab in shown:
            text = _text(tab)
            here = tab.key == self._open
            token = "accent strong" if here else "muted"
            parts.append((f"[{text}]" if here else f" {text} ", self.token(token)))
            length = width_of(text) + 2
            self._places.append((x, x + length, tab.key))
            x += length
        return line_of(parts, width, base)

    def _fitting(self, width: int) -> list[Tab]:
        """Keeps the tabs around the open one for which there is room."""
        index = next((n for n, tab in enumerate(self._tabs) if tab.key == self._open), 0)
        first, last = index, index + 1
        used = width_of(_text(self._tabs[index])) + 2
        while True:
            grown = False
            for side in (last, first - 1):
                if not 0 <= side < len(self._tabs) or first <= side < last:
                    continue
                more = width_of(_text(self._tabs[side])) + 2
                if used + more <= width:
                    used += more
                    first, last = min(first, side), max(last, side + 1)
                    grown = True
            if not grown:
                return list(self._tabs[first:last])

    async def _on_click(self, event: events.Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                self.open(key)


def _text(tab: Tab) -> str:
    return clean(f"{tab.title} {tab.note}".strip())
