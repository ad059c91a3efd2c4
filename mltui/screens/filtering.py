"""The lines at the bottom that a person types in, and the filter that one of them sets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget

from mltui.terminal.quiet_app import QuietScreen
from mltui.terminal.sanitise import clean
from mltui.widgets.key_bar import KeyBar
from mltui.widgets.keyboard import hold_keys, let_keys_go
from mltui.widgets.prompt import Prompt
from mltui.widgets.working_keys import bound_to

#: A filter being typed is asked for after this pause, seconds.
TYPING_PAUSE_S = 0.2


class FilteredScreen(QuietScreen):
    """A screen with a key bar that can be filtered: `/` opens the line, `esc` clears it."""

    FILTERS: ClassVar[str] = ""
    """What `/` filters by, said in a word or two; empty if the screen has no filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pattern = ""
        self._typing_timer: Timer | None = None
        self._focus_before: Widget | None = None

    def filter_changed(self, pattern: str) -> None:
        """React to a new filter, `""` when it was cleared; it is also in `self.pattern`."""

    def filter_begun(self) -> None:
        """React to the filter line being opened."""

    def filter_ended(self) -> None:
        """React to the filter line being closed, after the filter was taken or given up."""

    def show_frame(self) -> None:
        """Write anew what the frame says; a screen with a frame fills this in."""

    @property
    def has_nothing(self) -> bool:
        """Whether it is known that there is nothing at all, filtered or not."""
        return False

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Hide the filter key where there is nothing to filter."""
        return action != "filter" or (bool(self.FILTERS) and not self.has_nothing)

    def why_idle(self, actions: Sequence[str]) -> str:
        """Return why none of the actions bound to a key does anything now; "" for no word on it.

        Args:
            actions: as the bindings name them, with their arguments.
        """
        return "There is nothing to filter here." if "filter" in actions else ""

    def key_left_over(self, key: str) -> None:
        """Say why a key that is bound here did nothing: what is typed next would be keys, too."""
        said = clean(self.why_idle([binding.action for binding in bound_to(self, key)]))
        # A key that is held down says it once.
        if said and all(notice.message != said for notice in self.app._notifications):
            self.app.notify(said, severity="warning", markup=False)

    def action_filter(self) -> None:
        """Open the filter line."""
        self.open_prompt(
            Prompt(
                "/",
                self.pattern,
                hint=self.FILTERS,
                complete=self.complete_filter,
                choices=self.choices_of_filter,
                id="filter",
            )
        )

    def complete_filter(self, line: str) -> str | None:  # noqa: ARG002
        """Return what a filter half typed completes to, None if to nothing."""
        return None

    def choices_of_filter(self, line: str) -> list[str]:  # noqa: ARG002
        """Return all that a filter half typed can become."""
        return []

    def help_filter(self, line: str) -> tuple[str, str]:  # noqa: ARG002
        """Return what to say of a filter half typed, with its colour's token; "" for nothing."""
        return "", ""

    def open_prompt(self, prompt: Prompt) -> None:
        """Show a prompt at the bottom, unless there is one already."""
        if not self.query(Prompt):
            self._focus_before = self.focused
            hold_keys(self.app)
            if prompt.id == "filter":
                self.filter_begun()
            self.mount(prompt, before=self.query_one(KeyBar))

    def end_prompt(self, prompt: Prompt) -> None:
        """Take the prompt away and give the keyboard back."""
        if prompt.id == "filter":
            self.query_one(KeyBar).show_message("")
            self.filter_ended()
        prompt.remove()
        if self._focus_before is not None and self._focus_before.is_attached:
            self._focus_before.focus()
        let_keys_go(self.app)

    def set_filter(self, pattern: str) -> None:
        """Filter by a pattern; `""` shows everything."""
        if pattern != self.pattern:
            self.pattern = pattern
            self.filter_changed(pattern)
            self.show_frame()

    def help_again(self) -> None:
        """Say anew what there is to say of the filter being typed, if one is."""
        for prompt in self.query(Prompt):
            if prompt.id == "filter":
                self.query_one(KeyBar).show_message(*self.help_filter(prompt.text))

    @on(Prompt.Changed, "#filter")
    def _filter_typed(self, message: Prompt.Changed) -> None:
        if self._typing_timer is not None:
            self._typing_timer.stop()
        self.help_again()
        change = partial(self.set_filter, message.text.strip())
        self._typing_timer = self.set_timer(TYPING_PAUSE_S, change)

    @on(Prompt.Accepted, "#filter")
    def _filter_accepted(self, message: Prompt.Accepted) -> None:
        self._stop_typing()
        self.set_filter(message.text.strip())
        self.end_prompt(message.prompt)

    @on(Prompt.Cancelled, "#filter")
    def _filter_cancelled(self, message: Prompt.Cancelled) -> None:
        self._stop_typing()
        self.set_filter("")
        self.end_prompt(message.prompt)

    def _stop_typing(self) -> None:
        if self._typing_timer is not None:
            self._typing_timer.stop()
            self._typing_timer = None
