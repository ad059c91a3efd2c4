"""Dots of a picture as lines of cells, two dots in each."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

from mltui.series.picture import Colour
from mltui.widgets import glyphs

_SHADES = " .:-=+*#%@"


def ground_of(base: Style) -> Colour:
    """Return the colour that is seen through a picture."""
    colour = base.bgcolor
    triplet = colour.get_truecolor() if colour is not None else None
    return (triplet.red, triplet.green, triplet.blue) if triplet is not None else (0, 0, 0)


def cells_of(dots: list[list[Colour]], row: int, base: Style) -> list[tuple[str, Style]]:
    """Return a row of cells as (text, style) pieces; in ASCII they are shades.

    Args:
        dots: Rows of colours.
        row: Which row of cells.
        base: The style around the picture.
    """
    upper = dots[2 * row]
    if glyphs.ascii_only():
        return [("".join(map(_shade, upper)), base)]
    lower = dots[2 * row + 1] if 2 * row + 1 < len(dots) else [ground_of(base)] * len(upper)
    pairs = zip(upper, lower, strict=True)
    return [(_block(above, under), _style(above, under)) for above, under in pairs]


def rows_of(dots: list[list[Colour]]) -> int:
    """Return how many rows of cells so many dots take."""
    return (len(dots) + 1) // 2


def _block(above: Colour, below: Colour) -> str:
    return " " if above == below else "▀"


@lru_cache(maxsize=8192)
def _style(above: Colour, below: Colour) -> Style:
    ground = "#{:02x}{:02x}{:02x}".format(*below)
    if above == below:
        return Style(bgcolor=ground)
    return Style(color="#{:02x}{:02x}{:02x}".format(*above), bgcolor=ground)


def _shade(colour: Colour) -> str:
    red, green, blue = colour
    return _SHADES[int((0.299 * red + 0.587 * green + 0.114 * blue) / 256 * len(_SHADES))]
