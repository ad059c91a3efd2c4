"""Text measured and cut in terminal cells, and the difference of two drawn lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mltui.widgets.glyphs import ELLIPSIS, sign

Align = Literal["left", "right", "center"]


def width_of(text: str) -> int:
    """Measures a cleaned text in cells."""
    return len(text) if text.isascii() else cell_len(text)


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


def fit_middle(text: str, width: int) -> str:
    """Cuts a cleaned text to at most `width` cells by leaving out its middle."""
    if width_of(text) <= width:
        return text
    if width <= 3:
        return fit(text, width)
    head = (width - 1) // 2
    tail = width - 1 - head
    left = set_cell_size(text, head).rstrip()
    right = text[-tail:]
    while width_of(right) > tail:
        right = right[1:]
    return f"{left}{sign(ELLIPSIS)}{right}"


def changed_span(old: Strip, new: Strip) -> tuple[int, int] | None:
    """Finds the first and one past the last cell in which two lines differ, or None if none do."""
    if old is new:
        return None
    before, after = _cells(old), _cells(new)
    if before == after:
        return None
    start = 0
    shortest = min(len(before), len(after))
    while start < shortest and before[start] == after[start]:
        start += 1
    end, longest = len(after), max(len(before), len(after))
    if len(before) == longest == end:
        while end > start and before[end - 1] == after[end - 1]:
            end -= 1
    else:
        end = longest
    # A wide character covers the cell after it: never start or stop within one.
    while start > 0 and start < shortest and (not before[start][0] or not after[start][0]):
        start -= 1
    while end < shortest and (not before[end][0] or not after[end][0]):
        end += 1
    return start, end


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """Spreads a line to one (text, style) per cell; the second half of a wide one is empty."""
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        if text.isascii():
            cells.extend((character, style) for character in text)
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
    return Strip(segments, length)


def line_of(parts: Sequence[tuple[str, Style]], width: int, base: Style) -> Strip:
    """Builds a line of exactly `width` cells from parts: cut, or filled up in the base style."""
    strip = joined(parts)
    used = strip.cell_length
    if used < width:
        blank = " " * (width - used)
        return joined([*((text, style or base) for text, style, _ in strip), (blank, base)])
    return strip if used == width else strip.crop(0, width)
