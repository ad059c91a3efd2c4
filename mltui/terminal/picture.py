"""Pictures of the terminal: taken of a shadow, and found again by the next one."""

from __future__ import annotations

from array import array

from rich.segment import Segment

from mltui.terminal.cells import Line, line_of
from mltui.terminal.encoder import Encoder
from mltui.terminal.first_picture import CellLines, Picture
from mltui.terminal.rendition import Rendition, Renditions

#: The types of a look's parts.
_LOOK = [str, str, int, str]


def picture_of(lines: list[Line], renditions: Renditions, *, erases_in_colour: bool) -> Picture:
    """Returns a picture of lines of cells.

    Args:
        lines: All lines of a screen, top to bottom.
        renditions: What the numbers of their renditions mean.
        erases_in_colour: See `Encoder`.
    """
    columns, rows = len(lines[0]), len(lines)
    empty = [line_of([Segment(" " * columns)], renditions) for _ in lines]
    drawing = Encoder(renditions, erases_in_colour=erases_in_colour).lines(empty, lines)
    places: dict[int, int] = {}
    cells: CellLines = [
        ([*line.glyphs], [places.setdefault(number, len(places)) for number in line.renditions])
        for line in lines
    ]
    looks = []
    for number in places:
        look = renditions[number]
        looks.append((look.foreground, look.background, look.attributes, look.link))
    return Picture(columns, rows, drawing, looks, cells)


def lines_of(picture: Picture, renditions: Renditions) -> list[Line]:
    """Returns the lines of cells of a picture, in the numbers of other renditions.

    Raises:
        ValueError: The picture is not one; nothing may be taken for granted.
    """
    try:
        if any([*map(type, look)] != _LOOK for look in picture.looks):
            raise ValueError("not a picture: a look of other parts")
        numbers = [renditions.number_of(Rendition(*look)) for look in picture.looks]
        lines = [
            Line(glyphs, array("I", [numbers[place] for place in places]))
            for glyphs, places in picture.lines
        ]
    except (TypeError, IndexError) as error:
        raise ValueError("not a picture") from error
    if len(lines) != picture.rows or any(
        len(line.glyphs) != picture.columns or len(line.renditions) != picture.columns
        for line in lines
    ):
        raise ValueError("not a picture of this size")
    return lines
