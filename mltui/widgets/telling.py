"""Names that differ in their middles alone, which a narrow column leaves out. Pure functions."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import ends_of, fit, fit_middle, width_of
from mltui.widgets.columns import Column
from mltui.widgets.glyphs import ELLIPSIS, sign
from mltui.widgets.rows import Cell, Row

#: First character, and one past the last.
Span = tuple[int, int]

#: Texts with their styles, one right after the other.
Pieces = tuple[tuple[str, str], ...]

#: Without so many cells there is no room for two gaps and what is between them.
_LEAST_ROOM = 8

#: Cells of a cell's first piece that are left at least where the others stay whole.
_LEAST_BEGINNING = 3


def with_telling_parts(rows: Iterable[Row], columns: Sequence[Column], room: int = 0) -> list[Row]:
    """Say in the cells of columns that lose their middles what would look alike without them.

    Args:
        rows: All of a list.
        columns: Those of the list.
        room: The least cells of such a column; 0 for those that it keeps.
    """
    found = list(rows)
    for column in columns:
        if column.ends:
            _tell(found, column.key, room or column.width or column.minimum)
    return found


def _tell(rows: list[Row], key: str, room: int) -> None:
    cells = [row.cells.get(key, "") for row in rows]
    pieces = [_pieces(cell) for cell in cells]
    names = [_joined(each) for each in pieces]
    cuts = {
        name: _joined(without_middle(each, room))
        for name, each in zip(names, pieces, strict=True)
        if width_of(name) > room
    }
    spans = _where_they_differ(cuts)
    for place, (row, cell, name) in enumerate(zip(list(rows), cells, names, strict=True)):
        if name in spans:
            told = replace(Cell(cell) if isinstance(cell, str) else cell, telling=spans[name])
            rows[place] = Row(row.key, {**row.cells, key: told})


def _pieces(cell: Cell | str) -> Pieces:
    return ((clean(cell), ""),) if isinstance(cell, str) else cell.pieces()


def _joined(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def telling_parts(names: Iterable[str], room: int) -> dict[str, Span]:
    """Find by name where those differ that look alike once their middles are left out.

    Of names that look alike the parts begin at the same place and are equally long.

    Args:
        names: Cleaned ones.
        room: The least cells that they are cut to.
    """
    return _where_they_differ(
        {name: fit_middle(name, room) for name in names if width_of(name) > room}
    )


def _where_they_differ(cuts: Mapping[str, str]) -> dict[str, Span]:
    """Find the telling parts of names that are alike as they are cut."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name, cut in cuts.items():
        # Of wide characters nobody could say from their number how many cells they take.
        if width_of(name) == len(name):
            alike[cut].append(name)
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
    return _joined(_left_of(((text, ""),), _kept(text, width, span)))


def without_middle(pieces: Pieces, width: int, span: Span | None = None) -> Pieces:
    """Cut cleaned pieces together by leaving out their middle; what is left keeps its style.

    Of several the last ones stay whole where some of the first stays as well: neighbours mostly
    differ in them.

    Args:
        pieces: At least one.
        width: Cells there are.
        span: The part of all of them together that is to be left.
    """
    whole = _joined(pieces)
    if width_of(whole) <= width or width <= 3:
        return pieces if len(pieces) > 1 else ((fit_middle(whole, width), pieces[0][1]),)
    (first, style), *rest = pieces
    room = width - sum(width_of(text) for text, _ in rest)
    if rest and room >= _LEAST_BEGINNING and _is_left(span, first, room):
        return ((fit(first, room), style), *rest)
    if span is not None:
        return _left_of(pieces, _kept(whole, width, span))
    left, right = ends_of(whole, width)
    return _left_of(pieces, [(0, len(left)), (len(whole) - len(right), len(whole))])


def _is_left(span: Span | None, first: str, room: int) -> bool:
    """Return whether a part is left of pieces of which the first one alone loses its end."""
    return span is None or span[1] < room or span[0] >= len(first)


def _kept(text: str, width: int, span: Span) -> list[Span]:
    """Return which parts of a text are left such that one part of it is among them."""
    if len(text) <= width:
        return [(0, len(text))]
    if width <= 3:
        return [(0, max(width - 1, 0))]
    start, end = span
    left, right = ends_of(text, width)
    ends = [(0, len(left)), (len(text) - len(right), len(text))]
    if width < _LEAST_ROOM or end <= (width - 1) // 2 or start >= len(text) - len(right):
        return ends
    if end < width:
        return [(0, width - 1)]
    head = (width - 2) // 3
    room = width - head - 2
    since = min(start, max(end - room, head))
    until = len(text) if len(text) - since <= room + 1 else since + room
    return [(0, head), (since, until)]


def _left_of(pieces: Pieces, parts: Sequence[Span]) -> Pieces:
    """Return parts of pieces, with a sign in the place of what is left out after each."""
    found: list[tuple[str, str]] = []
    length = len(_joined(pieces))
    for since, until in parts:
        start = 0
        for text, style in pieces:
            left = text[max(since - start, 0) : max(until - start, 0)]
            start += len(text)
            if until < length and start >= until > start - len(text):
                # At the end no blank stands before the sign.
                left = (left.rstrip() if until == parts[-1][1] else left) + sign(ELLIPSIS)
            if left:
                found.append((left, style))
    return tuple(found)


def common_beginning(texts: Iterable[str]) -> int:
    """Return with how many characters all texts begin alike."""
    alike = (len(set(signs)) == 1 for signs in zip(*texts, strict=False))
    return sum(itertools.takewhile(bool, alike))
