"""The way out to the terminal: how much is under way, and when it has gone."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO


class Outlet:
    """Stands in for the file that Textual's writing thread writes to.

    What the terminal takes at once goes at once: a thread might have to wait for its turn. For
    the rest the thread may wait in here as long as the terminal takes nothing; whoever has
    something to send asks `waiting` first, and is told by `when_gone`.

    Args:
        file: The terminal.
    """

    def __init__(self, file: TextIO) -> None:
        self.when_gone: Callable[[], object] | None = None
        self._file = file
        self._rest = b""
        self._lock = threading.Lock()
        self._announced = 0
        self._gone = 0
        self._is_lost = False
        self._at_once: int | None = None

    @property
    def waiting(self) -> int:
        """Bytes that the terminal has not taken yet."""
        return self._announced - self._gone

    @property
    def gone(self) -> int:
        """All bytes that the terminal has taken."""
        return self._gone

    def send(self, data: str) -> bool:
        """Writes what the terminal takes at once.

        Returns:
            Whether that was all; if not, the thread has to `flush` the rest.
        """
        whole = data.encode(errors="replace")
        with self._lock:
            is_free = self._announced == self._gone
            self._announced += len(whole)
            if is_free and self._at_once is not None:
                try:
                    size = os.write(self._at_once, whole)
                except BlockingIOError:
                    size = 0
                except OSError:
                    size = 0  # the thread will find out what is the matter
                    self.close()
                self._gone += size
                whole = whole[size:]
            self._rest += whole
        return not whole

    def open(self) -> None:
        """Opens the terminal once more, to write to it without ever waiting, if that is allowed.

        The file's own descriptor is shared with the shell, which must not find it changed.
        """
        self.close()
        how = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        with suppress(OSError, ValueError):
            self._at_once = os.open(os.ttyname(self._file.fileno()), how)

    def close(self) -> None:
        """Leaves all to the thread from now on."""
        if self._at_once is not None:
            os.close(self._at_once)
            self._at_once = None

    # What Textual's thread calls

    def write(self, text: str) -> int:
        """Takes what woke the thread: nothing, for `send` has all there is."""
        return len(text)

    def flush(self) -> None:
        """Writes what is left, however long the terminal takes for it."""
        with self._lock:
            data, self._rest = self._rest, b""
        rest = memoryview(data)
        while rest and not self._is_lost:
            try:
                rest = rest[os.write(self._file.fileno(), rest) :]
            except BlockingIOError:
                # A program before this one has left the terminal so that nobody waits for it.
                select.select([], [self._file.fileno()], [])
            except (OSError, ValueError):
                # The terminal is gone; the signal that says so ends the program.
                self._is_lost = True
        with self._lock:
            self._gone += len(data)
            all_gone = self._gone >= self._announced
        if all_gone and self.when_gone is not None:
            self.when_gone()

    def fileno(self) -> int:
        """Returns the terminal's file descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
