"""The keys of a table."""

from __future__ import annotations

from textual.binding import Binding, BindingType

TABLE_KEYS: list[BindingType] = [
    Binding("j,down", "down", "Down", show=False),
    Binding("k,up", "up", "Up", show=False),
    Binding("g,home", "top", "Top", show=False),
    Binding("G,end", "bottom", "Bottom", show=False),
    Binding("pagedown,ctrl+f", "page_down", "Page down", show=False),
    Binding("pageup,ctrl+b", "page_up", "Page up", show=False),
    Binding("ctrl+d", "half_down", "Half a page down", show=False),
    Binding("ctrl+u", "half_up", "Half a page up", show=False),
    Binding("enter", "open", "Open", show=False),
    Binding("space", "mark", "Mark", key_display="␣"),
    Binding("v", "mark_range", "Mark a range", show=False),
]

#: The actions that mark rows.
MARKING = frozenset(("mark", "mark_range"))
