"""Makes text from the server safe to draw: one line, no control characters, honest widths."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARKS = 4
"""Accents that one letter may carry; more of them run over the lines above and below."""

UNKNOWN = "\ufffd"
"""What stands for a character whose width nobody knows: private use, not assigned."""

LONGEST_KEPT = 500
"""Longer texts are not kept once they are cleaned: thousands of them would take much memory."""

_BREAKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_ASCII = {code: " " if chr(code) in _BREAKS else None for code in (*range(32), 127)}

# Control, format (bidirectional controls, zero width joiners and spaces, tags), lone surrogates,
# line and paragraph separators (those become blanks before).
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))

# Of no width of their own, but no accents either: terminals disagree about what follows.
_FILLERS = frozenset(
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)  # joiners and fillers
)
_FIRST_FLAG_LETTER = 0x1F1E6

# Where they are printable, these are clean by themselves and next to each other: Latin, Cyrillic,
# punctuation, arrows, box drawing, blocks, braille, and what Chinese, Japanese and Korean is
# mostly written in.
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff"
    "\u2500-\u259f\u2800-\u28ff\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff60]*"
).fullmatch


def clean(text: str) -> str:
    """Gives the text as one line that is safe to draw.

    Line breaks and tabs become one blank each; every other control or format character is
    dropped, also those that reorder text or have no width. Accents are composed with their
    letters where Unicode has the letter, and cut to a few; flags become their two letters. Never
    fails; what is already clean comes back as it is.
    """
    if text.isascii():
        return text if text.isprintable() else text.translate(_ASCII)
    if _PLAIN(text) and text.isprintable():
        return text
    return _clean_and_kept(text) if len(text) <= LONGEST_KEPT else _clean(text)


def _clean(text: str) -> str:
    kept: list[str] = []
    marks = MARKS  # none before the first letter
    for character in unicodedata.normalize("NFC", text):
        if " " <= character <= "~":
            marks = 0
            kept.append(character)
            continue
        if character in _BREAKS:
            marks = MARKS
            kept.append(" ")
            continue
        category = unicodedata.category(character)
        if category in _DROPPED:
            continue
        code = ord(character)
        if category in ("Mn", "Me"):
            if marks < MARKS and not _selects_variant(code) and code not in _FILLERS:
                marks += 1
                kept.append(character)
        elif category in ("Co", "Cn"):
            marks = MARKS
            kept.append(UNKNOWN)
        elif _FIRST_FLAG_LETTER <= code < _FIRST_FLAG_LETTER + 26:
            marks = 0
            kept.append(chr(code - _FIRST_FLAG_LETTER + ord("A")))
        elif code in _FILLERS or _joins_before(code):
            continue
        else:
            marks = 0
            kept.append(character)
    # What was dropped may leave a letter and an accent side by side that compose.
    return unicodedata.normalize("NFC", "".join(kept))


_clean_and_kept = lru_cache(maxsize=4096)(_clean)


def _selects_variant(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180F


def _joins_before(code: int) -> bool:
    """Whether a character that is no accent melts into the one before: skin tones, jamo."""
    return 0x1F3FB <= code <= 0x1F3FF or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FB
