"""Text measured and cut in terminal cells, and the difference of two drawn lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Literal

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mltui.terminal.light_strip import LightStrip
from mltui.widgets.glyphs import ELLIPSIS, sign

Align = Literal["left", "right", "center"]
Cells = list[tuple[str, Style | None]]

SPAN_GAP = 12
"""Unchanged cells between two changed ones that are rather sent again than jumped over."""

# ASCII, box drawing, blocks and braille: one cell each, and most of what charts are made of.
_NARROW = re.compile("[ -~\u2500-\u259f\u2800-\u28ff]*").fullmatch


def width_of(text: str) -> int:
    """Measures a cleaned text in cells."""
    return len(text) if text.isascii() or _NARROW(text) else cell_len(text)


def fit(text: str, width: int, align: Align = "left") -> str:
    """Cuts or pads a cleaned text to exactly `width` cells; what was cut ends in an ellipsis."""
    length = width_of(text)
    if length > width:
        if width <= 0:
            return ""
        # A wide character may not fit before the ellipsis: then a blank follows it.
        kept = set_cell_size(text, width - 1).rstrip() + sign(ELLIPSIS)
        return kept + " " * (width - width_of(kept))
    padding = width - length
    if align == "right":
        return " " * padding + text
    if align == "center":
        left = padding // 2
        return " " * left + text + " " * (padding - left)
    return text + " " * padding


def cut_fields(text: str, width: int) -> str:
    """Cuts at the end: whole fields, set apart by two spaces, as long as one of them is left.

    Half a number would be another number.
    """
    fields = text.split("  ")
    while len(fields) > 1 and width_of("  ".join(fields)) > width:
        fields.pop()
    text = "  ".join(fields)
    return fit(text, min(width_of(text), width))


def beside_first_field(text: str, more: str, room: int, gap: int) -> str:
    """Cuts a name in its middle such that the first field of what follows it has room as well.

    A field that takes more than half of the room, such as a sentence, gets what the name leaves.

    Args:
        text: the name, cleaned.
        more: what follows, cleaned; see `cut_fields`.
        room: cells for both.
        gap: cells between them.
    """
    first = more.split("  ", 1)[0]
    kept = gap + width_of(first) if first else 0
    return fit_middle(text, room - kept if kept <= room // 2 else room)


def fit_middle(text: str, width: int) -> str:
    """Cuts a cleaned text to at most `width` cells by leaving out its middle."""
    if width_of(text) <= width:
        return text
    if width <= 3:
        return fit(text, width)
    left, right = ends_of(text, width)
    return f"{left}{sign(ELLIPSIS)}{right}"


def ends_of(text: str, width: int) -> tuple[str, str]:
    """Gives the beginning and the end of a cleaned text that is wider than `width` cells.

    With an ellipsis between them they take at most `width`, which is at least 3.
    """
    head = (width - 1) // 2
    tail = width - 1 - head
    left = set_cell_size(text, head).rstrip()
    right = text[-tail:]
    while width_of(right) > tail:
        right = right[1:]
    return left, right


def changed_spans(old: Strip, new: Strip, gap: int = SPAN_GAP) -> list[tuple[int, int]]:
    """Finds the spans of cells in which two lines differ, as first cell and one past the last.

    Spans nearer to each other than `gap` cells are joined: moving the cursor and setting its
    colours again would cost more than the cells between. No span starts or ends within a wide
    character.
    """
    if old is new:
        return []
    before, after = _cells(old), _cells(new)
    if before == after:
        return []
    missing = ("", None)
    longest = max(len(before), len(after))
    before += [missing] * (longest - len(before))
    after += [missing] * (longest - len(after))
    spans: list[tuple[int, int]] = []
    for x in range(longest):
        if before[x] == after[x]:
            continue
        if spans and x - spans[-1][1] < gap:
            spans[-1] = (spans[-1][0], x + 1)
        else:
            spans.append((x, x + 1))
    return [_widened(span, before, after) for span in spans]


def _widened(span: tuple[int, int], before: Cells, after: Cells) -> tuple[int, int]:
    """Takes in the other half of a wide character; the second half has no text of its own."""
    start, end = span
    while start > 0 and not (before[start][0] and after[start][0]):
        start -= 1
    while end < len(after) and not (before[end][0] and after[end][0]):
        end += 1
    return start, end


def _cells(strip: Strip) -> Cells:
    """Spreads a line to one (text, style) per cell; the second half of a wide one is empty."""
    cells: Cells = []
    for text, style, _ in strip:
        if text.isascii() or _NARROW(text):
            cells.extend(zip(text, repeat(style)))
            continue
        for character in text:
            size = get_character_cell_size(character)
            if size == 0 and cells:
                base, base_style = cells[-1]
                cells[-1] = (base + character, base_style)
            else:
                cells.append((character, style))
                if size == 2:
                    cells.append(("", style))
    return cells


def joined(parts: Iterable[tuple[str, Style]]) -> Strip:
    """Builds a line as long as its parts; neighbours of one style become one segment."""
    segments: list[Segment] = []
    length = 0
    text_before: str = ""
    style_before: Style | None = None
    for text, style in parts:
        if not text:
            continue
        length += width_of(text)
        if style is style_before or style == style_before:
            text_before += text
            continue
        if text_before:
            segments.append(Segment(text_before, style_before))
        text_before, style_before = text, style
    if text_before:
        segments.append(Segment(text_before, style_before))
    return LightStrip(segments, length)


def seen_part(whole: Strip, left: int, width: int, base: Style, cut: Style) -> Strip:
    """Gives the part of a line that is seen, with a mark at its right edge where it goes on.

    Args:
        whole: the line.
        left: cells that are out of sight at its left.
        width: cells of the part.
        base: fills it up.
        cut: the mark's style.
    """
    length = whole.cell_length
    if length - left <= width or width < 2:
        return whole.crop(left, max(length, left)).adjust_cell_length(width, base)
    part = whole.crop(left, left + width - 1).adjust_cell_length(width - 1, base)
    return Strip.join([part, joined([(sign(ELLIPSIS), cut)])])


def line_of(parts: Sequence[tuple[str, Style]], width: int, base: Style) -> Strip:
    """Builds a line of exactly `width` cells from parts: cut, or filled up in the base style."""
    strip = joined(parts)
    used = strip.cell_length
    if used < width:
        blank = " " * (width - used)
        return joined([*((text, style or base) for text, style, _ in strip), (blank, base)])
    return strip if used == width else strip.crop(0, width)
