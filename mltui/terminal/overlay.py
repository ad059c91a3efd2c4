"""Where sixels belong: over the blank cells that bear their mark. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.terminal.cells import Line
from mltui.terminal.graphics import Overlay


def place_of(overlay: Overlay, lines: Sequence[Line]) -> tuple[int, int] | None:
    """Return column and line of an overlay's first cell; None if not all of its cells lie open.

    Args:
        overlay: The sixels.
        lines: What the terminal shows.
    """
    y = next((y for y, line in enumerate(lines) if overlay.mark in line.glyphs), None)
    if y is None or y + overlay.rows > len(lines):
        return None
    x = lines[y].glyphs.index(overlay.mark)
    row = overlay.mark * overlay.columns
    below = lines[y : y + overlay.rows]
    if any(line.text(x, x + overlay.columns) != row for line in below):
        return None
    return x, y


def is_new(
    overlay: Overlay, place: tuple[int, int], before: Sequence[Line], after: Sequence[Line]
) -> bool:
    """Return whether some of an overlay's cells were written, which erased what was over them."""
    x, y = place
    if len(before) != len(after):
        return True
    return any(
        old is not new and old.text(x, x + overlay.columns) != new.text(x, x + overlay.columns)
        for old, new in zip(before[y : y + overlay.rows], after[y : y + overlay.rows], strict=True)
    )
