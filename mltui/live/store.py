"""The last known state: what each view showed last, so that a start is never blank.

Kept in memory while the program runs and, if there is a folder for it, as one small JSON file
per question. Only what lists show goes in: no hyperparameters, no configuration, no console,
no credentials. The files are for the person alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mltui.live.kept_file import Unkept, read_file, replace_file

if TYPE_CHECKING:
    from mltui.api.types.json import JsonObject

#: Raised whenever what is kept changes its shape or must be forgotten; files of another format are
#: ignored and removed. The first one had hyperparameters, among which are secrets.
FORMAT = 2

#: The format of what a person would miss.
LASTING_FORMAT = 1

#: An answer larger than this is not worth a file, bytes: 10,000 projects fit.
LARGEST_BYTES = 2 * 1024 * 1024

#: Questions whose answers a person would miss: they stay, should one folder have both.
LASTING = ("alerts",)

#: What a person would miss may be larger: each watched filter follows up to 2,000 tasks.
LARGEST_LASTING_BYTES = 32 * 1024 * 1024

#: The name of a file, without its suffix, and of the folder it is in.
_HASH = re.compile("[0-9a-f]{24}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A kept answer.

    Attributes:
        value: The answer as JSON.
        answered_at: When the server gave it, seconds since the epoch.
    """

    value: JsonObject
    answered_at: float


class Store(Protocol):
    """Where views put their last answer and find it at the next start.

    Attributes:
        unkept: Told when an answer could not be kept, if anybody is.
    """

    unkept: Unkept | None

    def get(self, question: str) -> Remembered | None:
        """Return what was last kept for a question, or None."""
        ...

    def put(self, question: str, answer: Remembered) -> None:
        """Keep an answer, replacing the one before. Never raises."""
        ...


class MemoryStore:
    """Keeps answers while the program runs."""

    unkept: Unkept | None = None

    def __init__(self) -> None:
        self._kept: dict[str, Remembered] = {}

    def get(self, question: str) -> Remembered | None:
        """Return what was last kept for a question, or None."""
        return self._kept.get(question)

    def put(self, question: str, answer: Remembered) -> None:
        """Keep an answer, replacing the one before."""
        self._kept[question] = answer


class DiskStore:
    """Keeps answers in a folder, one file per question of one server and user.

    A file that is missing, damaged or of another format counts as nothing kept, and a disk that
    cannot be written costs nothing but the memory.
    """

    unkept: Unkept | None = None

    def __init__(self, folder: Path, server: str, user: str, *, lasting: bool = False) -> None:
        """Use a folder, which is made when the first answer is kept.

        Args:
            folder: The program's cache folder.
            server: The API server's address; answers of different servers stay apart.
            user: Who asks (an access key or a user id); only a hash of it is used.
            lasting: Whether a person would miss what is kept: then nothing of it is ever removed.
        """
        identity = hashlib.sha256(f"{server}\n{user}".encode()).hexdigest()[:24]
        self._folder = folder / identity
        self._format = LASTING_FORMAT if lasting else FORMAT
        self._largest = LARGEST_LASTING_BYTES if lasting else LARGEST_BYTES
        self._lasting = lasting
        self._stale = None if lasting else folder

    def get(self, question: str) -> Remembered | None:
        """Return what was last kept for a question, or None."""
        try:
            kept = json.loads(read_file(self._path(question), self._largest))
            if kept["format"] != self._format or kept["question"] != question:
                return None
            value, answered_at = kept["value"], kept["answered_at"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not isinstance(value, dict) or not isinstance(answered_at, int | float):
            return None
        return Remembered(value, float(answered_at))

    def put(self, question: str, answer: Remembered) -> None:
        """Keep an answer, replacing the one before; written aside and renamed.

        One that is too large for a file leaves none, or the one before if that would be missed.
        """
        kept = {
            "format": self._format,
            "question": question,
            "answered_at": answer.answered_at,
            "value": answer.value,
        }
        content = json.dumps(kept, separators=(",", ":")).encode()
        path = self._path(question)
        self._remove_stale()
        try:
            if len(content) <= self._largest:
                replace_file(path, content)
            elif not self._lasting:
                # Nothing at the next start is better than what was there ages ago.
                path.unlink(missing_ok=True)
        except OSError as error:
            _log.debug("The last state could not be kept: %s", error)
            if self.unkept is not None:
                self.unkept(self._folder, error)

    def _remove_stale(self) -> None:
        """Remove files of another format once, of all servers: nobody may ask for them again."""
        folder, self._stale = self._stale, None
        if folder is None:
            return
        current = f'{{"format":{self._format},'.encode()
        missed = {self._path(question).name for question in LASTING}
        for path in folder.glob("*/*.json"):
            ours = _HASH.fullmatch(path.stem) and _HASH.fullmatch(path.parent.name)
            if not ours or path.name in missed:
                continue
            with suppress(OSError):
                if not read_file(path, LARGEST_BYTES).startswith(current):
                    path.unlink()

    def _path(self, question: str) -> Path:
        return self._folder / (hashlib.sha256(question.encode()).hexdigest()[:24] + ".json")
