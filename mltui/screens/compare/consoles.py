"""The consoles of two tasks, line by line: what is only in one, and what is only in the other."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from textual import on

from mltui.live.console import ask_earlier
from mltui.series.console import lines_of
from mltui.terminal import sgr
from mltui.widgets.log_view import LogView

if TYPE_CHECKING:
    from mltui.api.client import Client

#: The newest messages of each console that are compared.
MOST_MESSAGES = 1000

#: What stands before a line that only the first has, only the second, or both.
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", " ": ""}


#: Said until the consoles came.
ASKING = "asking for the consoles…"

#: Said where no line differs, and where there is no line at all.
ALIKE = "the last lines of both are the same"
SILENT = "neither of these two has written anything yet"

#: Two tasks, by their ids: of the first are the lines with a minus, of the second with a plus.
Pair = tuple[str, str]


def pair_among(tasks: Sequence[str], chosen: Sequence[str]) -> Pair | None:
    """Return the two that were chosen; for one that is gone the first of the others.

    Args:
        tasks: Those there are.
        chosen: The two that are wanted, in their order.
    """
    left = [task for task in tasks if task not in chosen]
    found = [task if task in tasks else next(iter(left), "") for task in chosen]
    if len(found) < 2 or "" in found or found[0] == found[1]:
        found = [*tasks[:2]]
    return (found[0], found[1]) if len(found) == 2 else None


def with_other(pair: Pair, side: int, task: str) -> Pair:
    """Return the pair with another task on a side; the two change places if it is in it."""
    other = pair[1 - side] if task != pair[1 - side] else pair[side]
    return (task, other) if side == 0 else (other, task)


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of two consoles, told apart.

    Attributes:
        pair: Whose consoles.
        lines: Those that differ, with some around them.
        nothing: Why there are none, if there are none.
    """

    pair: Pair
    lines: tuple[str, ...]
    nothing: str = ALIKE


class ConsolesQuestion:
    """A feed's question: the difference of two consoles if one of the tasks changed, else None."""

    def __init__(self, pair: Callable[[], Pair | None], changed: Callable[[], object]) -> None:
        """Make the question.

        Args:
            pair: Returns whose consoles are compared; None where there are not two.
            changed: Returns what is another object once a task reported.
        """
        self._pair = pair
        self._changed = changed
        self._seen: tuple[Pair, object] | None = None

    async def __call__(self, client: Client) -> Difference | None:
        """Put the question; None means that nothing is new."""
        pair, stamp = self._pair(), self._changed()
        if pair is None or (stamp is not None and self._is_seen(pair, stamp)):
            return None
        # Should this one fail or be given up, the one before is not on the screen any more.
        self._seen = None
        texts = []
        for task in pair:
            page = await ask_earlier(client, task, None, MOST_MESSAGES)
            newest = page.messages[-MOST_MESSAGES:]
            texts.append([line for message in newest for line in lines_of(message.text)])
        found = await asyncio.to_thread(_difference, *texts)
        self._seen = (pair, stamp)
        return Difference(pair, tuple(found), ALIKE if any(texts) else SILENT)

    def _is_seen(self, pair: Pair, stamp: object) -> bool:
        return self._seen is not None and self._seen[0] == pair and self._seen[1] is stamp


def _difference(before: list[str], after: list[str]) -> list[str]:
    """Mark lines as a difference does: red in the first alone, green in the second alone."""
    first, second = ([sgr.strip(line) for line in lines] for lines in (before, after))
    found = difflib.unified_diff(first, second, n=3, lineterm="")
    # Before the lines there are two that name the files.
    return [
        f"{_COLOURS[line[0]]}{line[0]} {line[1:]}"
        for line in islice(found, 2, None)
        if line[:1] in _COLOURS
    ]


class ConsoleDifference(LogView):
    """The difference of two consoles; it waits with what is new while somebody reads."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, empty=ASKING)
        self._pair: Pair | None = None
        self._drawn: tuple[str, ...] = ()
        self._latest: tuple[str, ...] = ()
        self._nothing = ASKING

    def show_difference(self, found: Difference) -> None:
        """Show these lines; of the same two once the end is looked at, if it is not now."""
        self._latest, self._nothing = found.lines, found.nothing
        if self.following or found.pair != self._pair:
            self._pair = found.pair
            self._take_latest()
        elif found.lines != self._drawn:
            self.note_unseen(max(len(found.lines) - self.line_count, 1))

    def _take_latest(self) -> None:
        self.say_where_empty(self._nothing)
        if self._latest != self._drawn:
            self._drawn = self._latest
            self.clear()
            self.extend(self._latest)

    def forget(self, *, of_one: bool = False) -> None:
        """Show nothing until the consoles of others are known.

        Args:
            of_one: Whether there are no two tasks any more.
        """
        self._pair, self._drawn, self._latest = None, (), ()
        self._nothing = "there are no two consoles to compare" if of_one else ASKING
        self.say_where_empty(self._nothing)
        self.clear()

    @on(LogView.FollowChanged)
    def _follow_changed(self, message: LogView.FollowChanged) -> None:
        message.stop()
        if message.following:
            self._take_latest()
