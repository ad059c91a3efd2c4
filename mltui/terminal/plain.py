"""What stands for a character on a terminal that knows ASCII alone."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SIGNS = dict(
    zip(
        "…·•–—−×÷≈≤≥←→↑↓▸▹►◂●○◌■□▪✓✔✗✘⚠∞✚µ°‘’“”«»▾▴▼▲␣",
        "~..---x/~<><>^v>>><*oo##.++xx!8+uo''\"\"<>v^v^_",
        strict=True,
    )
)

_BRAILLE = range(0x2800, 0x2900)
_BOXES = range(0x2500, 0x2580)
_BLOCKS = range(0x2580, 0x25A0)


@lru_cache(4096)
def plain_glyph(glyph: str) -> str:
    """Returns an ASCII character for what a cell shows."""
    if glyph.isascii():
        return glyph
    if glyph in _SIGNS:
        return _SIGNS[glyph]
    code = ord(glyph[0])
    if code in _BRAILLE:
        dots = (code - 0x2800).bit_count()
        return " .:+#"[min(4, (dots + 1) // 2)]
    if code in _BOXES:
        return _plain_line(glyph)
    if code in _BLOCKS:
        return _plain_block(glyph)
    letters = unicodedata.normalize("NFKD", glyph)
    return letters[0] if letters[0].isascii() and letters[0].isprintable() else "?"


def _plain_line(glyph: str) -> str:
    name = unicodedata.name(glyph)
    across = "HORIZONTAL" in name or "LEFT" in name or "RIGHT" in name
    along = "VERTICAL" in name or "UP" in name or "DOWN" in name
    if across and along:
        return "+"
    return "|" if along else "-"


def _plain_block(glyph: str) -> str:
    if glyph in "▔▀":
        return '"'
    if glyph in "▁▂":
        return "_"
    if glyph in "▎▏▕▍":
        return "|"
    return "." if glyph == "░" else "#"
