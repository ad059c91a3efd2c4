"""What the drawing of every kind of panel needs: styles, and the way to write an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.style import Style

from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, width_of
from mltui.widgets.palette import SERIES

#: A line as (text, style) pieces, and a drawing as lines.
Pieces = list[tuple[str, Style]]
Lines = list[Pieces]

_AXIS = str.maketrans("┤│└┬─", "+|++-")


@dataclass(frozen=True, slots=True)
class Pen:
    """How to draw.

    Attributes:
        token: Gives the complete style of a token of the palette.
        dark: Whether the theme is a dark one.
    """

    token: Callable[[str], Style]
    dark: bool

    def series(self, number: int) -> Style:
        """Return the style of the line or group of that number."""
        return self.token(SERIES[number % len(SERIES)])

    def centred(self, text: str, width: int, token: str = "muted") -> Pieces:
        """Return a text in the middle of a line."""
        return [(fit(clean(text), width, "center"), self.token(token))]


def legend(names: Sequence[str], pen: Pen, width: int) -> Pieces:
    """Return the names of lines or groups in their colours, as many as fit; the rest is counted."""
    pieces: Pieces = []
    used = 0
    mark = glyphs.sign("━")
    for number, name in enumerate(names):
        if not name:
            continue
        text = f"{mark} {clean(name)}"
        left = len(names) - number - 1
        room = width - used - (5 if left else 0)
        if width_of(text) > room:
            if used + 4 <= width:
                pieces.append((f"+{left + 1}", pen.token("faint")))
            break
        pieces += [(text, pen.series(number)), ("  ", pen.token(""))]
        used += width_of(text) + 2
    return pieces


def axis_text(line: str) -> str:
    """Return a line of axes as this terminal can show it."""
    return line.translate(_AXIS) if glyphs.ascii_only() else line
