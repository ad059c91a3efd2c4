"""Long lines of facts, folded where they would be cut. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import chop_cells

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import fit, width_of
from mltui.widgets.lines import Line

#: Rows that one line becomes at most; what says more is cut.
MOST_ROWS = 12


def folded(text: str, width: int, rows: int = MOST_ROWS) -> list[str]:
    """Folds a text at blanks, or within words that are too long.

    Args:
        text: cleaned here.
        width: cells of a row.
        rows: how many there are at most; the last one says if there is more.
    """
    text = clean(text)
    if width < 2 or width_of(text) <= width:
        return [text]
    found = [""]
    for word in text.split(" "):
        together = f"{found[-1]} {word}" if found[-1] else word
        if width_of(together) <= width:
            found[-1] = together
            continue
        if found[-1]:
            found.append("")
        found[-1:] = chop_cells(word, width)
        if len(found) > rows:
            return [*found[: rows - 1], fit(f"{found[rows - 1]} {found[rows]}…", width)]
    return found


def hanging(lines: Iterable[Line], width: int, rows: int = MOST_ROWS) -> list[Line]:
    """Folds the last piece of each line below itself where the line is too long.

    Args:
        lines: a label and a text each, as a rule.
        width: cells there are; without any yet, nothing is folded.
        rows: how many a line becomes at most.
    """
    found: list[Line] = []
    for line in lines:
        if not line or width_of("".join(text for text, _ in line)) <= width:
            found.append(line)
            continue
        *before, (text, token) = line
        blank = text[: len(text) - len(text.lstrip(" "))]
        indent = width_of("".join(label for label, _ in before) + blank)
        first, *others = folded(text[len(blank) :], width - indent, rows)
        found.append((*before, (blank + first, token)))
        found += [((" " * indent, ""), (other, token)) for other in others]
    return found
