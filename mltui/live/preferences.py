"""What a person chose on a screen, such as how plots are arranged, kept from start to start.

One small JSON file in the user's state folder; no answer of a server and no secret goes in.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mltui.live.kept_file import Unkept, read_file, replace_file

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

#: Choices kept at most; beyond it those not touched for longest go.
MOST = 300

#: A larger file holds no choices, bytes.
LARGEST_BYTES = 8 << 20

_log = logging.getLogger(__name__)


class Preferences:
    """Choices by name. A file that cannot be read or written costs nothing but the memory.

    Several monitors may use one file: each knows at once what the others have chosen.

    Attributes:
        unkept: Told when a choice could not be written, if anybody is.
    """

    unkept: Unkept | None = None

    def __init__(self, path: Path | None = None) -> None:
        """Use a file, which is read when a choice is asked for, and again when it has changed.

        Args:
            path: The file; None keeps everything in memory.
        """
        self._path = path
        self._known: dict[str, JsonObject] = {}
        self._unwritten: dict[str, JsonObject] = {}
        self._as_read: tuple[int, int, int] | None = None

    def get(self, name: str) -> JsonObject:
        """Return what was chosen; empty if nothing was."""
        return self._all().get(name, {})

    def put(self, name: str, choice: JsonObject) -> None:
        """Keep a choice, replacing the one before. Never raises."""
        known = self._all()
        if known.get(name) == choice:
            return
        known.pop(name, None)
        known[name] = choice
        while len(known) > MOST:
            del known[next(iter(known))]
        self._unwritten[name] = choice
        self._write(known)

    def _all(self) -> dict[str, JsonObject]:
        if self._path is None:
            return self._known
        try:
            stamp = _stamp(self._path.stat())
        except OSError:
            return self._known
        if stamp != self._as_read:
            try:
                kept = json.loads(read_file(self._path, LARGEST_BYTES))
            except (OSError, ValueError, RecursionError):
                kept = {}
            if isinstance(kept, dict):
                self._known = {k: v for k, v in kept.items() if isinstance(v, dict)}
                self._known |= self._unwritten
            self._as_read = stamp
        return self._known

    def _write(self, known: dict[str, JsonObject]) -> None:
        if self._path is None:
            return
        try:
            written = replace_file(self._path, json.dumps(known, indent=1).encode())
        except OSError as error:
            _log.debug("The choices could not be kept: %s", error)
            if self.unkept is not None:
                self.unkept(self._path, error)
        else:
            self._unwritten.clear()
            self._as_read = _stamp(written)


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    """Return what changes whenever a file is replaced."""
    return status.st_ino, status.st_mtime_ns, status.st_size
