"""A filter line made of words: completed and checked while it is typed, changed by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from mltui.api.errors import ApiError
from mltui.live.filter_line import words_of
from mltui.live.filter_words import Grammar, candidates, choices, complaint, complete, meaning
from mltui.screens.saved_filters import SavedFilters

if TYPE_CHECKING:
    from textual.worker import Worker

    from mltui.api.client import Client

#: What a filter may hold is asked for anew after so long, seconds.
WORDS_S = 300.0


class WordedFilter(SavedFilters):
    """A screen whose filter has a grammar."""

    def __init__(self) -> None:
        super().__init__()
        self.grammar = self.first_grammar()
        self._learned_at = float("-inf")
        self._learning: Worker[None] | None = None
        self._said_nothing = ""

    def first_grammar(self) -> Grammar:
        """Return the form of a filter, before it is known which words the server knows."""
        raise NotImplementedError

    async def ask_grammar(self, client: Client) -> Grammar:
        """Ask which words the server knows."""
        raise NotImplementedError

    def action_filter(self) -> None:
        """Open the filter line, and learn what it may hold."""
        super().action_filter()
        self._learn_once()

    def nothing_fits(self, nothing: str) -> str:
        """Return what to say of an empty list: also what in the filter nothing can fit.

        Args:
            nothing: What there is to say of any filter, such as "No task fits this filter."
        """
        wrong = complaint(self.pattern, self.grammar, finished=True)
        self._said_nothing = "" if wrong else nothing
        if not wrong:
            # The filter may be one that was kept: which words the server knows was never asked.
            self._learn_once()
        return f"{nothing} {wrong}".strip()

    def _learn_once(self) -> None:
        if self._learning is None or self._learning.is_finished:
            self._learning = self._learn()

    @work(exclusive=True, group="words", exit_on_error=False)
    async def _learn(self) -> None:
        client, now = self.host.client, self.host.timing.now()
        if client is not None and abs(now - self._learned_at) > WORDS_S:
            try:
                self.grammar = await self.ask_grammar(client)
            except ApiError:
                return  # the list itself says what is wrong
            self._learned_at = now
            self.help_again()
            if self._said_nothing and self._empty_note == self._said_nothing:
                self.show_note(self.nothing_fits(self._said_nothing))

    def complete_filter(self, line: str) -> str | None:
        """Complete the last word."""
        return complete(line, self.grammar)

    def choices_of_filter(self, line: str) -> list[str]:
        """Return all that the last word can become."""
        return choices(line, self.grammar)

    def help_filter(self, line: str) -> tuple[str, str]:
        """Say what is wrong, else what the last word means or what it can become."""
        if wrong := complaint(line, self.grammar):
            return wrong, "warn"
        return meaning(line, self.grammar) or "  ".join(candidates(line, self.grammar)), "muted"

    def set_word(self, name: str, value: str) -> None:
        """Have one word of the filter say something else; nothing takes it out."""
        words = [word.raw for word in words_of(self.pattern, self.grammar.is_comparison)]
        kept = [word for word in words if word.partition(":")[0].casefold() != name]
        if value:
            kept.insert(0, f"{name}:{value}")
        self.set_filter(" ".join(kept))
