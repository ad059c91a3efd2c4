"""Reads small text files that a person wrote."""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path

from mltui.settings import SettingsError

#: A larger file is none of settings, bytes.
LARGEST_BYTES = 1 << 20

#: How long a pipe is read from (a program may be deciphering the file meanwhile), seconds.
PIPE_PATIENCE_S = 10.0


def read_text(path: Path) -> str:
    """Return the text of a settings file.

    A pipe is read like a file if something comes out of it.

    Raises:
        SettingsError: It cannot be read, is no text, or is far too large.
    """
    try:
        content = _read(path)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SettingsError(f"{path} cannot be read: {reason}.") from None
    if len(content) > LARGEST_BYTES:
        raise SettingsError(f"{path} is larger than 1 MiB: it is no settings file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}, line {line}: this is not UTF-8 text.") from None


def why_absent(path: Path) -> str:
    """Return why a file cannot be looked for: "not there", …; "" if there is something.

    What is there may be no file or unreadable; to read it says so.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return "not there"
    except PermissionError:
        # As of another person's home folder, which some start programs with.
        return "its folder may not be opened"
    except OSError:
        return ""
    return ""


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            raise SettingsError(
                f"{path} cannot be read: it is a link to {os.path.realpath(path)}, and there is "
                "nothing."
            ) from None
        raise
    is_device = stat.S_ISCHR(mode) or stat.S_ISBLK(mode)
    if is_device and not path.samefile(os.devnull):
        # Even to open one can do something, and to read from it can take for ever.
        raise SettingsError(f"{path} is a device, no settings file.")
    # Without O_NONBLOCK a pipe is opened only once somebody writes to it.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", 0) as file:  # noqa: PTH123 - from a descriptor
        if not stat.S_ISFIFO(mode):
            return file.read(LARGEST_BYTES + 1)
        content = _drain(file.fileno())
    if not content:
        raise SettingsError(f"{path} cannot be read: it is a pipe, and nothing comes out of it.")
    return content


def _drain(pipe: int) -> bytes:
    """Return what comes out of a pipe until its writers are gone; b"" if they do not hurry."""
    content = b""
    deadline = time.monotonic() + PIPE_PATIENCE_S
    while len(content) <= LARGEST_BYTES:
        try:
            # Before anything is waited for: a pipe that never had a writer is not ready, but ended.
            part = os.read(pipe, LARGEST_BYTES)
        except BlockingIOError:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return b""
            continue
        if not part:
            break
        content += part
    return content
