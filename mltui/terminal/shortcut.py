"""The short way to the terminal for lines of a widget that lies open: past Textual's compositor.

The compositor draws all lines of every widget that a change touches, cuts them where widgets begin
and end, and waits for the next frame. Where nothing covers, cuts or tints a widget, or at least the
lines asked for, they are known to appear as they are, and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
        self._known: dict[Widget, Place | None] = {}

    def find(self, widget: Widget, lines: Iterable[int] | None = None) -> Offset | None:
        """Returns where the content of a widget begins on the screen; None if it is not open.

        Args:
            widget: The widget.
            lines: The lines of its content that have to lie open; None for all of them.
        """
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
            self._known[widget] = _place_of(widget, layout)
        place = self._known[widget]
        if place is None or place.region.size != widget.outer_size:
            return None
        start = place.region.offset + widget.content_offset
        if place.covered and (
            lines is None or any(start.y + line in rows for line in lines for rows in place.covered)
        ):
            return None
        return start


@dataclass(frozen=True, slots=True)
class Place:
    """Where a widget is shown that nothing cuts.

    Attributes:
        region: Its region of the screen.
        covered: The lines of the screen in which something lies before it, such as a message.
    """

    region: Region
    covered: tuple[range, ...]


def _place_of(widget: Widget, layout: Mapping[Widget, tuple[Region, Region]]) -> Place | None:
    if widget not in layout:
        return None
    region, clip = layout[widget]
    if not clip.contains_region(region):
        return None
    covered: list[range] = []
    for other, (its_region, its_clip) in layout.items():  # from the front to the back
        if other is widget:
            return Place(region, tuple(covered))
        seen = its_region.intersection(its_clip)
        if seen.overlaps(region):
            covered.append(range(seen.y, seen.bottom))
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
