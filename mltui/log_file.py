"""The log file in the user's state folder: where trouble is written down, secrets masked."""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

FILE_NAME = "mltui.log"

#: The file is renamed to `mltui.log.1` when it reaches this size, bytes.
LARGEST_BYTES = 1_000_000
OLD_FILES = 2

#: A known secret shorter than this is not searched for: it would mask ordinary words.
SHORTEST_SECRET = 6

_MASK = "***"
_TOKEN_LIKE = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"
    r"|(?i:(?<=secret_key)|(?<=access_key)|(?<=password)|(?<=token))[\"']?\s*[:=]\s*[\"']?[^\s\"',}]+"
)


class SecretMasker(logging.Formatter):
    """Formats records, tracebacks included, with everything secret masked."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        known = sorted({each for each in secrets if len(each) >= SHORTEST_SECRET}, key=len)
        self._secrets = known[::-1]

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text; control characters are written as escapes."""
        return self.masked(super().format(record))

    def masked(self, text: str) -> str:
        """Return a text with the known secrets, and what looks like one, replaced."""
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        text = _TOKEN_LIKE.sub(lambda match: _keep_separator(match[0]), text)
        return "".join(
            char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text
        )


def log_path() -> Path:
    """Return where the log file is, whether it exists or not."""
    from platformdirs import user_state_path

    return user_state_path("mltui", appauthor=False) / FILE_NAME


def open_log(level: str, secrets: Iterable[str] = (), path: Path | None = None) -> Path | None:
    """Send everything that is logged to the log file and nowhere else.

    Args:
        level: The least important level that is written: "debug" ... "error".
        secrets: Values that must never be written.
        path: The file; in the user's state folder if not given.

    Returns:
        The file's path, or None if it cannot be written: then nothing is logged.
    """
    from logging.handlers import RotatingFileHandler

    root = logging.getLogger()
    close_log()
    path = path or log_path()
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(path)
        handler = RotatingFileHandler(
            path, maxBytes=LARGEST_BYTES, backupCount=OLD_FILES, encoding="utf-8"
        )
        handler.rotator = _rotate
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(SecretMasker(secrets))
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.raiseExceptions = False  # a full disk must not write to the terminal
    logging.getLogger("httpx").setLevel("WARNING")  # it would log every question asked
    return path if isinstance(handler, RotatingFileHandler) else None


def current_log() -> Path | None:
    """Return the file that is logged to, or None."""
    for handler in _own_handlers():
        if isinstance(handler, logging.FileHandler):
            return Path(handler.baseFilename)
    return None


def close_log() -> None:
    """Stop logging to the file."""
    for handler in _own_handlers():
        logging.getLogger().removeHandler(handler)
        handler.close()


def make_private(path: Path, *, make: bool = True) -> None:
    """Make the log file private, so that it is that from its first byte on.

    Args:
        path: The file.
        make: Whether a file that is not there is made.

    Raises:
        OSError: It cannot be written, or is a pipe, a device or the like: who opened one could
            wait for ever, and a device such as the null device is everybody's.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "It is no ordinary file")
    flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | (os.O_CREAT if make else 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _rotate(source: str, destination: str) -> None:
    Path(source).replace(destination)
    make_private(Path(source))


def _own_handlers() -> list[logging.Handler]:
    handlers = logging.getLogger().handlers
    return [each for each in handlers if isinstance(each.formatter, SecretMasker)]


def _keep_separator(found: str) -> str:
    separator = re.match(r"[\"']?\s*[:=]\s*[\"']?", found)
    return f"{separator[0] if separator else ''}{_MASK}"
