"""The line that filters tasks: what it may hold, and the keys that change a word of it."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from mltui.api.errors import ApiError
from mltui.live.filter_words import Words, ask_words, candidates, complaint, complete
from mltui.live.task_filter import filter_words, parse_filter
from mltui.screens.saved_filters import SavedFilters

#: What the status key goes through.
STATUSES = ("", "running,queued", "running", "queued", "failed", "completed", "draft")

#: What a filter may hold is asked for anew after so long, seconds.
WORDS_S = 300.0


class TaskFiltering(SavedFilters):
    """A screen whose filter chooses tasks."""

    FILTERS = "name  status:running,queued  tag:prod,!old  user:me  loss/val<0.1  updated<2h"
    KEYS: ClassVar[list[BindingType]] = [
        Binding("f", "next_status", "status"),
        Binding("A", "archived", "archived", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._words = Words()
        self._words_at = float("-inf")

    def action_filter(self) -> None:
        """Open the filter line, and learn what it may hold."""
        super().action_filter()
        self._learn_words()

    @work(exclusive=True, group="words", exit_on_error=False)
    async def _learn_words(self) -> None:
        client, now = self.host.client, self.host.timing.now()
        if client is not None and now - self._words_at > WORDS_S:
            try:
                self._words = await ask_words(client, self.filter_project() or None)
            except ApiError:
                return  # the list itself says what is wrong
            self._words_at = now

    def filter_project(self) -> str:
        """Return the id of the project whose tasks are chosen from; "" for all."""
        return ""

    def complete_filter(self, line: str) -> str | None:
        """Complete the last word."""
        return complete(line, self._words)

    def help_filter(self, line: str) -> tuple[str, str]:
        """Say what is wrong, else what the last word can become."""
        wrong = complaint(line, self._words)
        return (wrong, "warn") if wrong else ("  ".join(candidates(line, self._words)), "muted")

    def action_next_status(self) -> None:
        """Go through the statuses: all, running and queued, running, queued..."""
        shown = ",".join(parse_filter(self.pattern).statuses)
        known = [",".join(parse_filter(f"status:{words}").statuses) for words in STATUSES]
        index = known.index(shown) if shown in known else 0
        self._set_word("status", STATUSES[(index + 1) % len(STATUSES)])

    def action_archived(self) -> None:
        """Show the archived tasks instead of the others, or the others again."""
        self._set_word("archived", "" if parse_filter(self.pattern).archived else "yes")

    def _set_word(self, name: str, value: str) -> None:
        words = [word.raw for word in filter_words(self.pattern)]
        kept = [word for word in words if not word.startswith(f"{name}:")]
        if value:
            kept.insert(0, f"{name}:{value}")
        self.set_filter(" ".join(kept))
