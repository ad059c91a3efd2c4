"""The lines of a log in bounded memory, and how each is broken into rows of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import get_character_cell_size

from mltui.series import console
from mltui.terminal import sgr
from mltui.terminal.sgr import PLAIN, Look, Piece
from mltui.widgets.cells import width_of


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a log.

    Attributes:
        text: as it was reported, colour sequences included; cleaned when it is drawn.
        prefix: what may stand before it, such as the time.
        look: colours in force at its start (an earlier line of the same message set them).
        time: when it was written, epoch milliseconds; 0 where that is not known.
    """

    text: str
    prefix: str = ""
    look: Look = PLAIN
    time: float = 0.0


class LogLines:
    """Lines by number. A number never changes while the line is kept, whatever comes or goes.

    Memory is bounded: beyond `limit` lines the oldest go.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self.limit = limit
        self.first = 0
        self.states = False  # whether all states of a progress bar are lines
        self._lines: list[LogLine] = []

    def __iter__(self) -> Iterator[LogLine]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def end(self) -> int:
        """One past the number of the last line."""
        return self.first + len(self._lines)

    def at(self, number: int) -> LogLine:
        """Gives a line by its number."""
        return self._lines[number - self.first]

    def clear(self) -> None:
        """Forgets all lines."""
        self.first = 0
        self._lines.clear()

    def extend(self, messages: Iterable[str | LogLine]) -> int:
        """Adds messages at the end, each one or several lines; gives how many lines are new.

        A message that is the next state of the progress bar in the last line takes its place.
        """
        added = 0
        for line in _split(messages, self.states):
            last = self._lines[-1] if self._lines and not self.states else None
            if last is not None and console.replaces(line.text, last.text):
                self._lines[-1] = line
            else:
                self._lines.append(line)
                added += 1
        # In larger portions, since each moves all that stays.
        if len(self._lines) > self.limit + self.limit // 10:
            surplus = self._whole(len(self._lines) - self.limit)
            del self._lines[:surplus]
            self.first += surplus
        return added

    def _whole(self, count: int) -> int:
        """Makes a number of lines at the front larger until no time is parted.

        Where that would leave too few, the time is parted.
        """
        most = len(self._lines) - self.limit // 2
        whole = count
        while whole < most and self._parts_time(whole):
            whole += 1
        return whole if whole < most else count

    def _parts_time(self, index: int) -> bool:
        """Says whether the line at an index is of the same time as the one before."""
        lines = self._lines
        return 0 < index < len(lines) and lines[index].time == lines[index - 1].time > 0

    def prepend(self, messages: Iterable[str | LogLine]) -> int:
        """Adds older messages in front; gives how many lines.

        Where there are too many then, the newest go: who scrolls back looks at the older ones.
        """
        older = list(_split(messages, self.states))
        self._lines[:0] = older
        self.first -= len(older)
        surplus = len(self._lines) - max(self.limit, len(older))
        if surplus > 0:
            keep = whole = len(self._lines) - surplus
            least = max(len(older), self.limit // 2)
            while whole > least and self._parts_time(whole):
                whole -= 1
            del self._lines[whole if whole > least else keep :]
        return len(older)


def _split(messages: Iterable[str | LogLine], states: bool) -> Iterator[LogLine]:
    for message in messages:
        given = message if isinstance(message, LogLine) else LogLine(message)
        look = given.look
        for text in console.lines_of(given.text, states=states):
            plain = text == given.text and look == given.look
            yield given if plain else LogLine(text, given.prefix, look, given.time)
            if "\x1b" in text:
                look = sgr.parse(text, look)[1]


def pieces_of(line: LogLine) -> list[Piece]:
    """Gives the parts of a line that are each safe to draw, with their colours."""
    return sgr.parse(line.text, line.look)[0]


def row_count(line: LogLine, width: int) -> int:
    """Counts the rows that a line takes when it is wrapped at `width` cells."""
    if width <= 0:
        return 1
    text = line.text
    if text.isascii() and text.isprintable():
        return max(-(-len(text) // width), 1)
    return len(breaks(pieces_of(line), width))


def breaks(pieces: list[Piece], width: int) -> list[tuple[int, int]]:
    """Gives for each row of a wrapped line its first cell and one past its last.

    Rows are cut at `width` cells, never within a wide character.
    """
    text = "".join(piece for piece, _ in pieces)
    total = width_of(text)
    if total <= width or width <= 1:
        return [(0, total)]
    if text.isascii():
        return [(start, min(start + width, total)) for start in range(0, total, width)]
    rows = []
    start = position = 0
    for character in text:
        size = get_character_cell_size(character)
        if position + size - start > width:
            rows.append((start, position))
            start = position
        position += size
    rows.append((start, position))
    return rows
