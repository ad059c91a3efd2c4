"""How a table's header and rows look as lines of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rich.style import Style
from textual.strip import Strip

from mltui.terminal.sanitise import clean
from mltui.widgets import palette
from mltui.widgets.cells import fit, fit_middle, line_of, width_of
from mltui.widgets.columns import GAP, Placed
from mltui.widgets.glyphs import CURSOR, MARK, sign
from mltui.widgets.rows import Cell, Row
from mltui.widgets.telling import fit_telling, without_middle

GUTTER = 3
"""Cells before the first column, for the cursor and the mark."""

Parts = list[tuple[str, Style]]


def header_line(placed: Iterable[Placed], width: int, token: Callable[[str], Style]) -> Strip:
    """Draws the titles; `token` gives the style of a palette token."""
    base = token("")
    parts: Parts = [(" " * GUTTER, base)]
    for each in placed:
        column = each.column
        title = clean(column.title)
        style = token("faint")
        if column.sort:
            title += sign("↓" if column.sort == "desc" else "↑")
            style = token("accent")
        parts += [(fit(title, each.width, column.align), style), (" " * GAP, base)]
    return line_of(parts, width, base)


def row_line(
    row: Row | None,
    placed: Sequence[Placed],
    width: int,
    base: Style,
    *,
    dark: bool,
    here: bool,
    marked: bool,
) -> Strip:
    """Draws one row.

    Args:
        row: None for one that is not known yet.
        placed: the columns that fit.
        width: cells of the line.
        base: style with the row's background.
        dark: whether the theme is a dark one.
        here: whether the cursor is on it.
        marked: whether it is marked; the mark's sign goes before the cursor's.
    """
    parts: Parts = []
    if marked:
        parts.append((f" {sign(MARK)} ", base + palette.style("warn", dark)))
    elif here:
        parts.append((f" {sign(CURSOR)} ", base + palette.style("accent", dark)))
    else:
        parts.append((" " * GUTTER, base))
    reached = 0
    for number, each in enumerate(placed):
        if number < reached:
            continue
        if row is None:
            text = sign("·") if each.x == 0 else ""
            parts.append((fit(text, each.width), base + palette.style("faint", dark)))
        else:
            cell = row.cells.get(each.column.key, "")
            if isinstance(cell, Cell) and cell.spills:
                reached = _reach(row, placed, number)
                last = placed[reached - 1]
                each = replace(each, width=last.x + last.width - each.x)
            parts += _cell(cell, each, base, dark)
        parts.append((" " * GAP, base))
    return line_of(parts, width, base)


def _reach(row: Row, placed: Sequence[Placed], number: int) -> int:
    """Return the place after the empty ones that follow a place."""
    following = range(number + 1, len(placed))
    filled = (at for at in following if row.cells.get(placed[at].column.key, ""))
    return next(filled, len(placed))


def _cell(cell: Cell | str, placed: Placed, base: Style, dark: bool) -> Parts:
    """Draws one cell, cut and aligned to its column."""
    width, align = placed.width, placed.column.align
    cut = fit_middle if placed.column.ends else _whole
    if isinstance(cell, str):
        return [(fit(cut(clean(cell), width), width, align), base)]
    pieces = cell.pieces()
    if len(pieces) == 1:
        text, token = pieces[0]
        if placed.column.ends and cell.telling is not None:
            text = fit_telling(text, width, cell.telling)
        else:
            text = cut(text, width)
        return [(fit(text, width, align), base + palette.style(token, dark))]
    if placed.column.ends:
        pieces = without_middle(pieces, width, cell.telling)
    padding = max(width - sum(width_of(text) for text, _ in pieces), 0)
    left = padding if align == "right" else padding // 2 if align == "center" else 0
    parts: Parts = [(" " * left, base)]
    room = width - left
    for text, token in pieces:
        taken = min(width_of(text), room)
        if taken <= 0:
            break
        parts.append((fit(text, taken), base + palette.style(token, dark)))
        room -= taken
    parts.append((" " * room, base))
    return parts


def _whole(text: str, _: int) -> str:
    return text


def content_widths(rows: Iterable[Row | None], keys: Sequence[str]) -> Mapping[str, int]:
    """Measures the widest content of columns among rows, in cells."""
    widths = dict.fromkeys(keys, 0)
    for row in rows:
        if row is None:
            continue
        for key in keys:
            cell = row.cells.get(key, "")
            if isinstance(cell, Cell) and cell.spills:
                continue
            if isinstance(cell, str):
                width = width_of(clean(cell))
            else:
                width = sum(width_of(text) for text, _ in cell.pieces())
            widths[key] = max(widths[key], width)
    return widths
