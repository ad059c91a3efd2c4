"""Screens that pyte shows, to be compared cell by cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pyte
from pyte.screens import Char
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

from mltui.terminal.cells import TAIL, Line
from mltui.terminal.rendition import PLAIN, Renditions


class Shown:
    """A terminal of pyte's that takes plain text, with lines that do not wrap."""

    def __init__(self, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        # What pyte does not know: the marks of synchronised output and hyperlinks are harmless.
        self._stream.feed(text)

    def cells(self) -> list[list[Char]]:
        """Every cell: its text, colours and attributes."""
        columns, rows = self.screen.columns, self.screen.lines
        return [[_normal(self.screen.buffer[y][x]) for x in range(columns)] for y in range(rows)]

    def put(self, x: int, y: int, text: str, attributes: Char) -> None:
        """Draw at a place, as after the sequences for it and for these attributes."""
        self.screen.cursor_position(y + 1, x + 1)
        self.screen.cursor.attrs = attributes
        self.screen.draw(text)


def _normal(cell: Char) -> Char:
    if cell.data.isascii():
        return cell
    return cell._replace(data=unicodedata.normalize("NFC", cell.data))


def draw_plainly(shown: Shown, lines: Sequence[Line], renditions: Renditions) -> None:
    """Draws every cell by itself, each at its address and with its whole rendition."""
    attributes: dict[int, Char] = {}
    for y, line in enumerate(lines):
        for x, (glyph, number) in enumerate(zip(line.glyphs, line.renditions, strict=True)):
            if glyph == TAIL:
                continue
            if number not in attributes:
                shown.feed(f"\x1b[m{renditions.change(PLAIN, number)}")
                attributes[number] = shown.screen.cursor.attrs
            shown.put(x, y, glyph, attributes[number])
    shown.feed("\x1b[m")


def as_textual_draws(update: CompositorUpdate, console: Console) -> str:
    """What Textual sends for an update.

    Rich keeps with a style what is sent for it, even if an earlier test had fewer colours.
    """
    if isinstance(update, LayoutUpdate):
        strips = [strip for line in update.strips for strip in line]
    else:
        assert isinstance(update, ChopsUpdate)
        strips = [strip for chops in update.chops for strip in chops.values() if strip]
    for strip in strips:
        strip._render_cache = None
        for _, style, _ in strip:
            if style is not None:
                style._ansi = None
    return update.render_segments(console)


def differences(one: Shown, other: Shown) -> list[str]:
    """Says which cells differ, at most a few."""
    return [
        f"({x},{y}): {a} instead of {b}"
        for y, (line, expected) in enumerate(zip(one.cells(), other.cells(), strict=True))
        for x, (a, b) in enumerate(zip(line, expected, strict=True))
        if a != b
    ][:5]
