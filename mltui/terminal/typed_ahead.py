"""Keys typed faster than screens open: each one finds the screen that the one before it opened.

Textual hands a key to what has the focus while the key before it may still be on its way up to the
application. Over a slow link keys come in bunches, and what was meant for the next screen would act
on the last one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump
from textual.timer import Timer

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode
    from textual.screen import Screen

#: After so long a key no longer holds up those behind it, whatever it does, seconds.
MOST_S = 1.0

#: So long keys wait for a line that opens or closes, seconds; a machine that trains is busy, and
#: what was typed for the line must not act on the screen behind it.
LINE_S = 3.0


class TypedAhead:
    """Holds keys back until the one before them has done its work."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._waiting: deque[events.Key] = deque()
        self._let_go: events.Key | None = None
        self._screen: Screen[object] | None = None
        self._until = 0.0
        self._number = 0
        self._changes_hands = False
        self._timer: Timer | None = None

    def holds(self, event: events.Key) -> bool:
        """Take a key that has to wait; False if it may be acted on now."""
        if event is self._let_go:
            self._let_go = None
            return False
        now = time.monotonic()
        if not self._waiting and self._let_go is None and now >= self._until:
            return False
        self._waiting.append(event)
        if self._timer is None:
            self._wait(max(MOST_S, self._until - now))
        return True

    def _wait(self, most_s: float) -> None:
        self._timer = self._app.set_timer(most_s, self._time_is_up)

    def _time_is_up(self) -> None:
        """Let a key go that has waited long enough; those behind it have a time of their own."""
        self._timer = None
        left = self._until - time.monotonic()
        if left <= 0:
            self._go_on()
        if self._waiting and self._timer is None:
            self._wait(left if left > 0 else MOST_S)

    def hold(self, most_s: float = LINE_S) -> None:
        """The keyboard is about to go elsewhere: what is typed from now on is meant for that.

        Args:
            most_s: After so many seconds keys are acted on all the same.
        """
        self._changes_hands = True
        self._until = time.monotonic() + most_s
        self._number += 1

    def let_go(self) -> None:
        """The keyboard is where it was to go."""
        if self._changes_hands:
            self._changes_hands = False
            self._release(self._number)

    def follow(self, target: DOMNode, screen: Screen[object]) -> None:
        """A key was handed to a widget of a screen: know when it has been past its ancestors."""
        now = time.monotonic()
        if self._changes_hands and now < self._until:
            return
        self._changes_hands = False
        self._until = now + MOST_S
        self._screen = screen
        self._number += 1
        self._pass_on([*target.ancestors_with_self], self._number)

    def _pass_on(self, way: Sequence[MessagePump], number: int) -> None:
        # Queues keep their order: this comes to each of them behind the key.
        if number != self._number:
            return
        if not way or not way[0].call_later(self._pass_on, way[1:], number):
            self._acted_on(number)

    def _acted_on(self, number: int) -> None:
        screen = self._app.screen
        if screen is self._screen or not screen.call_after_refresh(self._release, number):
            self._release(number)

    def _release(self, number: int) -> None:
        if number == self._number:
            self._until = 0.0
            self._go_on()

    def _go_on(self) -> None:
        if self._waiting and self._let_go is None:
            self._let_go = self._waiting.popleft()
            if not self._waiting and self._timer is not None:
                self._timer.stop()
                self._timer = None
            self._app.post_message(self._let_go)
