"""Lines of the screen as cells: what each shows, and how it is drawn."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment

from mltui.terminal.plain import plain_glyph
from mltui.terminal.rendition import PLAIN, Renditions

UNKNOWN = "\0"
"""Stands in a cell of which nobody knows what the terminal shows."""

TAIL = ""
"""The second cell of a wide character."""

#: Bits of a cell in the numbers that lines are compared by.
_BITS = 32

_JOINER = "\u200d"
_JOINERS = (_JOINER, "\ufe0f")  # what follows is joined; what precedes is an emoji

# Printable ASCII and Latin, punctuation, box drawing, blocks and braille: most of all text.
_EACH_ONE_CELL = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*"
).fullmatch


@dataclass(slots=True)
class Line:
    """A line of cells.

    Attributes:
        glyphs: Per cell its character with what combines with it; `TAIL` after a wide one.
        renditions: Per cell the number of its rendition.
        narrow: Whether it is certain that no character is wide.
    """

    glyphs: list[str] = field(default_factory=list)
    renditions: list[int] = field(default_factory=list)
    narrow: bool = field(default=False, compare=False)
    _numbers: tuple[int, int] | None = field(default=None, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.glyphs)

    def copy(self) -> Line:
        """Returns a line of the same cells."""
        return Line(self.glyphs.copy(), self.renditions.copy(), self.narrow, self._numbers)

    def numbers(self) -> tuple[int, int] | None:
        """Returns glyphs and renditions as two numbers of 32 bits per cell, the first the lowest.

        Two lines are compared by them at once. None if a cell holds more or less than one
        character. Whoever changes the lists themselves must do so before the first call.
        """
        if self._numbers is None and self.narrow:
            text = "".join(self.glyphs)
            if len(text) == len(self.glyphs):  # no cell is empty, for none is the tail of another
                glyphs = text.encode("utf-32-le", "surrogatepass")
                renditions = struct.pack(f"<{len(text)}I", *self.renditions)
                self._numbers = (
                    int.from_bytes(glyphs, "little"),
                    int.from_bytes(renditions, "little"),
                )
        return self._numbers

    def put(self, x: int, part: Line, stop: int) -> None:
        """Overwrites the cells from `x` up to `stop` (not included) with those of another line.

        A wide character at the end is written whole.
        """
        length = min(stop - x, len(part), len(self) - x)
        if length < len(part) and part.glyphs[length] == TAIL and x + length < len(self):
            length += 1
        self.narrow = part.narrow and (self.narrow or length == len(self))
        self.glyphs[x : x + length] = part.glyphs[:length]
        self.renditions[x : x + length] = part.renditions[:length]
        if self._numbers is not None:
            news = part.numbers()
            if news is None:
                self._numbers = None
            else:
                glyphs, renditions = self._numbers
                self._numbers = (
                    _put(glyphs, x, news[0], length),
                    _put(renditions, x, news[1], length),
                )

    def mend(self) -> None:
        """Makes halves of wide characters blank, as the terminal does that loses one half."""
        if self.narrow:
            return
        self._numbers = None
        glyphs = self.glyphs
        last = len(glyphs) - 1
        for x, glyph in enumerate(glyphs):
            if glyph == TAIL:
                if x == 0 or not is_wide(glyphs[x - 1]):
                    glyphs[x] = " "
            elif not glyph.isascii() and is_wide(glyph) and (x == last or glyphs[x + 1] != TAIL):
                glyphs[x] = " "
        self.narrow = TAIL not in glyphs


def _put(cells: int, x: int, news: int, length: int) -> int:
    """Returns a line as a number, of which `length` cells are those that another begins with."""
    shift = _BITS * x
    return cells ^ ((((cells >> shift) ^ news) & ((1 << _BITS * length) - 1)) << shift)


def unknown_line(width: int) -> Line:
    """Returns a line of which nothing is known."""
    return Line([UNKNOWN] * width, [PLAIN] * width)


def line_of(segments: Iterable[Segment], renditions: Renditions, *, plain: bool = False) -> Line:
    """Returns the cells of some segments of text; plain ones show ASCII alone."""
    glyphs: list[str] = []
    numbers: list[int] = []
    number_of = renditions.number
    for text, style, control in segments:
        if control:
            continue
        cells: Sequence[str] = text if _EACH_ONE_CELL(text) else split(text)
        if plain and not text.isascii():
            cells = [plain_glyph(cell) if cell != TAIL else " " for cell in cells]
        glyphs += cells
        numbers += [number_of(style)] * len(cells)
    return Line(glyphs, numbers, TAIL not in glyphs)


@lru_cache(4096)
def split(text: str) -> tuple[str, ...]:
    """Returns what each cell of a text shows.

    Control characters, which would make the terminal do something, are left out.
    """
    cells: list[str] = []
    joining = False
    for character in text:
        if character in _JOINERS:
            if cells:
                _append(cells, character)
                joining = character == _JOINER
        elif width := get_character_cell_size(character):
            if joining:
                _append(cells, character)
            else:
                cells.append(character)
                if width == 2:
                    cells.append(TAIL)
            joining = False
        elif cells and unicodedata.category(character) in ("Mn", "Me", "Mc"):
            _append(cells, character)
    return tuple(cells)


def _append(cells: list[str], character: str) -> None:
    """Combines a character with the last one, which may become wide by that."""
    base = len(cells) - (2 if cells[-1] == TAIL else 1)
    cells[base] += character
    if cells[-1] != TAIL and cell_len(cells[base]) == 2:
        cells.append(TAIL)


@lru_cache(4096)
def is_wide(glyph: str) -> bool:
    """Whether a character takes two cells."""
    return len(split(glyph)) == 2
