"""What a program sends for each screen it shows, in a real pseudo-terminal, key by key."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.terminal.pseudo_terminal import PseudoTerminal

#: What ends a burst of output, seconds of silence.
SILENCE_S = 0.06

Cell = tuple[str, str, str, bool, bool, bool]
"""A character, its colours, and whether it is bold, reversed, underlined."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A screen and what brought it about.

    Attributes:
        after: The key typed before it, "" if none.
        sent: The bytes sent since the frame before.
        cells: The screen, by lines.
    """

    after: str
    sent: int
    cells: tuple[tuple[Cell, ...], ...]


def cells_of(terminal: PseudoTerminal) -> tuple[tuple[Cell, ...], ...]:
    """Return what the terminal shows."""
    screen = terminal.screen
    rows = []
    for y in range(screen.lines):
        line = screen.buffer[y]
        cells = (line[x] for x in range(screen.columns))
        rows.append(tuple((c.data, c.fg, c.bg, c.bold, c.reverse, c.underscore) for c in cells))
    return tuple(rows)


def record(terminal: PseudoTerminal, script: Iterable[tuple[str, float]]) -> Iterator[Frame]:
    """Type keys, each followed by so many seconds; yield a frame after every burst of output."""
    seen = len(terminal.raw)
    for key, seconds in script:
        terminal.type(key)
        until = time.monotonic() + seconds
        after = key
        while time.monotonic() < until:
            if terminal.pump(SILENCE_S):
                continue
            if len(terminal.raw) > seen:
                yield Frame(after, len(terminal.raw) - seen, cells_of(terminal))
                seen, after = len(terminal.raw), ""
