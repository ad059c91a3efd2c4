"""The short way to the terminal for lines of a widget that lies open: past Textual's compositor.

The compositor draws all lines of every widget that a change touches, cuts them where widgets begin
and end, and waits for the next frame. Where nothing covers, cuts or tints a widget, its lines are
known to appear as they are, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.filter import ANSIToTruecolor
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from mltui.terminal.remembered import Remembered


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
        self._known: Remembered[Strip, Strip] = Remembered()

    def lines(self, widget: Widget, lines: Mapping[int, Strip]) -> Iterator[tuple[int, Strip]]:
        """Yields lines of a widget's content as the compositor would draw them, and their places.

        Args:
            widget: The widget.
            lines: The lines, by their place.
        """
        width, filters = widget.size.width, widget.get_line_filters()
        ground: Color | None = None

        def drawn_as(strip: Strip) -> Strip:
            nonlocal ground
            drawn = strip
            if strip.cell_length != width:
                drawn = strip.adjust_cell_length(width, widget.rich_style)
            for each in filters:
                if not (isinstance(each, ANSIToTruecolor) and _is_truecolor(drawn)):
                    ground = ground or widget.background_colors[1]
                    drawn = drawn.apply_filter(each, ground)
            return drawn

        for y, strip in lines.items():
            yield y, self._known.of(strip, drawn_as)


def _is_truecolor(strip: Strip) -> bool:
    """Whether a line has none of the terminal's own colours: a new strip costs more than to see."""
    return all(_has_no_own(style) for _, style, _ in strip)


@lru_cache(4096)
def _has_no_own(style: Style | None) -> bool:
    if style is None:
        return True
    colours = (style.color, style.bgcolor)
    return not style.dim and all(each is None or each.triplet is not None for each in colours)
