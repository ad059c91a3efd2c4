"""The dialog that shows what would differ, coloured, and asks whether to send it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mltui.series.highlight import difference
from mltui.widgets.dialog import Dialog, keys_of_text, rows_for_text, text_block
from mltui.widgets.text_view import TextView


class ConfirmDifference(Dialog[bool]):
    """Answers True for yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "answer(True)", "send"),
        Binding("escape,q,n", "answer(False)", "leave it", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str], yes: str = "send") -> None:
        """Makes the question.

        Args:
            title: what is asked.
            lines: of a unified difference.
            yes: the word for going on.
        """
        super().__init__()
        self._title = title
        self._lines = lines
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Builds the box."""
        keys = f"enter {self._yes}   esc leave it"
        keys = keys_of_text(keys, len(self._lines), self.app.size.height)
        with Vertical(classes="box -difference"):
            yield text_block([self._title], classes="title")
            yield TextView(says_more=True)
            yield text_block([keys], classes="keys")

    def on_mount(self) -> None:
        """Shows the difference, as tall as it is."""
        view = self.query_one(TextView)
        view.show_text("\n".join(self._lines), difference)
        view.styles.height = rows_for_text(len(self._lines), self.size.height)
        view.focus()

    def action_answer(self, yes: bool) -> None:
        """Closes with the answer."""
        self.dismiss(yes)
