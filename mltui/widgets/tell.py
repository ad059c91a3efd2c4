"""The dialog that tells something line by line and wants nothing but to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mltui.terminal.sanitise import clean
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.folding import hanging


class HangingLines(Widget):
    """Lines of which a long one goes on below its text, to the right of what stands before it."""

    DEFAULT_CSS = "HangingLines { height: auto; }"

    def __init__(self, lines: Sequence[str], hang: int) -> None:
        """Makes the text.

        Args:
            lines: plain text.
            hang: cells at the beginning of each line that stand before its text, such as a time.
        """
        super().__init__()
        cleaned = map(clean, lines)
        self._lines = [((line[:hang], ""), (line[hang:], "")) for line in cleaned]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Takes as many rows as there are in that width."""
        return len(hanging(self._lines, width))

    def render(self) -> Content:
        """Folds the lines into the width that there is."""
        rows = hanging(self._lines, self.content_size.width)
        return Content("\n".join("".join(text for text, _ in row) for row in rows))


class Tell(Dialog[None]):
    """Shows lines until a key closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "close"),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(
        self, title: str, lines: Sequence[str], *, bad: bool = False, hang: int = 0
    ) -> None:
        """Makes the text.

        Args:
            title: what it is about.
            lines: plain text.
            bad: something went wrong.
            hang: cells of each line that stand before its text, see `HangingLines`.
        """
        super().__init__()
        self._title = title
        self._lines = list(lines)
        self._bad = bad
        self._hang = hang

    def compose(self) -> ComposeResult:
        """Builds the box."""
        with Vertical(classes="box -wide -destroys" if self._bad else "box -wide"):
            yield text_block([self._title], classes="title")
            with VerticalScroll(classes="plan", can_focus=False):
                yield HangingLines(self._lines, self._hang)
            yield text_block(["enter close"], classes="keys")

    def action_close(self) -> None:
        """Closes it."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scrolls a long text."""
        self.query_one(".plan", VerticalScroll).scroll_relative(y=lines, animate=False)
