"""The way out to the terminal: how much is under way, and when it has gone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TextIO


class Outlet:
    """Stands in for the file that Textual's writing thread writes to.

    The thread may wait in here as long as the terminal takes nothing; whoever has something to
    send asks `waiting` first, and is told by `when_gone`.

    Args:
        file: The terminal.
    """

    def __init__(self, file: TextIO) -> None:
        self.when_gone: Callable[[], object] | None = None
        self._file = file
        self._parts: list[str] = []
        self._lock = threading.Lock()
        self._announced = 0
        self._gone = 0
        self._is_lost = False

    @property
    def waiting(self) -> int:
        """Bytes that the terminal has not taken yet."""
        return self._announced - self._gone

    @property
    def gone(self) -> int:
        """All bytes that the terminal has taken."""
        return self._gone

    def announce(self, data: str) -> None:
        """Counts what will be written."""
        with self._lock:
            self._announced += len(data.encode(errors="replace"))

    # What Textual's thread calls

    def write(self, text: str) -> int:
        """Takes text; it is written at the next `flush`."""
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Writes, however long the terminal takes for it."""
        data = "".join(self._parts).encode(errors="replace")
        self._parts.clear()
        rest = memoryview(data)
        while rest and not self._is_lost:
            try:
                rest = rest[os.write(self._file.fileno(), rest) :]
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
