"""The picture of the last run, on the terminal before Textual is even imported.

Half of a start is spent on imports. Until they are done the person sees what the same command
showed last, with its age; then the application finds that picture on the terminal and sends what
differs. Nothing is imported here that takes time.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mltui import __version__

AGE = "\ue000\ue001\ue002\ue003"
"""Stands in a picture where its age is to be told: one column for each character."""

#: Raised whenever what is kept changes its shape or must be forgotten: in pictures of the first
#: format there may be secrets that were shown in columns.
_FORMAT = 2

#: Variables that decide what the same arguments show.
_DECIDING = ("MLTUI_", "CLEARML_", "TRAINS_", "LC_")
_ALSO = (
    *("TERM", "TERM_PROGRAM", "COLORTERM", "NO_COLOR", "LANG", "HOME"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"),
)

#: Of these it counts only whether they are there: each session has another value.
_WHETHER = ("SSH_TTY", "TMUX", "STY", "ZELLIJ")

#: Pictures that are kept, the newest.
KEPT = 8

#: Parts of names of variables that are not even looked at.
_SECRET = ("SECRET", "TOKEN", "PASSWORD")

_TAKE_OVER = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
_GIVE_BACK = "\x1b[m\x1b[?1049l\x1b[?25h"

#: What reading a file raises that ends half way, or that somebody wrote in.
_DAMAGES = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

#: Where these are in what `termios.tcgetattr` returns.
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6

# Each cell's text, and for each the place of its rendition among the picture's.
CellLines = list[tuple[list[str], list[int]]]

# Foreground, background, attributes, link.
Look = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a terminal shows.

    Attributes:
        columns: Its width.
        rows: Its height.
        drawing: What draws it on an empty screen.
        looks: All renditions of its cells.
        lines: Its cells; the renditions are places in `looks`.
    """

    columns: int
    rows: int
    drawing: str
    looks: list[Look]
    lines: CellLines


class PicturePlace:
    """The file that holds the last picture of one command.

    Args:
        arguments: The command line.
        environment: The environment variables.

    Attributes:
        path: Where it is; None where there is no place for it, and nothing is kept.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        deciding = sorted(
            (name, value)
            for name, value in environment.items()
            if (name.startswith(_DECIDING) or name in _ALSO)
            and not any(secret in name for secret in _SECRET)
        )
        deciding += [(name, "") for name in _WHETHER if environment.get(name)]
        folder = _folder_counted_from([*arguments, *(value for _, value in deciding)])
        told = json.dumps([_FORMAT, __version__, list(arguments), deciding, folder])
        name = hashlib.sha256(told.encode(errors="replace")).hexdigest()[:24]
        cache = _cache_folder(environment)
        self.path = None if cache is None else cache / "pictures" / f"{name}-{_FORMAT}"

    def keep(self, picture: Picture, files: Sequence[str], now: float) -> None:
        """Keeps a picture for the next start; costs nothing but the picture if it fails.

        Args:
            picture: What the first screen showed.
            files: The settings files that were looked for; once one changes, the picture is void.
            now: Seconds since the epoch.
        """
        path = self.path
        if path is None:
            return
        head = {
            "columns": picture.columns,
            "rows": picture.rows,
            "drawing": picture.drawing,
            "files": [(file, _state(file)) for file in map(os.path.abspath, files)],
            "taken_at": now,
        }
        content = f"{json.dumps(head)}\n{json.dumps([picture.looks, picture.lines])}\n"
        aside = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(aside, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(content)
            aside.replace(path)
            _remove_old(path.parent)
        except OSError:
            with suppress(OSError):
                aside.unlink()  # the disk may be full


class FirstPicture:
    """The picture that stands on the terminal while the program is being imported.

    Args:
        input_fd: The terminal's file descriptor for reading.
        output_fd: And for writing.
    """

    def __init__(self, input_fd: int = 0, output_fd: int = 2) -> None:
        self._input_fd = input_fd
        self._output_fd = output_fd
        self._content = ""
        self._age = ""
        self._size = (0, 0)
        self._attributes: list[Any] | None = None
        self._is_mine = False

    def show(self, place: PicturePlace, say_age: Callable[[float], str], now: float) -> None:
        """Shows what was kept, if it is for a terminal like this and these settings.

        From then on the terminal echoes nothing, and signals that end the program give it back.

        Args:
            place: Where it is kept.
            say_age: Says seconds in at most four columns.
            now: Seconds since the epoch.
        """
        try:
            if place.path is None or not place.path.is_file():
                return  # nor is a pipe waited for
            with place.path.open(encoding="utf-8") as file:
                head, self._content = json.loads(file.readline()), file.readline()
            if not self._is_wanted(head):
                return
            age = say_age(max(now - head["taken_at"], 0.0)).ljust(len(AGE))
            drawing = head["drawing"].replace(AGE, age)
            attributes = termios.tcgetattr(self._input_fd)
        except (OSError, termios.error, *_DAMAGES):
            return
        self._age, self._attributes = age, attributes
        self._size = (head["columns"], head["rows"])
        self._is_mine = True
        for number in _ENDING:
            signal.signal(number, self._end)
        signal.signal(signal.SIGWINCH, lambda *_: self.spoil())
        with suppress(termios.error):
            termios.tcsetattr(self._input_fd, termios.TCSANOW, _quiet(attributes))
        self._write(_TAKE_OVER + drawing)

    def _is_wanted(self, head: Mapping[str, Any]) -> bool:
        size = os.get_terminal_size(self._output_fd)
        return (
            (head["columns"], head["rows"]) == (size.columns, size.lines)
            and all(os.isatty(fd) for fd in (0, 1, 2))
            # In the background it would be stopped for touching the terminal.
            and os.tcgetpgrp(self._input_fd) == os.getpgrp()
            and all(_state(file) == state for file, state in head["files"])
        )

    def take_back(self) -> None:
        """Gives the terminal back, unless the application has it by now."""
        if self._is_mine:
            self._is_mine = False
            self._write(_GIVE_BACK)
            if self._attributes is not None:
                with suppress(termios.error):
                    termios.tcsetattr(self._input_fd, termios.TCSANOW, self._attributes)

    def hand_over(self) -> bool:
        """Leaves the terminal to the application; returns whether the picture was on it."""
        was_mine, self._is_mine = self._is_mine, False
        return was_mine

    @property
    def is_shown(self) -> bool:
        """Whether the terminal shows it and nobody else has taken it over."""
        return self._is_mine

    @property
    def attributes(self) -> list[Any] | None:
        """What the terminal's attributes were before; None if they were not touched."""
        return self._attributes

    def spoil(self) -> None:
        """Notes that the window changed: one that shrank has cut the picture off.

        It may be as large as before by now.
        """
        self._content = ""

    def found(self) -> Picture | None:
        """Returns the picture once, with its age in it, if it was shown and nothing befell it."""
        content, self._content = self._content, ""
        if not content or not self._age:
            return None
        try:
            looks, lines = json.loads(content)
            for glyphs, _ in lines:
                for x, glyph in enumerate(glyphs):
                    if glyph and glyph in AGE:
                        glyphs[x] = self._age[AGE.index(glyph)]
            return Picture(*self._size, "", [tuple(look) for look in looks], lines)
        except _DAMAGES:
            # The disk was full, or the machine went down: it is drawn over.
            return None

    def _write(self, text: str) -> None:
        with suppress(OSError):
            content = text.encode(errors="replace")
            while content:
                content = content[os.write(self._output_fd, content) :]

    def _end(self, number: int, _frame: object) -> None:
        for each in _ENDING:
            # A second one must not end the process half way.
            signal.signal(each, signal.SIG_IGN)
        self.take_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


AT_START = FirstPicture()
"""The one of this process."""


def _quiet(attributes: list[Any]) -> list[Any]:
    """Returns attributes of a terminal that echoes nothing and keeps what is typed for later."""
    quiet = [*attributes]
    quiet[_INPUT] &= ~termios.ICRNL
    quiet[_LOCAL] &= ~(termios.ECHO | termios.ICANON)
    quiet[_CHARACTERS] = [*attributes[_CHARACTERS]]
    quiet[_CHARACTERS][termios.VSUSP] = b"\0"
    return quiet


def _cache_folder(environment: Mapping[str, str]) -> Path | None:
    home = environment.get("HOME", "")
    if sys.platform == "darwin":
        folder = Path(home, "Library", "Caches", "mltui")
    else:
        folder = Path(environment.get("XDG_CACHE_HOME") or Path(home, ".cache"), "mltui")
    # Without a home it would be the folder that the person happens to be in.
    return folder if folder.is_absolute() else None


def _folder_counted_from(texts: Sequence[str]) -> str:
    """Returns the working folder if a text names a file in it, which is another one elsewhere."""
    for text in texts:
        file = Path(text.partition("=")[2] or text or "/")
        with suppress(OSError, ValueError):  # most are no names of files
            if not file.is_absolute() and file.exists():
                return str(Path.cwd())
    return ""


def _remove_old(folder: Path) -> None:
    """Leaves the newest pictures: there is one for each command line and kind of terminal."""
    newest_first = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    current = [file for file in newest_first if f"-{_FORMAT}" in file.name]
    for file in {*newest_first} - {*current[:KEPT]}:
        file.unlink()


def _state(file: str) -> list[int] | None:
    """Returns what changes whenever a file does; None if it is not there."""
    try:
        told = Path(file).stat()
    except OSError:
        return None
    return [told.st_mtime_ns, told.st_size, told.st_ino]
