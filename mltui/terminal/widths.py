"""Asks the terminal how wide it draws the glyphs that the monitor uses."""

from __future__ import annotations

import os
import re
import select
import signal
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mltui.terminal.guard import ENDING

#: One of each kind: status glyph, warning sign, braille, block, box, ellipsis.
GLYPHS = ("●", "◌", "✓", "⚠", "⣿", "▇", "│", "…")

#: How long the terminal may take to answer, seconds; an SSH link may be slow.
ANSWER_S = 1.0

_POSITION = re.compile(rb"\x1b\[\d+;(\d+)R")


def measure_widths(input_fd: int, output_fd: int) -> dict[str, int | None]:
    """Draw each glyph, ask for the cursor's place, and wipe the line.

    Returns:
        Per glyph how many columns the cursor moved; None where the terminal did not answer.
    """
    widths: dict[str, int | None] = dict.fromkeys(GLYPHS)
    with suppress(termios.error), _without_echo(input_fd, output_fd):
        for glyph in GLYPHS:
            os.write(output_fd, f"\r{glyph}\x1b[6n".encode())
            column = _read_column(input_fd)
            if column is None:
                break
            widths[glyph] = column - 1
    return widths


@contextmanager
def _without_echo(input_fd: int, output_fd: int) -> Iterator[None]:
    """Let the terminal echo nothing meanwhile, and take it back also when a signal ends it all."""
    before = termios.tcgetattr(input_fd)

    def take_back() -> None:
        os.write(output_fd, b"\r\x1b[K")
        termios.tcsetattr(input_fd, termios.TCSADRAIN, before)

    def leave(number: int, _frame: object) -> None:
        for each in ENDING:
            # A second one must not end the process half way.
            signal.signal(each, signal.SIG_IGN)
        take_back()  # itself, as it may have come in the middle of that
        raise SystemExit(128 + number)

    handlers = {each: signal.signal(each, leave) for each in ENDING}
    try:
        tty.setcbreak(input_fd, termios.TCSADRAIN)
        yield
    finally:
        take_back()
        for each, handler in handlers.items():
            signal.signal(each, handler)


def _read_column(input_fd: int) -> int | None:
    deadline = time.monotonic() + ANSWER_S
    answer = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([input_fd], [], [], left)[0]:
            answer += os.read(input_fd, 64)
            if position := _POSITION.search(answer):
                return int(position[1])
    return None
