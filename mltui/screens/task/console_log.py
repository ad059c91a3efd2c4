"""The lines of a task's log, with what may stand before them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from mltui.series.moments import local
from mltui.widgets.log_lines import LogLine
from mltui.widgets.resting import Resting
from mltui.widgets.searched_log import SearchedLog

#: Lines kept in memory; the log itself may be of any length.
MOST_LINES = 20_000

#: How the console writes a moment.
CLOCK = "%d %b %H:%M:%S"

_PARTS = ("time", "worker", "level")


class Console(Resting, SearchedLog):
    """The log of a task.

    Attributes:
        written: Whether anything was written into it; None while that is not known.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "turn('time')", "times"),
        Binding("W", "turn('worker')", "Worker names", show=False),
        Binding("V", "turn('level')", "Levels", show=False),
    ]

    class TopWanted(Message):
        """The person wants to see the beginning of the whole log."""

    def __init__(self) -> None:
        super().__init__(limit=MOST_LINES)
        self.written: bool | None = None
        self._parts: set[str] = set()

    def rests(self, action: str) -> bool:  # noqa: ARG002
        """Without a line there is nothing to do."""
        return self.written is False

    def prefix_of(self, line: LogLine) -> str:
        """Return the parts that are wanted: time, worker, level."""
        return " ".join(_prefix(part, line) for part in _PARTS if part in self._parts)

    def action_turn(self, part: str) -> None:
        """Show or hide a part of what stands before each line."""
        self._parts ^= {part}
        self.show_prefixes(bool(self._parts))

    def action_top(self) -> None:
        """Go to the very first line, wherever it is."""
        self.post_message(self.TopWanted())

    def show_top(self) -> None:
        """Go to the first known line."""
        super().action_top()


def _prefix(part: str, line: LogLine) -> str:
    if part == "time":
        return f"{local(line.time / 1000, CLOCK):<{len('01 Jan 00:00:00')}}"
    level, _, worker = line.prefix.partition("\n")
    return f"{level:<7.7}" if part == "level" else f"{worker:<12.12}"
