"""Lets Python look through all it has for garbage while nobody types: it takes as long as keys."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress

#: After so many small looks a whole one is due; Python has one after 10.
DUE = 4

#: After so many Python takes it whoever types: screens that were closed are found only so.
LATEST = 7

#: Nobody types who has not for so long, seconds.
QUIET_S = 0.25


class GarbageLooks:
    """Takes the whole looks for garbage; who makes it calls `end`.

    Small looks, among what has just been made, remain Python's.

    Args:
        typed_s: Gives for how long nobody has typed, seconds.
    """

    def __init__(self, typed_s: Callable[[], float]) -> None:
        self._typed_s = typed_s
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._is_due = False
        self._usual = gc.get_threshold()

    def begin(self) -> None:
        """Look from now on, but not among what there is already: that stays.

        Looking through all of it would happen again and again, and for nothing.
        """
        gc.collect()
        gc.freeze()
        small, middle, _ = self._usual
        gc.set_threshold(small, middle, LATEST)
        gc.callbacks.append(self._looked)
        gc.enable()

    def end(self) -> None:
        """Leave all looks to Python again."""
        if self._timer is not None:
            self._timer.cancel()
        with suppress(ValueError):
            gc.callbacks.remove(self._looked)
        gc.set_threshold(*self._usual)

    def _looked(self, phase: str, _: dict[str, int]) -> None:
        # Called by whichever thread made something.
        if phase == "stop" and not self._is_due and gc.get_count()[2] >= DUE:
            self._is_due = True
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._wait, QUIET_S)

    def _wait(self, quiet_s: float) -> None:
        self._timer = self._loop.call_later(quiet_s, self._look)

    def _look(self) -> None:
        rest_s = QUIET_S - self._typed_s()
        if rest_s > 0:
            self._wait(rest_s)
            return
        gc.collect()
        self._is_due = False
