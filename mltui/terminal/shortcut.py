"""The short way to the terminal for lines of a widget that lies open: past Textual's compositor.

The compositor draws all lines of every widget that a change touches, cuts them where widgets begin
and end, and waits for the next frame. Where nothing covers, cuts or tints a widget, its lines are
known to appear as they are, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.filter import LineFilter
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

#: Drawn lines whose cells are remembered.
MOST_KNOWN = 2000


class OpenPlaces:
    """Knows where widgets lie open, as long as the screen's layout stays the same."""

    def __init__(self) -> None:
        self._layout: Mapping[Widget, tuple[Region, Region]] | None = None
        self._known: dict[Widget, Region | None] = {}

    def find(self, widget: Widget) -> Offset | None:
        """Returns where the content of a widget begins on the screen; None if it is not open."""
        styles = widget.styles
        if (
            widget.opacity != 1.0
            or styles.text_opacity != 1.0
            or styles.tint.a
            or styles.outline
            or styles.hatch not in (None, "none")
        ):
            return None
        layout = widget.screen._compositor.visible_widgets
        if layout is not self._layout:
            self._layout = layout
            self._known.clear()
        if widget not in self._known:
            self._known[widget] = _open_region(widget, layout)
        region = self._known[widget]
        if region is None or region.size != widget.outer_size:
            return None
        return region.offset + widget.content_offset


def _open_region(widget: Widget, layout: Mapping[Widget, tuple[Region, Region]]) -> Region | None:
    """Returns the region of a widget that is shown whole, with nothing before it."""
    if widget not in layout:
        return None
    region, clip = layout[widget]
    if not clip.contains_region(region):
        return None
    for other, (its_region, its_clip) in layout.items():  # from the front to the back
        if other is widget:
            return region
        if its_region.intersection(its_clip).overlaps(region):
            return None
    return None


class Filtered:
    """Lines as they are after Textual's filters, and remembered."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Strip, Strip]] = {}

    def line(
        self, strip: Strip, width: int, filters: Sequence[LineFilter], widget: Widget
    ) -> Strip:
        """Returns a line of a widget's content as the compositor would draw it."""
        known = self._known.get(id(strip))
        if known is not None and known[0] is strip:
            return known[1]
        drawn = strip.adjust_cell_length(width, widget.rich_style)
        for each in filters:
            drawn = drawn.apply_filter(each, widget.background_colors[1])
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known[id(strip)] = strip, drawn
        return drawn
