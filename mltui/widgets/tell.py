"""The dialog that tells something line by line and wants nothing but to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from mltui.widgets.dialog import Dialog, text_block


class Tell(Dialog[None]):
    """Shows lines until a key closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "close"),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str], *, bad: bool = False) -> None:
        """Makes the text.

        Args:
            title: what it is about.
            lines: plain text.
            bad: something went wrong.
        """
        super().__init__()
        self._title = title
        self._lines = list(lines)
        self._bad = bad

    def compose(self) -> ComposeResult:
        """Builds the box."""
        with Vertical(classes="box -destroys" if self._bad else "box"):
            yield text_block([self._title], classes="title")
            with VerticalScroll(classes="plan", can_focus=False):
                yield text_block(self._lines)
            yield text_block(["enter close"], classes="keys")

    def action_close(self) -> None:
        """Closes it."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scrolls a long text."""
        self.query_one(".plan", VerticalScroll).scroll_relative(y=lines, animate=False)
