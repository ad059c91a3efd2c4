"""A picture as the terminal itself draws it: what it is sent, and the cells that show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from mltui.series.picture import Picture
from mltui.terminal.graphics import (
    Graphics,
    Overlay,
    diacritics,
    kitty_colour,
    kitty_forget,
    kitty_number,
    kitty_row,
    kitty_send,
    room_for_sixels,
    sixel_overlay,
)


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture made ready for one size.

    Attributes:
        columns: Cells across.
        rows: Cells down.
        sent: What has to be sent before its cells are drawn, in pieces; none for sixels.
        forgotten: What has to be sent when it is no longer needed.
        overlay: What is drawn over its cells, None for kitty's pictures.
        number: Which picture of kitty's it is.
    """

    columns: int
    rows: int
    sent: tuple[str, ...] = ()
    forgotten: str = ""
    overlay: Overlay | None = None
    number: int = 0

    def line(self, row: int, base: Style) -> Strip:
        """Return its cells in one of its rows."""
        if self.overlay is not None:
            return Strip([Segment(self.overlay.mark * self.columns, base)], self.columns)
        style = base + Style(color=kitty_colour(self.number))
        return Strip([Segment(kitty_row(row, self.columns), style)], self.columns)


def placed(
    picture: Picture, count: int, size: tuple[int, int], graphics: Graphics, ground: Color
) -> PlacedPicture:
    """Make a picture ready: takes a while, and needs no event loop.

    Args:
        picture: The picture.
        count: A number that no other picture has.
        size: Cells across and down that there are.
        graphics: How the terminal shows pictures; not `blocks`.
        ground: What is seen through the picture, for sixels.
    """
    width, height = size
    if graphics.protocol == "kitty":
        # Its cells are numbered by accents, of which there are only so many.
        width, height = min(width, len(diacritics())), min(height, len(diacritics()))
    across, down = graphics.cell
    room = width * across, height * down
    if graphics.protocol == "sixel":
        room = room_for_sixels(*room)
    wide, tall = picture.size_within(*room)
    columns = min(math.ceil(wide / across), width)
    rows = min(math.ceil(tall / down), height)
    if graphics.protocol == "kitty":
        number, in_tmux = kitty_number(count), graphics.in_tmux
        # It is the terminal that enlarges it, to so many cells.
        sent = kitty_send(
            picture.scaled(*room, enlarged=False), number, columns, rows, in_tmux=in_tmux
        )
        return PlacedPicture(
            columns, rows, sent, kitty_forget(number, in_tmux=in_tmux), None, number
        )
    overlay = sixel_overlay(picture.scaled(*room), ground.rgb, count, columns, rows)
    return PlacedPicture(columns, rows, overlay=overlay)
