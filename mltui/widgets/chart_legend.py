"""The names of a chart's lines with their values: in its upper edge, beside it, or over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mltui.widgets.cells import fit, fit_middle, width_of
from mltui.widgets.telling import fit_telling, telling_parts

#: Pieces of a line: (text, palette token).
Parts = list[tuple[str, str]]

#: A chart at least so large may have its legend beside it, cells.
LEAST_WIDTH, LEAST_HEIGHT = 80, 8

#: Room for a value beside the chart, such as `-1.23e-05`.
VALUE_WIDTH = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a chart.

    Attributes:
        name: its name, cleaned; empty where the title says it all.
        value: its value, as text.
        token: the palette token of its colour.
    """

    name: str
    value: str
    token: str

    @property
    def text(self) -> str:
        """Name and value."""
        return f"{self.name} {self.value}".strip()


def all_fit(entries: Sequence[Entry], room: int) -> bool:
    """Whether all entries have room in one line."""
    return sum(width_of(entry.text) + 2 for entry in entries) - 2 <= room


def head(entries: Sequence[Entry], room: int) -> Parts:
    """Names as many lines as fit into one line of text, and counts the rest."""
    if len(entries) == 1 and width_of(entries[0].text) > room:
        # Of a line alone the value says more than the name.
        return [(entries[0].value, entries[0].token)] if width_of(entries[0].value) <= room else []
    shown: Parts = []
    used = 0
    for number, entry in enumerate(entries):
        gap = 2 if shown else 0
        left = len(entries) - number - 1
        reserve = 3 + len(str(left)) if left else 0
        if used + gap + width_of(entry.text) + reserve > room:
            more = f"+{left + 1}" if shown else f"{left + 1} curves"
            if used + gap + len(more) <= room:
                shown.append((" " * gap + more, "faint"))
            break
        if gap:
            shown.append((" " * gap, ""))
        shown.append((entry.text, entry.token))
        used += gap + width_of(entry.text)
    return shown


def column_width(names: Sequence[str], width: int, height: int) -> int:
    """Gives how many cells a legend beside the chart takes; 0 if there is no room for one.

    It goes by the names alone, so that it stays as it is while values change.

    Args:
        names: of the lines, cleaned.
        width: cells within the chart's frame.
        height: likewise lines.
    """
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return 0
    longest = max((width_of(name) for name in names), default=0)
    return min(longest + VALUE_WIDTH + 3, width // 3)


def column(entries: Sequence[Entry], width: int, height: int) -> list[Parts]:
    """Lists lines below each other, values flush right; as many as fit, the rest is counted."""
    listed = entries if len(entries) <= height else entries[: height - 1]
    lines: list[Parts] = []
    room = width - VALUE_WIDTH - 3
    telling = telling_parts((entry.name for entry in listed), room)
    for entry in listed:
        value = fit(entry.value, VALUE_WIDTH, "right")
        span = telling.get(entry.name)
        name = fit_telling(entry.name, room, span) if span else fit_middle(entry.name, room)
        name = fit(name, room)
        lines.append([("  ", ""), (f"{name} {value}", entry.token)])
    if len(listed) < len(entries):
        lines.append([(fit(f"  +{len(entries) - len(listed)}", width), "faint")])
    return [*lines, *([[(" " * width, "")]] * (height - len(lines)))]


def box(entries: Sequence[Entry], width: int, height: int) -> list[Parts]:
    """Lists lines below each other in as few cells as they take."""
    most = max(height - 3, 1)
    shown = entries if len(entries) <= most else entries[: most - 1]
    longest = max((width_of(entry.text) for entry in shown), default=0)
    longest = min(longest, max(width // 2, VALUE_WIDTH) - 2)
    lines: list[Parts] = []
    for entry in shown:
        # Where there is little room the name is cut, not the value.
        room = longest - width_of(entry.value) - 1
        name = fit(entry.name, min(width_of(entry.name), room)) if room > 1 else ""
        lines.append([(fit(f" {name} {entry.value}".replace("  ", " "), longest + 2), entry.token)])
    if len(shown) < len(entries):
        lines.append([(fit(f" +{len(entries) - len(shown)}", longest + 2), "faint")])
    return lines
