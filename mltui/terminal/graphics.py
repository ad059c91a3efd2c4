"""Real pictures in a terminal: the protocols of kitty and of DEC (Sixel), and who speaks which.

Kitty's pictures are placed by characters that stand for parts of them, so that they are cells like
all others (https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders). Sixels are
drawn over cells, which have to stay blank.
"""

from __future__ import annotations

import base64
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

PLACEHOLDER = "\U0010eeee"
"""A cell of a picture of kitty's; what combines with it says which."""

#: The first of the characters that keep a cell blank for sixels; each picture has another.
_FIRST_MARK = 0xF0000

_MARKS = 256

#: Numbers of pictures, told by the colour of their cells: no colour that is one of the 256.
_FIRST_NUMBER = 0x6D0001

#: Bytes of one piece of a picture on its way to kitty.
_PIECE = 4096

#: Asks how large a cell is (XTWINOPS 16), then what the terminal can do (DA1), which all answer.
QUESTION = "\x1b[16t\x1b[c"

#: What a terminal that shows sixels names among its abilities.
_SIXEL = "4"

USUAL_CELL = (10, 20)
"""Pixels of a cell, across and down, where the terminal does not tell."""

# Letters with such an accent have a character of their own, and so kitty does not count with them.
_COMPOSING = frozenset(
    {
        *(0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x309, 0x30A, 0x30B, 0x30C),
        *(0x30F, 0x311, 0x313, 0x314, 0x342, 0x653, 0x654),
    }
)


@dataclass(frozen=True, slots=True)
class Graphics:
    """How pictures are shown.

    Attributes:
        protocol: `kitty`, `sixel`, or `blocks` for two dots in a cell.
        cell: Pixels of a cell, across and down.
        in_tmux: Whether tmux has to hand things through.
    """

    protocol: str = "blocks"
    cell: tuple[int, int] = USUAL_CELL
    in_tmux: bool = False


def graphics_by_name(wanted: str, environment: Mapping[str, str]) -> Graphics | None:
    """Return how pictures are shown; None if the terminal has to be asked.

    Args:
        wanted: `auto`, `kitty`, `sixel` or `blocks`.
        environment: The environment variables.
    """
    in_tmux = bool(environment.get("TMUX"))
    if wanted == "blocks":
        return Graphics()
    if wanted == "kitty":
        return Graphics("kitty", in_tmux=in_tmux)
    if in_tmux or environment.get("STY") or environment.get("ZELLIJ"):
        return Graphics("sixel") if wanted == "sixel" else Graphics()
    names = (environment.get("TERM", ""), environment.get("TERM_PROGRAM", "").casefold())
    if wanted == "auto" and (
        environment.get("KITTY_WINDOW_ID")
        or any(name in ("xterm-kitty", "xterm-ghostty", "ghostty") for name in names)
    ):
        return Graphics("kitty")
    return None


def graphics_by_answer(wanted: str, attributes: str, cell: tuple[int, int] | None) -> Graphics:
    """Return how pictures are shown on a terminal that has answered.

    Args:
        wanted: `auto` or `sixel`.
        attributes: Its abilities, numbers between semicolons.
        cell: Pixels of a cell, None if it did not tell.
    """
    knows = wanted == "sixel" or _SIXEL in attributes.split(";")[1:]
    if knows and (cell is not None or wanted == "sixel"):
        return Graphics("sixel", cell or USUAL_CELL)
    return Graphics()


# Kitty


def kitty_number(count: int) -> int:
    """Return the number of the `count`th picture."""
    return _FIRST_NUMBER + count % 0xFFFF


def kitty_colour(number: int) -> str:
    """Return the colour of a picture's cells, as `#rrggbb`."""
    return f"#{number:06x}"


@cache
def diacritics() -> tuple[str, ...]:
    """Return the accents that stand for the numbers from 0 on: rows and columns of a picture."""
    return tuple(
        chr(code)
        for code in range(0x300, 0x898)
        if unicodedata.combining(chr(code)) == 230
        and not unicodedata.decomposition(chr(code))
        and code not in _COMPOSING
    )


def kitty_row(row: int, columns: int) -> str:
    """Return the cells of a picture's row, as many as columns; at most as `diacritics` are."""
    accents = diacritics()
    return "".join(f"{PLACEHOLDER}{accents[row]}{accents[x]}" for x in range(columns))


def kitty_send(image: Image, number: int, columns: int, rows: int, *, in_tmux: bool) -> str:
    """Return what hands a picture to the terminal, to be shown where its cells are drawn.

    Args:
        image: The picture.
        number: Its number, see `kitty_number`.
        columns: Cells across.
        rows: Cells down.
        in_tmux: Whether tmux has to hand it through.
    """
    content = io.BytesIO()
    image.save(content, "PNG")
    data = base64.standard_b64encode(content.getvalue()).decode()
    head = f"a=T,U=1,q=2,f=100,i={number},c={columns},r={rows},"
    return "".join(_handed(piece, in_tmux) for piece in _pieces(head, data))


def _pieces(head: str, data: str) -> Iterator[str]:
    for start in range(0, len(data), _PIECE):
        more = int(start + _PIECE < len(data))
        yield f"\x1b_G{head if start == 0 else 'q=2,'}m={more};{data[start : start + _PIECE]}\x1b\\"


def kitty_forget(number: int, *, in_tmux: bool) -> str:
    """Return what makes the terminal forget a picture."""
    return _handed(f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\", in_tmux)


def _handed(sequence: str, in_tmux: bool) -> str:
    if not in_tmux:
        return sequence
    return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"


# Sixel


@dataclass(frozen=True, slots=True)
class Overlay:
    """Sixels that are drawn over blank cells.

    Attributes:
        mark: The character in the cells below; drawn as a blank.
        columns: How many of them there are across.
        rows: And down.
        drawing: What draws it, from the cursor on.
    """

    mark: str
    columns: int
    rows: int
    drawing: str


def sixel_overlay(
    image: Image, ground: tuple[int, int, int], count: int, columns: int, rows: int
) -> Overlay:
    """Return a picture to be drawn over so many cells; the `count`th one.

    Args:
        image: The picture.
        ground: The colour that is seen through it.
        count: A number that no other picture has.
        columns: Cells across.
        rows: Cells down.
    """
    # The package itself asks the terminal things when more of it is imported.
    from textual_image._sixel import image_to_sixels

    mark = chr(_FIRST_MARK + count % _MARKS)
    return Overlay(mark, columns, rows, image_to_sixels(image, background=(*ground, 1.0)))


def is_mark(glyph: str) -> bool:
    """Return whether a cell is kept blank for sixels."""
    return len(glyph) == 1 and _FIRST_MARK <= ord(glyph) < _FIRST_MARK + _MARKS
