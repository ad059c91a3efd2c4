"""What ncurses sends for the same screens: Python's curses, 256 colours, in a pseudo-terminal.

`python -m tests.bench.ncurses` reads screens as JSON lines from its standard input and draws each
when a byte arrives; it is started by `ncurses_bytes`.
"""

from __future__ import annotations

import curses
import fcntl
import json
import locale
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import suppress

from tests.bench.frames import Cell, Frame

_NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]


def ncurses_bytes(frames: Sequence[Frame]) -> list[int]:
    """Return how many bytes ncurses sends for each of some screens, one after the other."""
    rows, columns = len(frames[0].cells), len(frames[0].cells[0])
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "LINES": str(rows),
        "COLUMNS": str(columns),
    }
    # Screens go in on standard input; a line on standard error says that one has been drawn.
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.ncurses"],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        os.close(theirs)
        sizes = []
        for frame in frames:
            process.stdin.write(json.dumps(frame.cells).encode() + b"\n")
            process.stdin.flush()
            sizes.append(_taken(ours, process.stderr.fileno()))
        process.stdin.close()
        with suppress(OSError):  # how a pseudo-terminal says that the other end is closed
            while os.read(ours, 1 << 16):
                pass
    os.close(ours)
    return sizes


def _taken(terminal: int, signs: int) -> int:
    """Return how many bytes came until a screen was drawn."""
    size, drawn, deadline = 0, False, time.monotonic() + 20
    while time.monotonic() < deadline:
        readable, _, _ = select.select([terminal, signs], [], [], 0.02 if drawn else 1)
        if terminal in readable:
            size += len(os.read(terminal, 1 << 16))
        elif signs in readable:
            os.read(signs, 1)
            drawn = True
        elif drawn:
            break
    return size


def _colour(name: str) -> int:
    if name == "default":
        return -1
    if name in _NAMES:
        return _NAMES.index(name)
    if name.startswith("bright"):
        return 8 + _NAMES.index(name[6:]) if name[6:] in _NAMES else 15
    red, green, blue = (round(int(name[i : i + 2], 16) / 51) for i in (0, 2, 4))
    return 16 + 36 * red + 6 * green + blue


def _draw(window: curses.window) -> None:
    curses.start_color()
    curses.use_default_colors()
    curses.curs_set(0)
    pairs: dict[tuple[int, int], int] = {}
    for line in sys.stdin:
        for y, row in enumerate(json.loads(line)):
            for x, cell in enumerate(row):
                _draw_cell(window, y, x, cell, pairs)
        window.refresh()
        os.write(2, b".")


def _draw_cell(
    window: curses.window, y: int, x: int, cell: Cell, pairs: dict[tuple[int, int], int]
) -> None:
    text, foreground, background, bold, reverse, underlined = cell
    colours = (_colour(foreground), _colour(background))
    if colours not in pairs:
        pairs[colours] = len(pairs) + 1
        curses.init_pair(pairs[colours], *colours)
    look = curses.color_pair(pairs[colours])
    for wanted, attribute in (
        (bold, curses.A_BOLD),
        (reverse, curses.A_REVERSE),
        (underlined, curses.A_UNDERLINE),
    ):
        look |= attribute if wanted else 0
    if text:
        # In the last cell of the screen it is drawn, but the cursor can't move on: an error.
        with suppress(curses.error):
            window.addstr(y, x, text, look)


if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    curses.wrapper(_draw)
