"""The line at the bottom: the keys that work here, made from the bindings in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

from mltui.terminal.sanitise import clean
from mltui.widgets.cells import line_of, width_of
from mltui.widgets.line_view import LineView
from mltui.widgets.working_keys import described, working_keys

#: The hints follow what has the focus and where the cursor is after this pause, seconds.
FOLLOW_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Hint:
    """One key and what it does, with the action to run when it is clicked."""

    key: str
    what: str
    action: str = ""


class KeyBar(LineView):
    """Shows as many of the active bindings as fit; those bound nearest to the focus come first.

    Bindings with `show=True` and a description appear; an action bound to several keys is
    shown once. What does not fit is left out whole, the last ones (help and the like) stay.
    """

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
    }
    """

    def __init__(
        self,
        *,
        stay: Sequence[str] = ("keys", "jump"),
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes the bar.

        Args:
            stay: actions whose hints stay at the end when there is little room.
            name: see Textual's `Widget`.
            id: see Textual's `Widget`.
            classes: see Textual's `Widget`.
        """
        super().__init__(name=name, id=id, classes=classes)
        self._stay = frozenset(stay)
        self._hints: tuple[Hint, ...] = ()
        self._message: tuple[str, str] | None = None
        self._places: list[tuple[int, int, Hint]] = []
        self._follow_timer: Timer | None = None

    def on_mount(self) -> None:
        """Follows the bindings of the screen it is on."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        self._follow()

    def show_message(self, text: str, token: str = "") -> None:
        """Says something in front of the keys ("2 marked"); an empty text takes it away."""
        message = (text, token) if text else None
        if message != self._message:
            self._message = message
            self.redraw()

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The keys that work now, in the order of the bar."""
        return self._hints

    def draw_line(self, y: int) -> Strip:
        """Draws the message and the hints that fit."""
        base, width = self.token(""), self.size.width
        if y:
            return Strip.blank(width, base)
        parts: list[tuple[str, Style]] = [(" ", base)]
        x = 1
        if self._message:
            text = clean(self._message[0])
            parts += [(text, self.token(self._message[1] or "text")), ("   ", base)]
            x += width_of(text) + 3
        self._places = []
        for hint in choose(self._hints, width - x - 1, self._stay):
            length = width_of(hint.key) + 1 + width_of(hint.what)
            self._places.append((x, x + length, hint))
            parts.append((hint.key, self.token("accent")))
            parts.append((f" {hint.what}  ", self.token("muted")))
            x += length + 2
        return line_of(parts, width, base)

    def _bindings_updated(self, _: Screen[object]) -> None:
        # While a cursor runs over rows that allow this and that, the hints would only flicker.
        if self._follow_timer is None:
            self._follow_timer = self.set_timer(FOLLOW_PAUSE_S, self._follow)
        else:
            self._follow_timer.reset()

    def _follow(self) -> None:
        self._follow_timer = None
        screen = self.screen
        # A screen that is being taken away has lost some of its widgets already.
        if screen.is_attached and screen.display:
            hints = tuple(active_hints(screen))
            if hints != self._hints:
                self._hints = hints
                self.redraw()

    async def _on_click(self, event: events.Click) -> None:
        for start, end, hint in self._places:
            if start <= event.x < end and hint.action:
                await self.app.run_action(hint.action, self.screen)


def active_hints(screen: Screen[object]) -> Iterable[Hint]:
    """Lists the bindings that work now and are worth a place: nearest to the focus first."""
    seen: set[str] = set()
    for active in working_keys(screen):
        binding = active.binding
        if not binding.show or not binding.description or not active.enabled:
            continue
        if binding.action in seen:
            continue
        seen.add(binding.action)
        key = screen.app.get_key_display(binding)
        yield Hint(key, described(binding), binding.action)


def choose(hints: Sequence[Hint], room: int, stay: frozenset[str]) -> list[Hint]:
    """Picks the hints that fit into `room` cells, keeping the order; those to stay come first."""
    kept: set[int] = set()
    order = sorted(range(len(hints)), key=lambda index: hints[index].action not in stay)
    for index in order:
        hint = hints[index]
        length = width_of(hint.key) + width_of(hint.what) + 3
        if length > room + 2:
            if hint.action in stay:
                continue
            break
        kept.add(index)
        room -= length
    return [hint for index, hint in enumerate(hints) if index in kept]
