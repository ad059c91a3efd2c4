"""Names that differ in their middles alone, which a narrow column leaves out. Pure functions."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, fit_middle, width_of
from mltui.widgets.columns import Column
from mltui.widgets.glyphs import ELLIPSIS, sign
from mltui.widgets.rows import Cell, Row

#: First character, and one past the last.
Span = tuple[int, int]

#: Without so many cells there is no room for two gaps and what is between them.
_LEAST_ROOM = 8


def with_telling_parts(rows: Iterable[Row], columns: Sequence[Column]) -> list[Row]:
    """Say in the cells of columns that lose their middles what would look alike without them.

    Args:
        rows: All of a list. Cells of several pieces are left as they are.
        columns: Those of the list.
    """
    found = list(rows)
    for column in columns:
        if column.ends:
            _tell(found, column)
    return found


def _tell(rows: list[Row], column: Column) -> None:
    names = {row.key: _name(row.cells.get(column.key, "")) for row in rows}
    spans = telling_parts(tuple(names.values()), column.width or column.minimum)
    if not spans:
        return
    for place, row in enumerate(rows):
        span = spans.get(names[row.key])
        if span is not None:
            cell = row.cells[column.key]
            told = replace(Cell(cell) if isinstance(cell, str) else cell, telling=span)
            rows[place] = Row(row.key, {**row.cells, column.key: told})


def _name(cell: Cell | str) -> str:
    if isinstance(cell, str):
        return clean(cell)
    return "" if cell.more else clean(cell.text)


def telling_parts(names: Iterable[str], room: int) -> dict[str, Span]:
    """Find by name where those differ that look alike once their middles are left out.

    Of names that look alike the parts begin at the same place and are equally long.

    Args:
        names: Cleaned ones.
        room: The least cells that they are cut to.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name in set(names):
        # Of wide characters nobody could say from their number how many cells they take.
        if width_of(name) > room and width_of(name) == len(name):
            alike[fit_middle(name, room)].append(name)
    spans: dict[str, Span] = {}
    for group in alike.values():
        if len(group) < 2:
            continue
        start = common_beginning(group)
        rest = [name[start:] for name in group]
        after = common_beginning([text[::-1] for text in rest])
        longest = max(len(text) for text in rest) - after
        spans.update(dict.fromkeys(group, (start, start + longest)))
    return spans


def fit_telling(text: str, width: int, span: Span) -> str:
    """Cut a cleaned text to at most `width` cells such that one part of it is left.

    Args:
        text: In which a character is a cell.
        width: Cells there are.
        span: The part; of one that is too long the beginning is left.
    """
    start, end = span
    head = (width - 1) // 2
    if len(text) <= width or width < _LEAST_ROOM or end <= head:
        return fit_middle(text, width)
    if start >= len(text) - (width - 1 - head):
        return fit_middle(text, width)
    if end < width:
        return fit(text, width)
    gap = sign(ELLIPSIS)
    head = (width - 2) // 3
    room = width - head - 2
    since = min(start, max(end - room, head))
    return f"{text[:head]}{gap}{fit(text[since:], room + 1)}"


def common_beginning(texts: Iterable[str]) -> int:
    """Return with how many characters all texts begin alike."""
    alike = (len(set(signs)) == 1 for signs in zip(*texts, strict=False))
    return sum(itertools.takewhile(bool, alike))
