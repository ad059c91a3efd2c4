"""Names where there is little room for them, such that they still differ. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mltui.widgets.cells import fit, fit_middle, width_of
from mltui.widgets.folding import hanging
from mltui.widgets.glyphs import ELLIPSIS, sign
from mltui.widgets.telling import common_beginning

#: In less room a cut name says nothing.
LEAST_ROOM = 4

#: Between two entries of a legend in one line.
_GAP = "  "


def shortened(names: Sequence[str], room: int) -> tuple[str, ...] | None:
    """Cut names to a room, all in the same way, so that those which differ do so still.

    Args:
        names: Cleaned ones.
        room: Cells for each.

    Returns:
        They without their ends, else without their middles, else without what they all begin
        with; None if they differ in none of these ways.
    """
    if all(width_of(name) <= room for name in names):
        return tuple(names)
    if room < LEAST_ROOM:
        return None
    alike = common_beginning(names)
    cuts: tuple[Callable[[str], str], ...] = (
        lambda name: _end_cut(name, room),
        lambda name: fit_middle(name, room),
        lambda name: _end_cut(f"{sign(ELLIPSIS)}{name[alike:]}", room),
    )
    for cut in cuts:
        found = tuple(cut(name) for name in names)
        if len(set(found)) == len(set(names)):
            return found
    return None


def numbered(names: Sequence[str], numbers: Sequence[int], room: int) -> tuple[str, ...]:
    """Write before each name its number, and cut them to a room.

    Args:
        names: Cleaned ones; some may be equal.
        numbers: One for each name.
        room: Cells for each.
    """
    digits = len(str(max(numbers, default=0)))
    rest = max(room - digits - 1, 0)
    cut = shortened(names, rest) or tuple(_end_cut(name, rest) for name in names)
    return tuple(f"{number:>{digits}} {end}" for number, end in zip(numbers, cut, strict=True))


def legend(names: Sequence[str], width: int) -> list[str]:
    """Write which name has which number, several to a line where there is room.

    Args:
        names: Cleaned ones, in the order of their numbers, which begin with 1.
        width: Cells of a line; a name longer than that goes on below itself.
    """
    lines: list[str] = []
    room = 0
    for number, name in enumerate(names, 1):
        entry = f"{number} {name}"
        taken = width_of(entry) + len(_GAP)
        if taken <= room:
            lines[-1] += _GAP + entry
            room -= taken
            continue
        parts = hanging([((f"{number} ", ""), (name, ""))], width)
        lines += ["".join(text for text, _ in part) for part in parts]
        room = width - width_of(lines[-1]) if len(parts) == 1 else 0
    return lines


def _end_cut(name: str, room: int) -> str:
    return fit(name, min(width_of(name), room)).rstrip()
