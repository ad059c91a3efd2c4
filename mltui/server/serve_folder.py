"""The data folder of `mltui serve`, for one server at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mltui.server.data_folder import KEYS_FILE

LOCK = "lock"
"""The file that the running server holds."""

CONFIGURATION = KEYS_FILE
"""The file with the keys. JSON is also HOCON, so the SDK and the monitor read it as it is."""

DATABASE = "server.sqlite3"
"""Where everything but files is kept."""


_KINDS = {stat.S_IFREG: "file", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}


class CannotServe(Exception):
    """The server cannot begin; the text is for the person who started it."""


def make_folder(data: Path) -> None:
    """Makes the folder, for its owner alone.

    Raises:
        CannotServe: it cannot be made or written to, or something else is in the place of a file
            in it: who opened a pipe would wait for ever.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (data / LOCK, data / CONFIGURATION, data / DATABASE):
            if path.exists() and not path.is_file():
                raise CannotServe(
                    f"{path} is no ordinary file. Move it away, or name another folder with --data."
                )
        make_file(data / LOCK)
    except OSError as error:
        if os.path.lexists(data / LOCK):
            raise CannotServe(
                f"{data / LOCK} cannot be written to ({error.strerror}). Move it away, or name"
                " another folder with --data."
            ) from error
        why = _no_folder(data) or error.strerror
        raise CannotServe(
            f"the data folder {data} cannot be written to ({why}). Name another with --data."
        ) from error


def make_file(path: Path) -> None:
    """Makes a file for its owner alone; one that is there stays as it is.

    Raises:
        OSError: it cannot be made, or not be written to.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _no_folder(data: Path) -> str:
    """What is in the place of the folder, or of one above it; "" if nothing is."""
    for path in (data, *data.parents):
        try:
            mode = path.stat().st_mode
        except OSError:
            if not os.path.islink(path):  # noqa: PTH114 - the other one may raise
                continue
            kind = f"link to {os.path.realpath(path)}, which cannot be reached"
        else:
            if stat.S_ISDIR(mode):
                return ""
            kind = _KINDS.get(stat.S_IFMT(mode), "device")
        return f"{'it' if path == data else path} is a {kind}"
    return ""


@contextmanager
def folder_lock(data: Path) -> Iterator[None]:
    """Holds the folder for this process; the system lets go of it however the process ends.

    Raises:
        CannotServe: another process holds it.
    """
    try:
        import fcntl
    except ImportError:
        # Windows has no such lock; SQLite still keeps two servers from spoiling the file.
        yield
        return
    with (data / LOCK).open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotServe(
                f"the data folder {data} is in use by another mltui serve. Stop that one, or name"
                " another folder with --data."
            ) from error
        yield
