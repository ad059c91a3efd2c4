"""The keys that work here, read from the bindings in force, and what the signs in sight mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from mltui.screens.base import MonitorScreen, sheets
from mltui.widgets.folding import hanging
from mltui.widgets.legend import legend
from mltui.widgets.lines import Line
from mltui.widgets.table import Table
from mltui.widgets.working_keys import described, working_keys

if TYPE_CHECKING:
    from textual.dom import DOMNode

#: A group of keys: its title, then (keys, what they do).
KeyGroup = tuple[str, list[tuple[str, str]]]

_EVERYWHERE = "Everywhere"

#: Bindings of the toolkit that mean nothing here: there is no text to select.
_NOT_OURS = frozenset({"screen.copy_text"})


def key_groups(screen: Screen[Any]) -> list[KeyGroup]:
    """Return the keys that work on a screen now: its own first, then the focus's, then the rest."""
    groups: dict[str, dict[str, tuple[list[str], str]]] = {}
    for active in _described(screen):
        group = groups.setdefault(_group_title(active.node), {})
        description = described(active.binding)
        keys, _ = group.setdefault(active.binding.action, ([], description))
        key = screen.app.get_key_display(active.binding)
        if key not in keys:
            keys.append(key)
    return [
        (title, [(" ".join(keys), what) for keys, what in group.values()])
        for title, group in sorted(groups.items(), key=partial(_rank, screen))
    ]


def signs_in_sight(screen: Screen[Any]) -> list[KeyGroup]:
    """Return what the signs in a screen's lists mean, as a group of its help; none without any."""
    found = legend(_lines_of_lists(screen))
    return [("Signs", found)] if found else []


def _lines_of_lists(screen: Screen[Any]) -> Iterator[str]:
    """Yield what is seen of the lists alone: in a log or a file signs mean what a program meant."""
    strips = screen._compositor.render_strips()
    for table in screen.query(Table):
        seen = table.region.intersection(screen.region)
        for strip in strips[seen.y : seen.bottom]:
            yield "".join(text for text, _, _ in strip.crop(seen.x, seen.right))


def _rank(screen: Screen[Any], group: tuple[str, object]) -> int:
    own = getattr(screen, "NAME", "")
    return {own: 0, _EVERYWHERE: 2}.get(group[0], 1)


def commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Return everything that a key does here, for the command palette; moving about left out."""
    seen: set[str] = set()
    for active in _described(screen):
        action = active.binding.action
        ours = isinstance(active.node, App | MonitorScreen) and not action.startswith("app.focus")
        if active.enabled and ours and action not in seen and not action.startswith("go("):
            seen.add(action)
            key = app.get_key_display(active.binding)
            run = partial(app.run_action, action, active.node)
            title = active.binding.description.capitalize()
            yield SystemCommand(title, f"Key {key}", run)


def _described(screen: Screen[Any]) -> Iterable[ActiveBinding]:
    has_parts = len(screen.focus_chain) > 1
    return [
        active
        for active in working_keys(screen)
        if active.binding.description
        and not active.binding.system
        and active.binding.action not in _NOT_OURS
        and (has_parts or not active.binding.action.startswith("app.focus"))
    ]


def _group_title(node: DOMNode) -> str:
    if isinstance(node, App):
        return _EVERYWHERE
    name = getattr(node, "NAME", "")
    return str(name) if name else _words_of(type(node).__name__)


def _words_of(class_name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name).capitalize()


class KeysOfGroup(Widget):
    """A group's keys; what a key does goes on below itself where it is too long."""

    def __init__(self, title: str, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        width = max((len(key) for key, _ in keys), default=0)
        self._keys: list[Line] = [
            ((f"  {key.ljust(width)}  ", "$mltui-accent"), (what, "")) for key, what in keys
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines there are in that width: a title, the keys and a free one."""
        return len(hanging(self._keys, width)) + 2

    def render(self) -> Content:
        """Return the lines."""
        lines = [
            Content.assemble(*((text, token) for text, token in line))
            for line in hanging(self._keys, self.content_size.width)
        ]
        return Content("\n").join([Content.assemble((self._title, "bold")), *lines])


class HelpScreen(ModalScreen[None]):
    """Lists keys, and signs, by group; any of the usual keys closes it."""

    CSS_PATH = sheets("help")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "close"),
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("pagedown,space", "scroll(10)", "page down", show=False),
        Binding("pageup", "scroll(-10)", "page up", show=False),
        Binding("g,home", "scroll(-1000)", "top", show=False),
        Binding("G,end", "scroll(1000)", "bottom", show=False),
    ]

    def __init__(self, groups: list[KeyGroup]) -> None:
        super().__init__()
        self._groups = groups

    def compose(self) -> ComposeResult:
        """Yield the groups, one under the other."""
        with VerticalScroll(id="keys"):
            for title, keys in self._groups:
                yield KeysOfGroup(title, keys)

    def on_resize(self) -> None:
        """Say which keys work: those that scroll only where there is more than fits."""
        self.call_after_refresh(self._tell_keys)

    def _tell_keys(self) -> None:
        box = self.query_one("#keys", VerticalScroll)
        box.border_subtitle = "esc closes" + ("   j k scroll" if box.max_scroll_y else "")

    def action_scroll(self, lines: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#keys", VerticalScroll).scroll_relative(y=lines, animate=False)
