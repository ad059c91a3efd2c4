"""Sends of a changed line only what changed.

Textual 8.2.8 cuts a partial update at the right end of the changed span but not at its left: it
sends each line from the left edge of the widget. This cuts at both ends.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate


def install() -> None:
    """Makes all partial updates of this process exact; calling it again changes nothing."""
    ChopsUpdate.render_segments = _render_segments  # type: ignore[assignment, method-assign]


def _render_segments(update: ChopsUpdate, console: Console) -> str:
    """Renders the changed spans, each with the move of the cursor to its first cell."""
    sent: list[str] = []
    for y, first, end in update.spans:
        position = None
        for chop_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= end or chop_end <= first:
                continue
            start, stop = max(x, first), min(chop_end, end)
            if (start, stop) != (x, chop_end):
                strip = strip.crop(start - x, stop - x)
            if position != start:
                sent.append(Control.move_to(start, y).segment.text)
            sent.append(strip.render(console))
            position = stop
    return "".join(sent)
