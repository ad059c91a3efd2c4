"""README tells of every key that a screen or a tab has for itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from mltui.actions.keys import SIGNS
from mltui.app import MltuiApp
from mltui.screens.acting import ActingScreen
from mltui.screens.base import MonitorScreen
from mltui.screens.filtering import FilteredScreen
from mltui.screens.queue import QueueScreen
from mltui.screens.registry import PAGES, entries, load
from mltui.screens.task.tabs import TABS, TabEntry
from mltui.widgets.table import Table
from mltui.widgets.working_keys import described

README = (Path(__file__).parents[1] / "README.md").read_text()

#: Their keys do the same on many screens, and have their place in the table of all.
EVERYWHERE = (MltuiApp, MonitorScreen, FilteredScreen, ActingScreen, Table)
NEXT = frozenset(("tab", "shift+tab", "asterisk", "enter", "escape"))
MOVING = frozenset(("j", "k", "g", "G", "up", "down", "right", "left")).union(
    ("home", "end", "pageup", "pagedown", "ctrl+f", "ctrl+b", "ctrl+d", "ctrl+u")
)
SIDEWAYS = frozenset(("left", "right"))
SCREENS = [*map(load, (*(one.path for one in entries()), *PAGES.values())), QueueScreen]


def own_keys(kinds: Iterable[type]) -> Iterator[str]:
    """Yield the keys of classes and of what they derive from, each with what it does."""
    said = set[str]()
    for owner in dict.fromkeys(owner for kind in kinds for owner in kind.__mro__):
        if owner in EVERYWHERE or not owner.__module__.startswith("mltui"):
            continue
        for binding in Binding.make_bindings(owner.__dict__.get("BINDINGS", ())):
            does = described(binding)
            if binding.key in MOVING | NEXT or binding.id is not None or does in SIDEWAYS:
                continue
            if binding.action in said or binding.action == "undo":
                continue
            said.add(binding.action)
            yield f"`{sign_of(binding.key)}` {does}"


def sign_of(key: str) -> str:
    names = {name: sign for sign, name in SIGNS.items()}
    return names.get(key, key)


def row(name: str, kinds: Iterable[type]) -> str:
    keys = ", ".join(own_keys(kinds))
    return f"| {name} | {keys} |" if keys else ""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda one: one.NAME)
def test_the_keys_of_a_screen_are_in_the_readme(screen: type[MonitorScreen]):
    assert row(screen.NAME, [screen]) in README


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_the_keys_of_a_tab_of_a_task_are_in_the_readme(tab: TabEntry):
    module = sys.modules[tab.load().__module__]
    parts = [
        tab.load(),
        *(
            one
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, Widget) and not issubclass(one, Screen)
        ),
    ]
    assert row(f"{tab.name} of a task", parts) in README
