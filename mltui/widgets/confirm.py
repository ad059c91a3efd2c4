"""The dialog that says what would happen and asks whether it should."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from mltui.widgets.dialog import Dialog, text_block


class Confirm(Dialog[bool]):
    """Answers True for yes. What destroys needs the `y` key; all else takes enter as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes"),
        Binding("n", "answer(False)", "no"),
        Binding("escape,q", "answer(False)", "no", show=False),
        Binding("enter", "enter", "yes", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, plan: str, *, destroys: bool = False, yes: str = "yes") -> None:
        """Makes the question.

        Args:
            title: what is asked, such as "Reset 2 tasks?".
            plan: lines that say what would change and what not, plain text.
            destroys: something is lost that can't be brought back.
            yes: the word for going on, such as "reset".
        """
        super().__init__()
        self._title = title
        self._plan = plan
        self._destroys = destroys
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Builds the box."""
        keys = (
            f"y {self._yes}   n leave it" if self._destroys else f"enter {self._yes}   esc leave it"
        )
        with Vertical(classes="box -destroys" if self._destroys else "box"):
            yield text_block([self._title], classes="title")
            with VerticalScroll(classes="plan", can_focus=False):
                yield text_block(self._plan.splitlines())
            yield text_block([keys], classes="keys")

    def action_answer(self, yes: bool) -> None:
        """Closes with the answer."""
        self.dismiss(yes)

    def action_enter(self) -> None:
        """Means yes, but not where something would be lost."""
        if not self._destroys:
            self.dismiss(True)

    def action_scroll(self, lines: int) -> None:
        """Scrolls a long plan."""
        self.query_one(".plan", VerticalScroll).scroll_relative(y=lines, animate=False)
