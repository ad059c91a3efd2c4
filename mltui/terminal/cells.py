"""Lines of the screen as cells: what each shows, and how it is drawn."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import ne

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

#: A longer text is not kept once it is split; a line of a wide screen is shorter, accents and all.
_LONGEST_KEPT = 2000

_JOINER = "\u200d"
_JOINERS = (_JOINER, "\ufe0f")  # what follows is joined; what precedes is an emoji

# Printable ASCII and Latin, punctuation, box drawing, blocks and braille: most of all text.
_EACH_ONE_CELL = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u259f\u2800-\u28ff]*"
).fullmatch

_CHANGED = re.compile(rb"[^\0]+")


class Line:
    """A line of cells.

    Args:
        glyphs: Per cell its character with what combines with it; `TAIL` after a wide one.
        renditions: Per cell the number of its rendition.

    Attributes:
        glyphs: The same; a text wherever each cell holds just one character.
        renditions: The same.
    """

    __slots__ = ("_numbers", "glyphs", "renditions")

    def __init__(self, glyphs: Sequence[str], renditions: array[int]) -> None:
        self.glyphs: str | list[str] = glyphs if isinstance(glyphs, str) else _simplest(glyphs)
        self.renditions = renditions
        self._numbers: tuple[int, int] | None = None

    def __len__(self) -> int:
        return len(self.glyphs)

    def copy(self) -> Line:
        """Returns a line of the same cells."""
        glyphs = self.glyphs
        line = Line(glyphs if isinstance(glyphs, str) else "", self.renditions[:])
        if not isinstance(glyphs, str):
            line.glyphs = glyphs.copy()
        line._numbers = self._numbers
        return line

    def text(self, start: int, stop: int) -> str:
        """Returns what some cells show."""
        found = self.glyphs[start:stop]
        return found if isinstance(found, str) else "".join(found)

    def numbers(self) -> tuple[int, int] | None:
        """Returns glyphs and renditions as two numbers of 32 bits per cell, the first the lowest.

        Two lines are compared by them at once. None if a cell holds more or less than one
        character.
        """
        if self._numbers is None and isinstance(self.glyphs, str):
            glyphs = self.glyphs.encode("utf-32-le", "surrogatepass")
            self._numbers = (
                int.from_bytes(glyphs, "little"),
                # The bytes of one cell may be in any order: they are only compared.
                int.from_bytes(self.renditions.tobytes(), "little"),
            )
        return self._numbers

    def put(self, x: int, part: Line, stop: int) -> None:
        """Overwrites the cells from `x` up to `stop` (not included) with those of another line.

        A wide character at the end is written whole.
        """
        length = min(stop - x, len(part), len(self) - x)
        if length < len(part) and part.glyphs[length] == TAIL and x + length < len(self):
            length += 1
        end, old, new = x + length, self.glyphs, part.glyphs[:length]
        if isinstance(old, str) and isinstance(new, str):
            self.glyphs = f"{old[:x]}{new}{old[end:]}"
        else:
            self.glyphs = [*old[:x], *new, *old[end:]]
        self.renditions[x:end] = part.renditions[:length]
        before, news = self._numbers, part.numbers()
        self._numbers = None
        if before is not None and news is not None:
            glyphs, renditions = before
            self._numbers = (
                _put(glyphs, x, news[0], length),
                _put(renditions, x, news[1], length),
            )

    def mend(self) -> None:
        """Makes halves of wide characters blank, as the terminal does that loses one half."""
        glyphs = self.glyphs
        if isinstance(glyphs, str):
            return
        last = len(glyphs) - 1
        for x, glyph in enumerate(glyphs):
            if glyph == TAIL:
                if x == 0 or not is_wide(glyphs[x - 1]):
                    glyphs[x] = " "
            elif not glyph.isascii() and is_wide(glyph) and (x == last or glyphs[x + 1] != TAIL):
                glyphs[x] = " "
        self.glyphs = _simplest(glyphs)


def _simplest(glyphs: Sequence[str]) -> str | list[str]:
    text = "".join(glyphs)
    return text if len(text) == len(glyphs) and TAIL not in glyphs else [*glyphs]


def _put(cells: int, x: int, news: int, length: int) -> int:
    """Returns a line as a number, of which `length` cells are those that another begins with."""
    shift = _BITS * x
    return cells ^ ((((cells >> shift) ^ news) & ((1 << _BITS * length) - 1)) << shift)


def unknown_line(width: int) -> Line:
    """Returns a line of which nothing is known."""
    return Line(UNKNOWN * width, array("I", [PLAIN]) * width)


def line_of(segments: Iterable[Segment], renditions: Renditions, *, plain: bool = False) -> Line:
    """Returns the cells of some segments of text; plain ones show ASCII alone."""
    pieces = [(text, style) for text, style, control in segments if not control]
    number_as_bytes = renditions.number_as_bytes
    whole = "".join([text for text, _ in pieces])
    if _EACH_ONE_CELL(whole) and not (plain and not whole.isascii()):
        numbers = b"".join([number_as_bytes(style) * len(text) for text, style in pieces])
        return Line(whole, array("I", numbers))
    glyphs: list[str] = []
    numbers = b""
    for text, style in pieces:
        cells: Sequence[str] = text if _EACH_ONE_CELL(text) else split(text)
        if plain and not text.isascii():
            cells = [plain_glyph(cell) if cell != TAIL else " " for cell in cells]
        glyphs += cells
        numbers += number_as_bytes(style) * len(cells)
    return Line(glyphs, array("I", numbers))


def split(text: str) -> tuple[str, ...]:
    """Returns what each cell of a text shows.

    Control characters, which would make the terminal do something, are left out.
    """
    return _split_and_kept(text) if len(text) <= _LONGEST_KEPT else _split(text)


def _split(text: str) -> tuple[str, ...]:
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


_split_and_kept = lru_cache(4096)(_split)


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


def changes(before: Line, after: Line) -> list[tuple[int, int]]:
    """Returns the spans of cells in which two lines of one length differ, in order."""
    old, new = before.numbers(), after.numbers()
    if old is not None and new is not None:
        either = (old[0] ^ new[0]) | (old[1] ^ new[1])
        if not either:
            return []
        either |= either >> 16
        either |= either >> 8  # now the lowest byte of a cell tells of all four
        cells = either.to_bytes(4 * len(after), "little")[::4]
        return [found.span() for found in _CHANGED.finditer(cells)]
    glyphs = bytes(map(ne, before.glyphs, after.glyphs))
    renditions = bytes(map(ne, before.renditions, after.renditions))
    either = int.from_bytes(glyphs) | int.from_bytes(renditions)
    return [found.span() for found in _CHANGED.finditer(either.to_bytes(len(after)))]
