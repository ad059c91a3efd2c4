"""The folder of uploaded files: which names lead where, and never out of it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO

_LONGEST_NAME = 255
_LONGEST_PATH = 4096


class BadName(Exception):
    """A file name that leads nowhere here; the text says why."""


class FileStore:
    """Files by name. A name has parts divided by "/", as in an address."""

    def __init__(self, root: Path) -> None:
        """Makes the folders if need be.

        Args:
            root: the folder; files are in `files` below it, uploads under way in `incoming`.

        Raises:
            OSError: one of these cannot be made or written to; its `filename` says which.
        """
        self._files = root / "files"
        self._incoming = root / "incoming"
        for folder in (self._files, self._incoming):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _try_out(folder)
        self._root = self._files.resolve()
        # Between making a folder for a file and putting it there, nobody takes the folder away.
        self._moving = Lock()
        for left in self._incoming.iterdir():
            # A kill cut these uploads short; whoever sent them will send them again.
            left.unlink(missing_ok=True)

    def find(self, name: str) -> Path | None:
        """The file of this name, None if there is none.

        Raises:
            BadName: there can be none.
        """
        path = self._place(name)
        return path if path.is_file() else None

    def begin(self) -> IO[bytes]:
        """A new file to write an upload to; it has a `name`."""
        return tempfile.NamedTemporaryFile(dir=self._incoming, delete=False)

    def keep(self, written: IO[bytes], name: str) -> str:
        """Gives a written file its name; it replaces one that has the name already.

        Returns:
            The name as it is kept.

        Raises:
            BadName: the file cannot have this name.
        """
        place = self._place(name)
        written.flush()
        os.fsync(written.fileno())
        written.close()
        try:
            with self._moving:
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                Path(written.name).replace(place)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise BadName("a folder of the name is a file, or the other way round") from error
        return place.relative_to(self._root).as_posix()

    def discard(self, written: IO[bytes]) -> None:
        """Forgets an upload that will not be completed, or was."""
        written.close()
        Path(written.name).unlink(missing_ok=True)

    def delete(self, name: str) -> bool:
        """Removes a file, and the folders that are empty then; says whether there was one.

        Raises:
            BadName: there can be none.
        """
        place = self._place(name)
        with self._moving:
            if not place.is_file():
                return False
            place.unlink()
            # The file is gone, whatever somebody else does with the folder meanwhile.
            with suppress(OSError):
                for folder in place.parents:
                    if folder == self._root or any(folder.iterdir()):
                        break
                    folder.rmdir()
        return True

    def _place(self, name: str) -> Path:
        parts = [part for part in name.split("/") if part]
        if not parts:
            raise BadName("the name is empty")
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in name) or "\\" in name:
            raise BadName("the name has a control character or a backslash in it")
        if any(part in (".", "..") for part in parts):
            raise BadName('the name has "." or ".." in it')
        try:
            encoded = [part.encode() for part in parts]
        except UnicodeEncodeError as error:
            raise BadName("the name is not Unicode") from error
        if max(map(len, encoded)) > _LONGEST_NAME or len("/".join(parts)) > _LONGEST_PATH // 2:
            raise BadName("the name is too long")
        place = self._root.joinpath(*parts)
        # A symbolic link put into the folder does not lead out of it either.
        if place.resolve() != place:
            raise BadName("the name leads through a symbolic link")
        return place


def _try_out(folder: Path) -> None:
    """Writes to a folder; nothing is left of it."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error
