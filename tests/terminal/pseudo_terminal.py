"""A real pseudo-terminal with a real program in it: its screen read back, its bytes kept."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

MLTUI = (sys.executable, "-m", "mltui")

#: How long anything may take before a test gives up, seconds. The machine may be busy.
PATIENCE_S = 30.0

#: How many times in a row, 20 ms apart, a program is seen waiting before it counts as at rest.
_LOOKS_AT_REST = 15

#: What pyte does not know: mode queries, the kitty keyboard protocol, pictures.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*(?:\$p|[upq])|\x1b\[>[0-9;]*[a-zA-Z]|\x1b[_P][^\x1b]*\x1b\\\\"
)
_UP_TO_A_QUESTION = re.compile(rb"(?s:.+?)(?:\x1b\[6n|\Z)")
_CUT_OFF = re.compile(rb"\x1b(?:\[[0-9;<>=?$]*|\][^\x07\x1b]*|[_P][^\x1b]*\x1b?)?$")


class NeverHappened(AssertionError):
    """Something that was waited for did not happen; the text has the screen."""


class PseudoTerminal:
    """Runs a program in a pseudo-terminal of a given size.

    Use it in a `with` statement: leaving it ends the program.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        abilities: str = "62",
        cell: tuple[int, int] | None = None,
        answers: bool = True,
    ) -> None:
        self._answers = answers
        self._abilities = abilities
        self._cell = cell
        self.screen = pyte.Screen(columns, rows)
        self.raw = b""
        self.started_at = time.monotonic()
        self._stream = pyte.ByteStream(self.screen)
        self._held_back = b""
        self._text: str | None = None  # what `text` says, until something is drawn
        self._closed: set[int] = set()
        self._ours, self._theirs = os.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, size)
        self.attributes_before = termios.tcgetattr(self._theirs)
        self.process = subprocess.Popen(
            [str(each) for each in command],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            start_new_session=True,
            preexec_fn=_as_in_a_terminal,
        )

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close(self._ours)
        self._close(self._theirs)

    def _close(self, descriptor: int) -> None:
        if descriptor not in self._closed:
            self._closed.add(descriptor)
            os.close(descriptor)

    # What the program shows

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        if self._text is None:
            # What pyte's `display` says: the second cell of a wide character is empty.
            lines, across = self.screen.buffer, range(self.screen.columns)
            self._text = "\n".join(
                "".join([lines[y][x].data for x in across]).rstrip()
                for y in range(self.screen.lines)
            )
        return self._text

    @property
    def attributes(self) -> list[object]:
        """The terminal's attributes (termios) now."""
        return termios.tcgetattr(self._theirs)

    @property
    def in_alternate_screen(self) -> bool:
        """Whether the program is on the alternate screen."""
        return self._is_on("1049")

    @property
    def cursor_shown(self) -> bool:
        """Whether the cursor is visible."""
        return self._is_on("25", initially=True)

    def modes_left_on(self) -> list[str]:
        """Return the private modes that the program switched on and did not switch off."""
        modes = dict.fromkeys(re.findall(rb"\x1b\[\?(\d+)h", self.raw))
        return [
            mode.decode()
            for mode in modes
            if mode != b"25" and mode != b"7" and self._is_on(mode.decode())
        ]

    def _is_on(self, mode: str, *, initially: bool = False) -> bool:
        changes = re.findall(rf"\x1b\[\?{mode}([hl])".encode(), self.raw)
        return changes[-1] == b"h" if changes else initially

    # What happens

    def take(self, seconds: float = 0.02) -> bytes:
        """Return what the program writes within so many seconds; `draw` has to follow.

        Questions are answered at once, where the cursor is by what was drawn before.
        """
        data = self._read(seconds)
        self._answer(data)
        return data

    def _read(self, seconds: float) -> bytes:
        readable, _, _ = select.select([self._ours], [], [], seconds)
        if not readable:
            return b""
        data = os.read(self._ours, 1 << 16)
        self.raw += data
        return data

    def draw(self, data: bytes) -> None:
        """Draw what was taken."""
        self._text = None
        data = self._held_back + data
        cut = _CUT_OFF.search(data)
        self._held_back = data[cut.start() :] if cut else b""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[: cut.start()] if cut else data))

    def wipe(self) -> None:
        """Forget all that was drawn, as after `reset`."""
        self._text = None
        self.screen.reset()

    def pump(self, seconds: float = 0.02) -> bool:
        """Take and draw what the program writes within so many seconds; return whether it did."""
        data = self._read(seconds)
        if data:
            # Questions are answered when all before them is drawn, and none that is cut in two
            # is missed.
            known, self._held_back = self._held_back + data, b""
            for part in _UP_TO_A_QUESTION.findall(known):
                self.draw(part)
                self._answer(part)
        return bool(data)

    def _answer(self, data: bytes) -> None:
        if not self._answers:
            return
        if b"\x1b[6n" in data:
            cursor = self.screen.cursor
            os.write(self._ours, f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode())
        if b"\x1b[16t" in data and self._cell is not None:
            os.write(self._ours, f"\x1b[6;{self._cell[1]};{self._cell[0]}t".encode())
        if b"\x1b[c" in data:
            os.write(self._ours, f"\x1b[?{self._abilities}c".encode())
        if b"\x1b[?2026$p" in data:
            os.write(self._ours, b"\x1b[?2026;2$y")

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Pump until a condition holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not happened():
            if not self.pump() and self.process.poll() is not None and not self.pump():
                if happened():
                    return
                raise NeverHappened(f"{what}: the program ended first:\n{self.text}")
            if time.monotonic() > deadline:
                raise NeverHappened(f"{what} did not happen:\n{self.text}")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Pump until the screen's text matches; return the match."""
        self.wait_until(lambda: re.search(pattern, self.text) is not None, f"{pattern!r}")
        found = re.search(pattern, self.text)
        assert found is not None
        return found

    def wait_until_quiet(self, seconds: float = 0.3) -> None:
        """Pump until the program has written nothing for so many seconds."""
        deadline = time.monotonic() + PATIENCE_S
        while self.pump(seconds):
            if time.monotonic() > deadline:
                raise NeverHappened(f"it never went quiet:\n{self.text}")

    def wait_until_at_rest(self) -> None:
        """Take nothing until the program has read all that was typed and waits (Linux)."""
        deadline = time.monotonic() + PATIENCE_S
        seen = 0
        while seen < _LOOKS_AT_REST:
            # A program that only gets no processor is not at rest: its threads are runnable.
            seen = seen + 1 if self._has_read_all() and self._waits() else 0
            if time.monotonic() > deadline:
                raise NeverHappened(f"it never came to rest:\n{self.text}")
            select.select([], [], [], 0.02)

    def _has_read_all(self) -> bool:
        unread = fcntl.ioctl(self._theirs, termios.FIONREAD, struct.pack("i", 0))
        return struct.unpack("i", unread) == (0,)

    def _waits(self) -> bool:
        states = set()
        for thread in Path(f"/proc/{self.process.pid}/task").glob("*/stat"):
            try:
                states.add(thread.read_text().rpartition(")")[2].split()[0])
            except OSError:
                states.add("ended")
        return states == {"S"}

    def wait_for_exit(self) -> int:
        """Pump until the program has ended; return its exit status (negative: the signal)."""
        deadline = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            self.pump()
            if time.monotonic() > deadline:
                raise NeverHappened(f"it did not end:\n{self.text}")
        while self.pump(0.05):
            pass
        return self.process.returncode

    # What the person does

    def type(self, keys: str) -> None:
        """Type keys."""
        os.write(self._ours, keys.encode())

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does."""
        self._close(self._theirs)
        self._close(self._ours)

    def resize(self, columns: int, rows: int) -> None:
        """Change the terminal's size, as dragging its corner does."""
        self._text = None
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def assert_given_back(self) -> None:
        """Check that the terminal is as the program found it."""
        assert not self.in_alternate_screen
        assert self.cursor_shown
        assert self.modes_left_on() == []
        assert self.screen.margins is None
        assert self.attributes == self.attributes_before


def _as_in_a_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # Whoever runs the tests may ignore it, and so would their children.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def person(home: Path, **variables: str) -> dict[str, str]:
    """Return the environment of somebody with an empty home folder and a good terminal."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        **variables,
    }
