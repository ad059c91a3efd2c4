"""A small file that is kept from start to start: replaced whole, or left as it was."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

#: Is told what could not be written and why.
Unkept = Callable[[Path, OSError], None]

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def read_file(path: Path, most: int) -> bytes:
    """Return what a kept file holds.

    Args:
        path: The file.
        most: A file of more bytes is none that was kept.

    Raises:
        OSError: It cannot be read, is larger, or is no ordinary file: a pipe in its place would
            be waited for, and a device might have no end.
    """
    if not path.is_file() or path.stat().st_size > most:
        raise OSError(errno.EINVAL, "No file that was kept", str(path))
    return path.read_bytes()


def replace_file(path: Path, content: bytes) -> os.stat_result:
    """Write a file aside and rename it; only its owner may read it, and a folder made for it.

    Returns:
        What the file system says of it.

    Raises:
        OSError: It could not be written; the one before is still there, and nothing beside it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    try:
        with os.fdopen(os.open(aside, _WRITE, 0o600), "wb") as file:
            file.write(content)
        written = aside.stat()
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise
    return written


def why_unwritten(error: OSError) -> str:
    """Return why something could not be written, as the end of a sentence."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "a file is in the place of a folder"
    return (error.strerror or str(error)).lower()
