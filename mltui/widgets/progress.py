"""The dialog that shows how far something long is, and can end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from mltui.widgets import glyphs
from mltui.widgets.dialog import Dialog, text_block

#: Cells of the bar.
WIDTH = 40


class Progressing(Dialog[None]):
    """Shows a bar until it is dismissed by whoever does the work; escape asks it to stop."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "cancel", "stop")]

    class Advanced(Message):
        """More is done."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, Progressing.Advanced)

    def __init__(self, title: str, total: int, cancel: Callable[[], None]) -> None:
        """Makes the bar.

        Args:
            title: what is done.
            total: how many there are.
            cancel: asks the work to stop as soon as it can.
        """
        super().__init__()
        self._title = title
        self._total = total
        self._cancel = cancel

    def compose(self) -> ComposeResult:
        """Builds the box."""
        with Vertical(classes="box"):
            yield text_block([self._title], classes="title")
            yield Static(Content(_told(0, self._total)), id="bar", markup=False)
            yield text_block(["esc stop after what is under way"], classes="keys", id="keys")

    @on(Advanced)
    def _advanced(self, message: Advanced) -> None:
        self.query_one("#bar", Static).update(Content(_told(message.done, message.total)))

    def action_cancel(self) -> None:
        """Asks the work to stop; there is no more to press then."""
        self._cancel()
        self.query_one("#bar", Static).update(Content("Stopping…"))
        self.query_one("#keys", Static).update("")


def bar(share: float, width: int) -> str:
    """Draws which share of something is done: `████░░░░`."""
    filled = int(width * min(share, 1))
    return glyphs.sign("█") * filled + glyphs.sign("░") * (width - filled)


def _told(done: int, total: int) -> str:
    """Says how much is done: `████░░░░  1,200 of 10,000`."""
    return f"{bar(done / max(total, 1), WIDTH)}  {done:,} of {total:,}"
