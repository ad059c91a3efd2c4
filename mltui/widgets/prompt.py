"""The line at the bottom in which a person types a filter or a jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from mltui.widgets.keyboard import hold_keys, let_keys_go
from mltui.widgets.typed_line import TypedLine


class Prompt(Horizontal):
    """One line of input with a sign in front; removes itself when it is done with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "accept", show=False, priority=True),
        Binding("escape", "cancel", "cancel", priority=True),
        Binding("tab", "complete", "complete", priority=True),
    ]

    class Event(Message):
        """Something was done with a prompt."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__()
            self.prompt = prompt
            self.text = text

        @property
        def control(self) -> Prompt:
            """The prompt that was typed into."""
            return self.prompt

    class Changed(Event):
        """The text changed."""

    class Accepted(Event):
        """`enter` was pressed."""

    class Cancelled(Event):
        """`escape` was pressed."""

    def __init__(
        self,
        sign: str,
        text: str = "",
        *,
        hint: str = "",
        complete: Callable[[str], str | None] | None = None,
        choices: Callable[[str], Sequence[str]] | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Make a prompt.

        Args:
            sign: What stands in front, `/` or `:`.
            text: What is already typed.
            hint: What may be typed, shown while nothing is.
            complete: Returns the text a beginning completes to, or None.
            choices: Returns all that it can become; `tab` goes on to the next one.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._sign = sign
        self._text = text
        self._hint = hint
        self._complete = complete
        self._choices = choices
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        """Yield the sign and the input."""
        yield Static(Content(self._sign), markup=False)
        suggester = Completions(self._complete) if self._complete is not None else None
        yield TypedLine(self._text, placeholder=self._hint, suggester=suggester, compact=True)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.query_one(Input).focus()
        let_keys_go(self.app)

    def action_accept(self) -> None:
        """Be done."""
        hold_keys(self.app)
        self.post_message(self.Accepted(self, self.text))

    def action_cancel(self) -> None:
        """Give up."""
        hold_keys(self.app)
        self.post_message(self.Cancelled(self, self.text))

    def action_complete(self) -> None:
        """Take the completion that is shown; what was taken just now makes way for the next."""
        field = self.query_one(Input)
        text = field.value
        if len(self._offered) > 1 and text in self._offered:
            place = self._offered.index(text) + 1
            self._take(self._offered[place % len(self._offered)])
            return
        first = self._complete(text) if self._complete is not None else None
        if first is None or field.cursor_position < len(text):
            field.action_cursor_right()
            return
        others = self._choices(text) if self._choices is not None else ()
        self._offered = [first, *(one for one in others if one != first)]
        self._take(first)

    def _take(self, text: str) -> None:
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value))


class Completions(Suggester):
    """Suggests what a beginning completes to, as a function has it."""

    def __init__(self, complete: Callable[[str], str | None]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """Return the completed text, None if there is none."""
        return self._complete(value)
