"""Work done while nobody types, for what the next key may ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from textual.widget import Widget

#: So long after a key, and between two steps, seconds.
_REST_S = 0.015
_PAUSE_S = 0.001


class Ahead:
    """Does steps of work for a widget, one at a time, so that a key never waits for more than one.

    Args:
        widget: The widget; who owns it calls `stop` when it goes.
    """

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._steps: Iterator[Callable[[], object]] = iter(())
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return self._timer is None

    def begin(self, steps: Iterable[Callable[[], object]]) -> None:
        """Does these steps instead of those that were left."""
        self.stop()
        self._steps = iter(steps)
        # What the last key has brought is on its way to the terminal first.
        self._timer = asyncio.get_running_loop().call_later(_REST_S, self._go_on)

    def stop(self) -> None:
        """Does nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        self._timer = None
        step = next(self._steps, None)
        if step is not None and self._widget.is_mounted:
            step()
            self._timer = asyncio.get_running_loop().call_later(_PAUSE_S, self._go_on)
