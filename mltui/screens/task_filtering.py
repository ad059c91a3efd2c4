"""The line that filters tasks: what it may hold, and the keys that change a word of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from mltui.live.task_filter import parse_filter
from mltui.live.task_words import Words, ask_words, task_grammar
from mltui.screens.worded_filter import WordedFilter

if TYPE_CHECKING:
    from mltui.api.client import Client
    from mltui.live.filter_words import Grammar

#: What the status key goes through.
STATUSES = ("", "running,queued", "running", "queued", "failed", "completed", "draft")


class TaskFiltering(WordedFilter):
    """A screen whose filter chooses tasks."""

    SAVED = "task filters"
    FILTERS = "name  status:running,queued  tag:prod,!old  user:me  loss/val<0.1  updated<2h"
    KEYS: ClassVar[list[BindingType]] = [
        Binding("f", "next_status", "status"),
        Binding("A", "archived", "archived", show=False),
    ]

    def first_grammar(self) -> Grammar:
        """Return the form of a filter."""
        return task_grammar(Words())

    async def ask_grammar(self, client: Client) -> Grammar:
        """Ask for types, tags, people, projects, metrics and hyperparameters."""
        return task_grammar(await ask_words(client, self.filter_project() or None))

    def filter_project(self) -> str:
        """Return the id of the project whose tasks are chosen from; "" for all."""
        return ""

    def action_next_status(self) -> None:
        """Go through the statuses: all, running and queued, running, queued..."""
        shown = ",".join(parse_filter(self.pattern).statuses)
        known = [",".join(parse_filter(f"status:{words}").statuses) for words in STATUSES]
        index = known.index(shown) if shown in known else 0
        self.set_word("status", STATUSES[(index + 1) % len(STATUSES)])

    def action_archived(self) -> None:
        """Show the archived tasks instead of the others, or the others again."""
        self.set_word("archived", "" if parse_filter(self.pattern).archived else "yes")
