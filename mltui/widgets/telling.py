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

#: The parts of a text that tell it from others, in their order.
Telling = tuple[Span, ...]

#: Texts with their styles, one right after the other.
Pieces = tuple[tuple[str, str], ...]

#: Without so many cells there is no room for two gaps and what is between them.
_LEAST_ROOM = 8

#: At most so many parts of a name are left; those that begin so near to each other are one.
_MOST_PARTS, _NEAR = 3, 4

#: Cells of a cell's first piece that are left at least where the others stay whole, and their share
#: of the cell.
_LEAST_BEGINNING, _BEGINNING_SHARE = 3, 0.25


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
    cut = {name: each for name, each in zip(names, pieces, strict=True) if width_of(name) > room}
    telling = _where_they_differ(cut, room)
    for place, (row, cell, name) in enumerate(zip(list(rows), cells, names, strict=True)):
        if name in telling:
            told = replace(Cell(cell) if isinstance(cell, str) else cell, telling=telling[name])
            rows[place] = Row(row.key, {**row.cells, key: told})


def _pieces(cell: Cell | str) -> Pieces:
    return ((clean(cell), ""),) if isinstance(cell, str) else cell.pieces()


def _joined(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def telling_parts(names: Iterable[str], room: int) -> dict[str, Telling]:
    """Find by name where those differ that look alike once their middles are left out.

    Of names that look alike the parts begin at the same place and are equally long, unless they
    differ in several places: then they begin at these.

    Args:
        names: Cleaned ones.
        room: The least cells that they are cut to.
    """
    return _where_they_differ(
        {name: ((name, ""),) for name in names if width_of(name) > room}, room
    )


def _where_they_differ(names: Mapping[str, Pieces], room: int) -> dict[str, Telling]:
    """Find the telling parts of names, given as pieces, that are alike once they are cut."""
    telling: dict[str, Telling] = {}
    beside: dict[str, tuple[str, ...]] = {}
    for group in _alike(names, room, telling):
        start = common_beginning(group)
        rest = [name[start:] for name in group]
        after = common_beginning([text[::-1] for text in rest])
        longest = max(len(text) for text in rest) - after
        telling.update(dict.fromkeys(group, ((start, start + longest),)))
        beside.update(dict.fromkeys(group, tuple(group)))
    for group in _alike(names, room, telling):
        # They look alike again: they differ from some in one place, from others in another.
        again = set(group)
        others = sorted(again.union(*{beside.get(name, ()) for name in group}))
        alike = [common_beginning(pair) for pair in itertools.pairwise(others)]
        following, preceding = _places(alike), _places(alike[::-1])[::-1]
        for number, name in enumerate(others):
            if name in again:
                telling[name] = _parts_at(sorted(following[number] | preceding[number]))
    return telling


def _places(alike: Sequence[int]) -> list[set[int]]:
    """Return of each name in a sorted list where it differs from some that come after it.

    Args:
        alike: With how many characters neighbours begin alike.
    """
    after: set[int] = set()
    found = [after]
    for count in reversed(alike):
        after = {count, *(min(count, at) for at in after)}
        found.append(after)
    return found[::-1]


def _parts_at(places: Sequence[int]) -> Telling:
    """Return parts that begin at some of these places: the first, and the last ones."""
    apart: list[int] = []
    for at in places:
        if not apart or at - apart[-1] >= _NEAR:
            apart.append(at)
    return tuple((at, at + 1) for at in (*apart[:1], *apart[1:][1 - _MOST_PARTS :]))


def _alike(
    names: Mapping[str, Pieces], room: int, telling: Mapping[str, Telling]
) -> list[list[str]]:
    """Return groups of names that look alike as they are cut."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name, pieces in names.items():
        # Of wide characters nobody could say from their number how many cells they take.
        if width_of(name) == len(name):
            alike[_joined(without_middle(pieces, room, telling.get(name)))].append(name)
    return [group for group in alike.values() if len(group) > 1]


def fit_telling(text: str, width: int, telling: Telling) -> str:
    """Cut a cleaned text to at most `width` cells such that some parts of it are left.

    Args:
        text: In which a character is a cell.
        width: Cells there are.
        telling: The parts; of one that is too long the beginning is left.
    """
    return _joined(_left_of(((text, ""),), _kept(text, width, telling)))


def without_middle(pieces: Pieces, width: int, telling: Telling | None = None) -> Pieces:
    """Cut cleaned pieces together by leaving out their middle; what is left keeps its style.

    Of several the last ones stay whole where some of the first stays as well: neighbours mostly
    differ in them.

    Args:
        pieces: At least one.
        width: Cells there are.
        telling: The parts of all of them together that are to be left.
    """
    whole = _joined(pieces)
    if width_of(whole) <= width or width <= 3:
        return pieces if len(pieces) > 1 else ((fit_middle(whole, width), pieces[0][1]),)
    (first, style), *rest = pieces
    room = width - sum(width_of(text) for text, _ in rest)
    least = max(_LEAST_BEGINNING, int(width * _BEGINNING_SHARE))
    if rest and room >= least and _are_left(telling or (), first, room):
        return ((fit(first, room), style), *rest)
    if telling is not None:
        return _left_of(pieces, _kept(whole, width, telling))
    left, right = ends_of(whole, width)
    return _left_of(pieces, [(0, len(left)), (len(whole) - len(right), len(whole))])


def _are_left(telling: Telling, first: str, room: int) -> bool:
    """Return whether parts are left of pieces of which the first one alone loses its end."""
    return all(end < room or start >= len(first) for start, end in telling)


def _kept(text: str, width: int, telling: Telling) -> list[Span]:
    """Return which parts of a text are left such that some parts of it are among them."""
    if len(text) <= width:
        return [(0, len(text))]
    if width <= 3:
        return [(0, max(width - 1, 0))]
    left, right = ends_of(text, width)
    after = len(text) - len(right)
    in_ends = all(end <= (width - 1) // 2 or start >= after for start, end in telling)
    if width < _LEAST_ROOM or in_ends:
        return [(0, len(left)), (after, len(text))]
    if telling[-1][1] < width:
        return [(0, width - 1)]
    if len(telling) > 1:
        return _beginnings(text, width, telling)
    ((start, end),) = telling
    head = (width - 2) // 3
    room = width - head - 2
    since = min(start, max(end - room, head))
    until = len(text) if len(text) - since <= room + 1 else since + room
    return [(0, head), (since, until)]


def _beginnings(text: str, width: int, telling: Telling) -> list[Span]:
    """Return the beginning of a text, and those of several parts of it."""
    room = width - len(telling) - 1
    head = max(room // 4, 1)
    each = (room - head) // len(telling)
    parts = [(0, head)]
    for start, _ in telling:
        since, until = parts[-1]
        start = min(start, len(text) - each)
        if start <= until:
            parts[-1] = (since, start + each)
        else:
            parts.append((start, start + each))
    return parts


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
