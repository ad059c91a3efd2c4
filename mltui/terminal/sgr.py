"""Reads console text that programs coloured for a terminal: keeps the colours, drops the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mltui.terminal.sanitise import clean

# Control sequences (ECMA-48 5.4): ESC [ or its one-byte form, parameters, intermediates, a final
# byte. Then control strings (OSC, DCS, SOS, PM, APC) up to their terminator, or to the end where
# it is missing, and the two- and three-byte escapes.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)([0-?]*)([ -/]*)([@-~])"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]).*?(?:\x07|\x1b\\|\x9c|$)"
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
TAB = 8
"""Columns from one tab stop to the next."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of console text is coloured.

    Attributes:
        foreground: None, a number 0..255 of the 256 colours, or `#rrggbb`.
        background: the same.
        bold: heavier.
        dim: fainter.
        italic: slanted.
        underline: underlined.
        reverse: foreground and background exchanged.
        strike: crossed out.
    """

    foreground: int | str | None = None
    background: int | str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Look()
_SWITCHES: dict[int, dict[str, bool]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"reverse": True},
    9: {"strike": True},
    21: {"underline": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"reverse": False},
    29: {"strike": False},
}
Piece = tuple[str, Look]


def parse(text: str, look: Look = PLAIN) -> tuple[list[Piece], Look]:
    """Splits one line of console text into pieces that are each safe to draw.

    Tabs become spaces up to the next tab stop. Blinking and hidden text are not kept.

    Args:
        text: one line; what is no colour (cursor movements, titles, links...) is dropped.
        look: the one in force at its start.

    Returns:
        The pieces, none of them empty, and the look in force at the end.
    """
    if "\x1b" not in text and text.isprintable():
        if not text.isascii():
            text = clean(text)  # printable are piles of accents too, and flags
        return ([(text, look)] if text else []), look
    pieces: list[Piece] = []
    column = 0
    position = 0

    def add(raw: str) -> None:
        nonlocal column
        if "\t" in raw:
            shown = ""
            for number, part in enumerate(raw.split("\t")):
                if number:
                    shown += " " * (TAB - (column + len(shown)) % TAB)
                shown += clean(part)
        else:
            shown = clean(raw)
        if not shown:
            return
        column += len(shown)
        if pieces and pieces[-1][1] == look:
            pieces[-1] = (pieces[-1][0] + shown, look)
        else:
            pieces.append((shown, look))

    for match in _SEQUENCE.finditer(text):
        add(text[position : match.start()])
        position = match.end()
        if match.group(3) == "m" and not match.group(2):
            look = apply(look, match.group(1))
    add(text[position:])
    return pieces, look


def strip(text: str) -> str:
    """Gives the text of one line without colours and everything else that is not text."""
    return "".join(piece for piece, _ in parse(text)[0])


def apply(look: Look, parameters: str) -> Look:
    """Gives the look after an SGR sequence with these parameters; unknown ones change nothing."""
    if len(parameters) > 200:
        return look
    codes: list[int] = []
    for part in parameters.replace(":", ";").split(";"):
        if part and not part.isdecimal():
            return look
        codes.append(int(part[:6]) if part else 0)
    index = 0
    while index < len(codes):
        code = codes[index]
        index += 1
        if code == 0:
            look = PLAIN
        elif code in _SWITCHES:
            look = replace(look, **_SWITCHES[code])
        elif 30 <= code <= 37 or 90 <= code <= 97:
            look = replace(look, foreground=code - 30 if code < 90 else code - 82)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            look = replace(look, background=code - 40 if code < 100 else code - 92)
        elif code == 39:
            look = replace(look, foreground=None)
        elif code == 49:
            look = replace(look, background=None)
        elif code in (38, 48):
            colour, index = _extended(codes, index)
            if colour is not None:
                if code == 38:
                    look = replace(look, foreground=colour)
                else:
                    look = replace(look, background=colour)
    return look


def _extended(codes: list[int], index: int) -> tuple[int | str | None, int]:
    """Reads what follows 38 or 48: `5;n` or `2;r;g;b`; gives the colour and what to read next."""
    kind = codes[index] if index < len(codes) else -1
    if kind == 5 and index + 1 < len(codes):
        number = codes[index + 1]
        return (number if number <= 255 else None), index + 2
    if kind == 2 and index + 3 < len(codes):
        red, green, blue = codes[index + 1 : index + 4]
        if max(red, green, blue) <= 255:
            return f"#{red:02x}{green:02x}{blue:02x}", index + 4
        return None, index + 4
    return None, len(codes)
