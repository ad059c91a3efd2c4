"""An application that acts on what a person does in its order, and at once where it can."""

from __future__ import annotations

from functools import cached_property
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import App
from textual.errors import NoWidget
from textual.events import Key, MouseEvent, MouseMove
from textual.screen import Screen

from mltui.terminal.direct_keys import nobody_takes
from mltui.terminal.typed_ahead import LINE_S, TypedAhead

if TYPE_CHECKING:
    from textual import events
    from textual.dom import DOMNode


class KeyScreen(Screen[None]):
    """A screen that knows of keys that do nothing."""

    def key_left_over(self, key: str) -> None:
        """Called with a key that nothing was done for."""


class KeyApp(App[int]):
    """An application whose keys find what the keys and clicks before them led to."""

    _keyed_at = -inf

    def quiet_s(self) -> float:
        """Return for how long nobody has pressed a key or moved the mouse, seconds."""
        return monotonic() - self._keyed_at

    @cached_property
    def _typed_ahead(self) -> TypedAhead:
        return TypedAhead(self)

    async def on_event(self, event: events.Event) -> None:
        """Act on what the person does, on keys one after the other."""
        if isinstance(event, Key | MouseEvent):
            self._keyed_at = monotonic()
        if isinstance(event, MouseEvent) and not event.is_forwarded:
            await super().on_event(event)
            if self.screen_stack and not isinstance(event, MouseMove):
                self._typed_ahead.follow(self._under(event), self.screen)
        elif not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
        elif self.screen_stack and not self._typed_ahead.holds(event):
            if not self.app_focus:
                # Whoever types is here, whatever the terminal said; the focus comes back by it.
                self.app_focus = True
            screen = self.screen
            target = self.focused or screen
            if screen.maximized is None and nobody_takes(event, target):
                screen._clear_tooltip()
                if not await self._check_bindings(event.key, priority=True):
                    await self._on_message(event)
            else:
                await super().on_event(event)
            self._typed_ahead.follow(target, screen)

    def _under(self, event: MouseEvent) -> DOMNode:
        try:
            return self.screen.get_widget_at(int(event.screen_x), int(event.screen_y))[0]
        except NoWidget:
            return self.screen

    async def _on_key(self, event: Key) -> None:
        """Act on a key by its binding, or let the screen know that there is none."""
        event.prevent_default()
        if not await self._check_bindings(event.key) and isinstance(self.screen, KeyScreen):
            self.screen.key_left_over(event.key)

    def hold_keys(self, most_s: float = LINE_S) -> None:
        """Have keys wait, so many seconds at most: the keyboard is about to go elsewhere."""
        self._typed_ahead.hold(most_s)

    def let_keys_go(self) -> None:
        """Let go the keys that were held, when the focus that was asked for has been given."""
        self.call_later(self._typed_ahead.let_go)
