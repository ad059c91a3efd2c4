"""The dialog that shows a text, such as a coloured difference, and wants nothing but to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.series.highlight import difference
from mltui.widgets.dialog import Dialog, keys_of_text, rows_for_text, text_block
from mltui.widgets.text_view import TextView


class ReadText(Dialog[None]):
    """Shows lines until a key closes it; those of a difference in its colours."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "close")]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        """Makes the text.

        Args:
            title: what it is about.
            lines: plain text, or that of unified differences.
        """
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Builds the box."""
        keys = keys_of_text("esc close", len(self._lines), self.app.size.height)
        with Vertical(classes="box -difference"):
            yield text_block([self._title], classes="title")
            yield TextView(says_more=True)
            yield text_block([keys], classes="keys")

    def on_mount(self) -> None:
        """Shows the text, as tall as it is."""
        view = self.query_one(TextView)
        view.show_text("\n".join(self._lines), difference)
        view.styles.height = rows_for_text(len(self._lines), self.size.height)
        view.focus()

    def action_close(self) -> None:
        """Closes it."""
        self.dismiss(None)
