"""What the drawing of every kind of panel needs: styles, and the way to write an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.style import Style

from mltui.terminal.sanitise import clean
from mltui.widgets import glyphs
from mltui.widgets.cells import fit, width_of
from mltui.widgets.palette import SERIES
from mltui.widgets.plots.names import shortened

#: A line as (text, style) pieces, and a drawing as lines.
Pieces = list[tuple[str, Style]]
Lines = list[Pieces]

#: Cells that are left of a name in a legend at least.
LEAST_NAME = 6

#: Cells between two names of a legend, and those of one that are not its name.
_GAP = 2
_BESIDE = _GAP + 2

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
    """Return the names of lines or groups in their colours.

    Where there is no room for all of them they are cut; where too little of them would be left,
    those that have no room are counted.
    """
    numbers = [number for number, name in enumerate(names) if name]
    mark = glyphs.sign("━")
    shown = _cut_to_fit([clean(names[number]) for number in numbers], width)
    pieces: Pieces = []
    used = 0
    for place, (number, name) in enumerate(zip(numbers, shown, strict=True)):
        text = f"{mark} {name}"
        left = len(numbers) - place - 1
        room = width - used - (5 if left else 0)
        if width_of(text) > room:
            if used + 4 <= width:
                pieces.append((f"+{left + 1}", pen.token("faint")))
            break
        pieces += [(text, pen.series(number)), ("  ", pen.token(""))]
        used += width_of(text) + _GAP
    return pieces


def _cut_to_fit(names: Sequence[str], width: int) -> Sequence[str]:
    """Return names of which all fit into a line, cut as little as that takes, or as they are."""
    widths = [*map(width_of, names)]
    if sum(min(each, LEAST_NAME) + _BESIDE for each in widths) - _GAP > width:
        return names
    longest = max(widths, default=0)
    for room in range(min(longest, width), LEAST_NAME - 1, -1):
        cut = shortened(names, room)
        if cut and sum(width_of(name) + _BESIDE for name in cut) - _GAP <= width:
            return cut
    return names


def axis_text(line: str) -> str:
    """Return a line of axes as this terminal can show it."""
    return line.translate(_AXIS) if glyphs.ascii_only() else line
