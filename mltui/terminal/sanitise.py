"""Makes text from the server safe to draw: one line, no control characters, honest widths."""

from __future__ import annotations

import re
from functools import lru_cache

# Everything that a terminal may act upon, that reorders what follows, that has no width of its own
# but is no accent, or that can't be encoded at all:
#   Cc  C0 and C1 control characters, DEL
#   Cf  bidirectional controls, zero width space and joiners, word joiner, byte order mark, tags
#   Cs  lone surrogates, Zl and Zp  line and paragraph separators
#   variation selectors and Hangul fillers: programs disagree about their width
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U0001fffe\U0001ffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_BREAKS = frozenset("\t\n\r\v\f\x85\u2028\u2029")


def clean(text: str) -> str:
    """Gives the text as one line that is safe to draw.

    Line breaks and tabs become one space each, every other control or format character is
    dropped, accents that pile up on one letter are cut to a few. Never fails; what is already
    clean comes back as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    return _clean(text)


@lru_cache(maxsize=4096)
def _clean(text: str) -> str:
    return _UNSAFE.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    return " " if match.group() in _BREAKS else ""
