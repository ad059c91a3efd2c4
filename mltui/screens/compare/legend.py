"""What the colours of curves and the signs before lines mean."""

from __future__ import annotations

from collections.abc import Sequence

from mltui.live.compare import ComparedTask
from mltui.screens.compare.columns import fit_titles, titled
from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, width_of
from mltui.widgets.lines import Line
from mltui.widgets.palette import SERIES

#: Cells of an entry, at least, and at most unless a name is longer.
NARROWEST, WIDEST = 24, 44


def token_of(number: int) -> str:
    """Return the colour of the task of that number, the same everywhere."""
    return SERIES[number % len(SERIES)]


def colours(tasks: Sequence[ComparedTask], width: int) -> list[Line]:
    """Name the tasks in the colours of their curves; in the plots they have numbers."""
    room = max(width - 1, 1)
    a_line = min(max(room // NARROWEST, 1), max(len(tasks), 1))
    names = [clean(titled(*each)) for each in enumerate(tasks)]
    # Long names take the room that there is; short ones do not drift apart.
    longest = max(map(width_of, names), default=0) + 2
    across = min(room // a_line, max(longest, WIDEST))
    cut = fit_titles(names, [across - 2] * len(names))
    entries = [(f" {fit(name, across - 1)}", token_of(number)) for number, name in enumerate(cut)]
    return [tuple(entries[start : start + a_line]) for start in range(0, len(entries), a_line)]


def signs(titles: Sequence[str], width: int) -> Line:
    """Return what the signs before lines of a difference mean."""
    room = max(width // 2 - len(" - only   "), 1)
    cut = fit_titles([clean(title) for title in titles], [room] * len(titles))
    given = zip("-+", cut, ("bad", "good"), strict=False)
    return tuple((f" {sign} only {title}  ", token) for sign, title, token in given)
