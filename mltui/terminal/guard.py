"""Gives the terminal back as it was, however the program ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import termios
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

from mltui.terminal.first_picture import AT_START

#: The signals that end the program: Ctrl-C, `kill`, the terminal or the connection is gone.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

#: The signals of keys: Ctrl-C and Ctrl-backslash.
INTERRUPTING = (signal.SIGINT, signal.SIGQUIT)

#: The signals that end the program and come from no key.
HANDED_ON = (signal.SIGTERM, signal.SIGHUP)

#: How long the program may take to end by itself after such a signal, seconds, and how long one
#: that has the terminal meanwhile.
PATIENCE_S, BORROWER_PATIENCE_S = 3.0, 2.0

#: How much later the alarm comes than the thread, which is to be the first if both can, seconds.
ALARM_LATER_S = 0.5

#: Mouse, focus, paste, resize and synchronised-output reports off, kitty keys off, line wrap on, no
#: part of the screen that scrolls alone (which moves the cursor), normal screen, cursor shown,
#: colours reset.
GIVE_BACK = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    "\x1b[?2026l\x1b[<u\x1b[?7h\x1b7\x1b[r\x1b8\x1b[?1049l\x1b[?25h\x1b[0m"
)


class LentTerminal:
    """The terminal while another program has it, such as an editor.

    The keys that interrupt are left to that program; they reach both. Ignored altogether, they
    would be so in that program too. A signal that ends this program is handed on to that one
    first, which would otherwise go on in a terminal that is the shell's again; if it has not
    ended after `BORROWER_PATIENCE_S` it is made to.
    """

    def __init__(self) -> None:
        self.ended = False
        """Whether such a signal has come."""
        self._borrower: subprocess.Popen[bytes] | None = None
        self._handlers: dict[signal.Signals, Any] = {}
        self._deadline: threading.Timer | None = None

    def __enter__(self) -> LentTerminal:
        for each in INTERRUPTING:
            self._handlers[each] = signal.signal(each, _leave_alone)
        for each in HANDED_ON:
            self._handlers[each] = signal.signal(each, self._hand_on)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each, handler in self._handlers.items():
            signal.signal(each, handler)

    def run(self, command: Sequence[str]) -> int:
        """Run a program, and return its exit status once it has ended.

        Raises:
            OSError: it cannot be run.
        """
        with subprocess.Popen(command) as borrower:
            self._borrower = borrower
            try:
                if self.ended:
                    # The signal came before there was somebody to hand it on to.
                    self._end(borrower, signal.SIGTERM)
                return borrower.wait()
            finally:
                self._borrower = None
                if self._deadline is not None:
                    self._deadline.cancel()
                if borrower.poll() is None:
                    borrower.kill()

    def _hand_on(self, number: int, frame: FrameType | None) -> None:
        self.ended = True
        if self._borrower is not None:
            self._end(self._borrower, number)
        handler = self._handlers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    def _end(self, borrower: subprocess.Popen[bytes], number: int) -> None:
        borrower.send_signal(number)
        if self._deadline is None:
            self._deadline = threading.Timer(BORROWER_PATIENCE_S, borrower.kill)
            self._deadline.daemon = True
            self._deadline.start()


def _leave_alone(_number: int, _frame: FrameType | None) -> None:
    pass


class TerminalGuard:
    """Surrounds a program that takes over the terminal.

    A signal that ends the program asks it to leave; if it has not left after `PATIENCE_S`, the
    terminal is given back by force and the process ends, whatever the main thread does: a thread
    sees to it where that one waits, an alarm where it computes. Without a running event loop
    there is nothing to ask: the program ends at once.

    Args:
        leave: Asks the program to end; called in its event loop.
        input_fd: The terminal's file descriptor for reading.
        output_fd: And for writing.
    """

    def __init__(self, leave: Callable[[], object], input_fd: int = 0, output_fd: int = 2) -> None:
        self.ended_by: signal.Signals | None = None
        self._leave = leave
        self._input_fd = input_fd
        self._output_fd = output_fd
        self._attributes: list[Any] | None = None
        self._handlers: dict[signal.Signals, Any] = {}
        self._deadline: threading.Timer | None = None

    def __enter__(self) -> TerminalGuard:
        with suppress(termios.error):
            self._attributes = AT_START.attributes or termios.tcgetattr(self._input_fd)
        for each in ENDING:
            self._handlers[each] = signal.signal(each, self._end)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            signal.setitimer(signal.ITIMER_REAL, 0)
        self._restore_attributes()
        if error is not None:
            self._give_back()
        for each, handler in self._handlers.items():
            signal.signal(each, handler)

    @property
    def status(self) -> int:
        """The exit status that a signal asks for, 0 if there was none."""
        return 128 + self.ended_by if self.ended_by is not None else 0

    def _end(self, number: int, _frame: FrameType | None) -> None:
        first = self.ended_by is None
        if first:
            self.ended_by = signal.Signals(number)
            self._set_deadline()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if first:
                raise SystemExit(self.status) from None
            return  # it is ending: a second signal must not interrupt that half way
        loop.call_soon_threadsafe(self._leave)

    def _set_deadline(self) -> None:
        self._deadline = threading.Timer(PATIENCE_S, self._end_by_force)
        self._deadline.daemon = True
        self._deadline.start()
        # No thread runs while an expression is being searched for, but signals are seen to.
        self._handlers[signal.SIGALRM] = signal.signal(
            signal.SIGALRM, lambda *_: self._end_by_force()
        )
        signal.setitimer(signal.ITIMER_REAL, PATIENCE_S + ALARM_LATER_S)

    def _end_by_force(self) -> None:
        self._restore_attributes()
        self._give_back()
        os._exit(self.status)

    def _restore_attributes(self) -> None:
        if self._attributes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._input_fd, termios.TCSANOW, self._attributes)

    def _give_back(self) -> None:
        # Nobody may be reading at the other end any more: never wait for them.
        with suppress(OSError):
            os.set_blocking(self._output_fd, False)
            os.write(self._output_fd, GIVE_BACK.encode())
            os.set_blocking(self._output_fd, True)
