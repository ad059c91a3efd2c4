"""Lets Python look through all it has for garbage when there may be some, and while nobody types.

Such a whole look takes as long as several keys, and most that is thrown away needs none. By itself
Python takes one after so many small ones; here what counts is whether memory grows, because what
small looks miss, above all screens that were closed, stays in it.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from contextlib import suppress

#: A whole look is due when so much more is in use than after the last one, in Python's blocks of
#: memory; it is some 2 MB, about as much as a task's page.
DUE = 25_000

#: With so much more it is taken whoever types: who goes through many tasks without a rest must not
#: fill the memory.
LATEST = 2 * DUE

#: After so many small looks it is due as well: large things, such as pictures, are in no blocks.
MOST_SMALL = 40

#: Nobody types who has not for so long, seconds.
QUIET_S = 0.25

#: So many small looks never come: the whole ones are all taken here.
_NEVER = 1_000_000_000


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
        self._least = 0
        self._usual = gc.get_threshold()

    def begin(self) -> None:
        """Look from now on, but not among what there is already: that stays.

        Looking through all of it would happen again and again, and for nothing.
        """
        gc.collect()
        gc.freeze()
        self._least = sys.getallocatedblocks()
        small, middle, _ = self._usual
        gc.set_threshold(small, middle, _NEVER)
        gc.callbacks.append(self._looked)
        gc.enable()

    def end(self) -> None:
        """Leave all looks to Python again."""
        if self._timer is not None:
            self._timer.cancel()
        with suppress(ValueError):
            gc.callbacks.remove(self._looked)
        gc.set_threshold(*self._usual)

    def _looked(self, phase: str, info: dict[str, int]) -> None:
        # Called by whichever thread made something.
        if phase == "stop" and info["generation"] == 1 and not self._is_due and self._wanted:
            self._is_due = True
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._wait, QUIET_S)

    @property
    def _grown(self) -> int:
        """How much more there is than there was since the last whole look, blocks."""
        now = sys.getallocatedblocks()
        self._least = min(self._least, now)
        return now - self._least

    @property
    def _wanted(self) -> bool:
        return self._grown >= DUE or gc.get_count()[2] >= MOST_SMALL

    def _wait(self, quiet_s: float) -> None:
        self._timer = self._loop.call_later(quiet_s, self._look)

    def _look(self) -> None:
        if not self._wanted:
            self._is_due = False  # it was an answer that has been dealt with
            return
        rest_s = QUIET_S - self._typed_s()
        if rest_s > 0 and self._grown < LATEST:
            self._wait(rest_s)
            return
        gc.collect()
        self._least = sys.getallocatedblocks()
        self._is_due = False
