"""The dialog that asks for one line of text, such as a new name."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mltui.terminal.sanitise import clean
from mltui.widgets.dialog import Dialog, text_block
from mltui.widgets.prompt import Completions
from mltui.widgets.typed_line import TypedLine


class AskText(Dialog[str | None]):
    """Answers the text, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", priority=True),
        Binding("tab", "complete", "complete", priority=True),
    ]

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        hint: str = "",
        check: Callable[[str], str | None] | None = None,
        complete: Callable[[str], str | None] | None = None,
        destroys: bool = False,
    ) -> None:
        """Makes the question.

        Args:
            title: what is asked.
            text: what already stands there.
            hint: what may be typed; it stands in the field while that is empty, else below it.
            check: gives a sentence about what is wrong with a text, or None.
            complete: gives the text that a beginning completes to, or None.
            destroys: something is lost with the answer that can't be brought back.
        """
        super().__init__()
        self._title = title
        self._text = text
        self._hint = hint
        self._check = check
        self._complete = complete
        self._destroys = destroys

    def compose(self) -> ComposeResult:
        """Builds the box."""
        with Vertical(classes="box -destroys" if self._destroys else "box"):
            yield text_block([self._title], classes="title")
            # Not selected at once: a name is more often changed a little than written anew.
            yield TypedLine(
                clean(self._text),
                placeholder="" if self._text else clean(self._hint),
                compact=True,
                select_on_focus=False,
                suggester=Completions(self._complete) if self._complete else None,
            )
            if self._text and self._hint:
                yield text_block([self._hint], classes="hint")
            yield text_block([""], id="wrong")
            tab = "   tab complete" if self._complete else ""
            yield text_block([f"enter accept{tab}   esc cancel"], classes="keys")

    def on_mount(self) -> None:
        """Takes the keyboard."""
        self.query_one(Input).focus()

    def action_complete(self) -> None:
        """Takes the completion that is shown."""
        self.query_one(Input).action_cursor_right()

    def action_cancel(self) -> None:
        """Closes without an answer."""
        self.dismiss(None)

    @on(Input.Changed)
    def _goes_on(self) -> None:
        # What was wrong was said of another text; an update lays the dialog out anew.
        wrong = self.query_one("#wrong", Static)
        if str(wrong.content):
            wrong.update("")

    @on(Input.Submitted)
    def _accepted(self, event: Input.Submitted) -> None:
        event.stop()
        wrong = self._check(event.value) if self._check else None
        if wrong:
            self.query_one("#wrong", Static).update(Content(clean(wrong)))
        else:
            # What a line cannot show of an old text is only lost where it was changed.
            self.dismiss(self._text if event.value == clean(self._text) else event.value)
