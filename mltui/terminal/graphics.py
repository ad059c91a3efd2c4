"""Real pictures in a terminal: the protocols of kitty and of DEC (Sixel), and who speaks which.

Kitty's pictures are placed by characters that stand for parts of them, so that they are cells like
all others (https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders). Sixels are
drawn over cells, which have to stay blank.
"""

from __future__ import annotations

import base64
import io
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from mltui.terminal.tmux import handed_through

if TYPE_CHECKING:
    from PIL.Image import Image

    from mltui.terminal.asked import Answer

PLACEHOLDER = "\U0010eeee"
"""A cell of a picture of kitty's; what combines with it says which."""

#: The first of the characters that keep a cell blank for sixels; each picture has another.
_FIRST_MARK = 0xF0000

_MARKS = 256

#: Numbers of pictures, told by the colour of their cells: no colour that is one of the 256.
_FIRST_NUMBER = 0x6D0001

#: Bytes of one piece of a picture on its way to kitty.
_PIECE = 4096

#: Asks how large a cell is (XTWINOPS 16), what the terminal is called (XTVERSION), then what it
#: can do (DA1), which all answer.
QUESTION = "\x1b[16t\x1b[>q\x1b[c"

#: Kitty since version 0.28 knows the cells that stand for parts of a picture; others always did.
_KITTY = re.compile(r"kitty\((\d+)\.(\d+)|ghostty", re.IGNORECASE)
_FIRST_KITTY = (0, 28)

#: What a terminal that shows sixels names among its abilities.
_SIXEL = "4"

USUAL_CELL = (10, 20)
"""Pixels of a cell, across and down, where the terminal does not tell."""

#: Pixels of sixels across and down at most: xterm shows no more unless it is told to.
_MOST_SIXELS = 1000

#: Of sixels: what a colour is made of.
_DEFINED = re.compile(r"(#\d+);2;\d+;\d+;\d+")

#: Where the accents are that kitty counts with: first and last of each stretch.
_ACCENTS = (
    *((0x300, 0x82D), (0x951, 0x954), (0xF82, 0xF87), (0x135D, 0x135F), (0x17DD, 0x17DD)),
    *((0x193A, 0x193A), (0x1A17, 0x1A17), (0x1A75, 0x1A7C), (0x1B6B, 0x1B73), (0x1CD0, 0x1CE0)),
    *((0x1DC0, 0x1DE6), (0x1DFE, 0x1DFE), (0x20D0, 0x20F0), (0x2CEF, 0x2CF1), (0x2DE0, 0x2DFF)),
)

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
    if wanted == "auto" and any(name in ("xterm-ghostty", "ghostty") for name in names):
        return Graphics("kitty")
    return None


def graphics_by_answer(wanted: str, answer: Answer) -> Graphics:
    """Return how pictures are shown on a terminal that has answered.

    Args:
        wanted: `auto` or `sixel`.
        answer: What it told.
    """
    cell = answer.cell or USUAL_CELL
    if wanted == "auto" and (named := _KITTY.match(answer.name)):
        version = (int(named[1]), int(named[2])) if named[1] else _FIRST_KITTY
        return Graphics("kitty", cell) if version >= _FIRST_KITTY else Graphics()
    knows = wanted == "sixel" or _SIXEL in answer.abilities.split(";")[1:]
    if knows and (answer.cell is not None or wanted == "sixel"):
        return Graphics("sixel", cell)
    return Graphics()


def cell_by_size(size: bytes) -> tuple[int, int] | None:
    """Return pixels of a cell, across and down; None if the terminal does not tell.

    Args:
        size: What the operating system knows of the terminal's size, as `TIOCGWINSZ` answers.
    """
    rows, columns, width, height = struct.unpack("HHHH", size)
    # What is left over is the frame around all cells.
    across, down = width // max(columns, 1), height // max(rows, 1)
    return (across, down) if across and down else None


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
        for first, last in _ACCENTS
        for code in range(first, last + 1)
        if unicodedata.combining(chr(code)) == 230
        and not unicodedata.decomposition(chr(code))
        and code not in _COMPOSING
    )


def kitty_row(row: int, columns: int) -> str:
    """Return the cells of a picture's row, as many as columns; at most as `diacritics` are."""
    accents = diacritics()
    return "".join(f"{PLACEHOLDER}{accents[row]}{accents[x]}" for x in range(columns))


def kitty_send(
    image: Image, number: int, columns: int, rows: int, *, in_tmux: bool
) -> tuple[str, ...]:
    """Return what hands a picture to the terminal, in pieces; it is shown where its cells are.

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
    return tuple(_handed(piece, in_tmux) for piece in _pieces(head, data))


def _pieces(head: str, data: str) -> Iterator[str]:
    for start in range(0, len(data), _PIECE):
        more = int(start + _PIECE < len(data))
        yield f"\x1b_G{head if start == 0 else 'q=2,'}m={more};{data[start : start + _PIECE]}\x1b\\"


def kitty_end(*, in_tmux: bool) -> str:
    """Return what ends a picture of which the other pieces are not sent: it is not shown."""
    return _handed("\x1b_Gq=2,m=0;\x1b\\", in_tmux)


def kitty_forget(number: int, *, in_tmux: bool) -> str:
    """Return what makes the terminal forget a picture."""
    return _handed(f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\", in_tmux)


def _handed(sequence: str, in_tmux: bool) -> str:
    return handed_through(sequence) if in_tmux else sequence


# Sixel


def room_for_sixels(width: int, height: int) -> tuple[int, int]:
    """Return how many of so many pixels across and down may be drawn on."""
    return min(width, _MOST_SIXELS), min(height, _MOST_SIXELS)


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
    sixels = image_to_sixels(image, background=(*ground, 1.0))
    return Overlay(mark, columns, rows, _defined_first(sixels))


def _defined_first(sixels: str) -> str:
    """Return the same sixels with all colours defined before any is drawn with.

    To xterm a definition is no choice: what follows it would be of the colour before.
    """
    start = re.match(r'\x1bP[\d;]*q"[\d;]*', sixels)
    if start is None:
        return sixels
    definitions = "".join(found[0] for found in _DEFINED.finditer(sixels))
    return start[0] + definitions + _DEFINED.sub(r"\1", sixels[start.end() :])
