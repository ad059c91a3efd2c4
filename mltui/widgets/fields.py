"""Lines of facts, folded where one of their fields would be cut. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import width_of

if TYPE_CHECKING:
    from mltui.widgets.lines import Line

#: What sets two fields of a line apart.
GAP = "   "


def flowed(line: Line, width: int) -> list[Line]:
    """Begin a new row with each field that does not fit into the one before.

    Args:
        line: Fields of one piece or more, set apart by `GAP`, which a piece begins or ends with.
        width: Cells of a row; without any yet, nothing is folded.
    """
    if width < 1 or cells_of(line) <= width:
        return [line]
    rows: list[Line] = []
    for field in _fields(line):
        if rows and cells_of(rows[-1] + field) <= width:
            rows[-1] += field
        else:
            (text, token), *others = field
            rows.append(((text.lstrip(" "), token), *others))
    return rows


def _fields(line: Line) -> list[Line]:
    found: list[Line] = []
    ended = True
    for text, token in line:
        if ended or text.startswith(GAP):
            found.append(())
        found[-1] += ((text, token),)
        ended = text.endswith(GAP)
    return found


def cells_of(line: Line) -> int:
    """Return how many cells a line takes; what is blank at its end needs none."""
    return width_of(clean("".join(text for text, _ in line)).rstrip(" "))
