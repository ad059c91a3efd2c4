"""The consoles of two tasks, line by line: what is only in one, and what is only in the other."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from textual import on

from mltui.live.console import ask_earlier
from mltui.series.console import lines_of
from mltui.terminal import sgr
from mltui.terminal.sanitise import clean
from mltui.widgets.lines import Line
from mltui.widgets.log_view import LogView

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The newest messages of each console that are compared.
MOST_MESSAGES = 1000

#: What stands before a line that only the first has, only the second, or both.
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", " ": ""}


class ConsolesQuestion:
    """A feed's question: the difference of two consoles if one of the tasks changed, else None."""

    def __init__(self, tasks: Sequence[str], changed: Callable[[], object]) -> None:
        """Make the question.

        Args:
            tasks: The tasks' ids; the first two are compared.
            changed: Returns what is another object once a task reported.
        """
        self._tasks = tuple(tasks[:2])
        self._changed = changed
        self._seen: object = None

    async def __call__(self, client: Client) -> list[str] | None:
        """Put the question; None means that nothing is new."""
        stamp = self._changed()
        if stamp is not None and stamp is self._seen:
            return None
        texts = []
        for task in self._tasks:
            page = await ask_earlier(client, task, None)
            newest = page.messages[-MOST_MESSAGES:]
            texts.append([line for message in newest for line in lines_of(message.text)])
        found = await asyncio.to_thread(_difference, *texts)
        self._seen = stamp
        return found


def _difference(before: list[str], after: list[str]) -> list[str]:
    """Mark lines as a difference does: red in the first alone, green in the second alone."""
    first, second = ([sgr.strip(line) for line in lines] for lines in (before, after))
    found = difflib.unified_diff(first, second, n=3, lineterm="")
    # Before the lines there are two that name the files.
    return [
        f"{_COLOURS[line[0]]}{line[0]} {line[1:]}"
        for line in islice(found, 2, None)
        if line[:1] in _COLOURS
    ] or ["the last lines of both are the same"]


def signs(names: Sequence[str]) -> list[Line]:
    """Return what the signs before the lines mean."""
    given = zip("-+", names, ("bad", "good"), strict=False)
    return [tuple((f" {sign} only {clean(name)}  ", token) for sign, name, token in given)]


class ConsoleDifference(LogView):
    """The difference of two consoles; it waits with what is new while somebody reads."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, empty="asking for the consoles…")
        self._drawn: list[str] = []
        self._latest: list[str] = []

    def show_difference(self, lines: list[str]) -> None:
        """Show these lines, once the end is looked at again if it is not now."""
        self._latest = lines
        if self.following:
            self._take_latest()
        elif lines != self._drawn:
            self.note_unseen(max(len(lines) - self.line_count, 1))

    def _take_latest(self) -> None:
        if self._latest != self._drawn:
            self._drawn = self._latest
            self.clear()
            self.extend(self._latest)

    @on(LogView.FollowChanged)
    def _follow_changed(self, message: LogView.FollowChanged) -> None:
        message.stop()
        if message.following:
            self._take_latest()
