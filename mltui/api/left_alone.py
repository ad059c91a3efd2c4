"""Until when the server wishes to be left alone, and who asks all the same."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mltui.api.errors import ApiError

_BY_ITSELF: ContextVar[bool] = ContextVar("by_itself", default=False)


@contextmanager
def asking_by_itself(by_itself: bool = True) -> Iterator[None]:
    """Say of the requests made within that nobody but the program itself wants them now."""
    token = _BY_ITSELF.set(by_itself)
    try:
        yield
    finally:
        _BY_ITSELF.reset(token)


class LeftAlone:
    """Remembers a server's wish not to be asked for a while.

    What a person asks for goes through: they see what they get, and do not ask every few seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know of no wish; the clock tells seconds."""
        self._clock = clock
        self._until = float("-inf")
        self._wish: ApiError | None = None

    def note(self, error: ApiError) -> None:
        """Take up the wish that comes with an error, if one does."""
        until = self._clock() + error.wait_s
        if error.wait_s and until > self._until:
            # What is added to the error is about one request.
            self._until, self._wish = until, copy.copy(error)

    def check(self) -> None:
        """Let a request pass.

        Raises:
            ApiError: The program asks by itself, and the server wishes to be left alone: the
                error that said so, with the seconds that are left.
        """
        left_s = self._until - self._clock()
        if self._wish is not None and left_s > 0 and _BY_ITSELF.get():
            again = copy.copy(self._wish)
            again.wait_s = left_s
            raise again
