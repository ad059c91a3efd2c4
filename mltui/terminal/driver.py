"""Textual's driver for Unix terminals, made quiet: what it asks of them, and how it waits."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual._parser import ParseError
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from mltui.terminal.asked import Asked, Tell
from mltui.terminal.first_picture import AT_START
from mltui.terminal.graphics import QUESTION, cell_by_size
from mltui.terminal.outlet import Outlet

if TYPE_CHECKING:
    from io import TextIOWrapper
    from types import FrameType

    from textual.app import App
    from textual.message import Message

#: What may pass beside the drawing without changing a cell: modes, keyboard protocol, queries,
#: titles and other operating system commands (also handed through tmux), pictures of kitty's,
#: the bell.
HARMLESS = re.compile(
    r"(?:\x1b\[[<>=?][0-9;]*(?:[hlu]|\$p)|\x1b\[[56]n|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1bPtmux;\x1b\x1b[\]_][^\x1b]*(?:\x1b\x1b\\)?\x1b\\|\x1b_G[^\x1b]*\x1b\\"
    r"|\x1b\[16t|\x1b\[>q|\x1b\[c|\x07)*"
)

#: Modes that bring another screen with them.
_OTHER_SCREEN = ("\x1b[?1049h", "\x1b[?1049l")

ENABLE_MOUSE = "\x1b[?1000h\x1b[?1006h"
"""Reports of buttons and the wheel, in the form without limits; not of mere movement."""

DISABLE_MOUSE = "\x1b[?1006l\x1b[?1000l"


class TerminalDriver(LinuxDriver):
    """Drives a terminal, and knows what is on its way to it.

    Attributes:
        outlet: The way out.
        when_cleared: Called when what was drawn on the terminal is gone.
        when_unknown: Called with what was written that might change the screen in unknown ways.
        farewell: What is sent before the terminal is given back.
        when_told: Called with what `ask_abilities` asked for; in the reading thread.
        when_answered: Called with the time at which the terminal has told the cursor's position;
            in the reading thread. Returns whether it was asked for.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert self._file is not None  # it is None only in a program without a console
        self.outlet = Outlet(self._file)
        self._has_terminal = False
        self.farewell = ""
        self._asked = Asked(lambda answer: self.when_told(answer))
        self.when_told: Tell = _nothing
        self.when_cleared: Callable[[], object] = _nothing
        self.when_unknown: Callable[[str], object] = _nothing
        self.when_answered: Callable[[float], bool] = lambda _: False
        self.exit_event = self._alarm = Alarm()
        self._file = cast("TextIOWrapper", self.outlet)

    def write(self, data: str) -> None:
        """Writes what is not a drawing, such as a title or a mode."""
        if not HARMLESS.fullmatch(data):
            self.when_unknown(data)
        elif data in _OTHER_SCREEN:
            if AT_START.hand_over():
                return  # it is there already, and what is on it stays
            self.when_cleared()
        self.write_frame(data)

    def write_frame(self, data: str) -> None:
        """Writes a drawing; one that comes after the terminal was given back is dropped."""
        if self._has_terminal and not self.outlet.send(data):
            super().write("")  # wakes the writing thread

    def ask_abilities(self) -> None:
        """Asks the terminal what it can do; a terminal that does not answer is not waited for."""
        self._asked.ask()
        self.write(QUESTION)

    def cell_size(self) -> tuple[int, int] | None:
        """Returns pixels of a cell, across and down, as far as the operating system knows."""
        try:
            return cell_by_size(fcntl.ioctl(self.fileno, termios.TIOCGWINSZ, bytes(8)))
        except OSError:
            return None

    def start_application_mode(self) -> None:
        """Takes the terminal over."""
        self._has_terminal = True
        self.outlet.open()
        is_first = AT_START.is_shown
        # A change of the window meanwhile waits for who knows what to do about it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            tell_size = signal.getsignal(signal.SIGWINCH)
            if callable(tell_size):
                signal.signal(signal.SIGWINCH, partial(self._window_changed, tell_size))
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGWINCH})
        if is_first:
            self.attrs_before = AT_START.attributes

    def stop_application_mode(self) -> None:
        """Leaves the terminal without any colours or pictures of ours."""
        self.write_frame(f"{self.farewell}\x1b[m")
        super().stop_application_mode()
        self._has_terminal = False

    def close(self) -> None:
        """Waits until all is written."""
        super().close()
        self.outlet.close()

    # Signals come between any two steps of the program, also within a write of its own.

    def _sigtstp_application(self, *_: object) -> None:
        if self._auto_restart:
            self._soon(super()._sigtstp_application)
        else:
            super()._sigtstp_application()  # another program has the terminal: nothing is written

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart:
            self._soon(super()._sigcont_application)

    def _window_changed(
        self,
        tell_size: Callable[[int, FrameType | None], object],
        number: int,
        _: FrameType | None,
    ) -> None:
        def tell() -> None:
            self.when_cleared()  # whoever draws comes after the first frame
            tell_size(number, None)

        AT_START.spoil()
        # Not at once: while one size is told another signal may come, and the older size would
        # be told last.
        self._soon(tell)

    def _soon(self, step: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the program is at its end
            self._loop.call_soon_threadsafe(step)

    # What the terminal says

    def run_input_thread(self) -> None:
        """Reads keys and answers; wakes up for them, and to tell Escape from a sequence."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        ended = False
        while not ended:
            wait_s = None
            if (deadline := parser._timeout_time) is not None:
                wait_s = max(0.0, deadline - get_time())
            readable, _, _ = select.select([self.fileno, self._alarm], [], [], wait_s)
            ended = self._alarm.is_set()
            if self.fileno in readable and (text := decode(os.read(self.fileno, 4096))):
                if text := self._asked.without_answers(text):
                    for message in parser.feed(text):
                        self.process_message(message)
            elif self.fileno in readable:
                ended = True  # the terminal is gone
            for message in parser.tick():
                self.process_message(message)
        with suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    def send_message(self, message: Message) -> None:
        """Hands a message to the application; called in the reading thread."""
        self._loop.call_soon_threadsafe(self._app.post_message, message)

    def process_message(self, message: Message) -> None:
        """Hands over what was read; answers that were asked for go no further."""
        answer = isinstance(message, events.CursorPosition)
        if not (answer and self.when_answered(time.monotonic())):
            super().process_message(message)

    # What is asked of the terminal

    def _enable_mouse_support(self) -> None:
        # Textual also asks for every movement, which crosses the link and wakes the program.
        if self._mouse:
            self.write(ENABLE_MOUSE)

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write(DISABLE_MOUSE)

    def _enable_mouse_pixels(self) -> None:
        """Leaves the mouse at cells."""

    def _query_in_band_window_resize(self) -> None:
        """Asks nothing: the signal of a new size is enough, and without pixels nothing is lost."""


class Alarm(Event):
    """An event that `select` can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._read_end, self._write_end = os.pipe()

    def fileno(self) -> int:
        """Returns what is readable while the event is set."""
        return self._read_end

    def set(self) -> None:
        """Sets the event."""
        if not self.is_set():
            os.write(self._write_end, b".")
        super().set()

    def clear(self) -> None:
        """Takes it back."""
        if self.is_set():
            os.read(self._read_end, 1)
        super().clear()


def _nothing(*_: object) -> None:
    """Does nothing."""
