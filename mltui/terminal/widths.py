"""Asks the terminal how wide it draws the glyphs that the monitor uses."""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty

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
    try:
        before = termios.tcgetattr(input_fd)
        tty.setcbreak(input_fd, termios.TCSADRAIN)
    except termios.error:
        return widths
    try:
        for glyph in GLYPHS:
            os.write(output_fd, f"\r{glyph}\x1b[6n".encode())
            column = _read_column(input_fd)
            if column is None:
                break
            widths[glyph] = column - 1
    finally:
        os.write(output_fd, b"\r\x1b[K")
        termios.tcsetattr(input_fd, termios.TCSADRAIN, before)
    return widths


def _read_column(input_fd: int) -> int | None:
    deadline = time.monotonic() + ANSWER_S
    answer = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([input_fd], [], [], left)[0]:
            answer += os.read(input_fd, 64)
            if position := _POSITION.search(answer):
                return int(position[1])
    return None
