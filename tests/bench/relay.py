"""`python -m tests.bench.relay MS COMMAND ...`: runs a program behind a slow link.

What is typed reaches it half as many milliseconds later, and so does what it writes: an answer
takes MS in all, as over a link with that round trip.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import pty
import select
import signal
import sys
import termios
import time
import tty
from collections import deque

#: The round trip of the slow link that is measured over, milliseconds.
LINK_MS = 100

#: `PR_SET_PDEATHSIG` of prctl(2).
_END_WITH_PARENT = 1


def link_to(round_trip_ms: int) -> list[str]:
    """Return what a command is begun with to run behind a link; nothing for 0 milliseconds."""
    if not round_trip_ms:
        return []
    return [sys.executable, "-m", "tests.bench.relay", str(round_trip_ms)]


def main() -> None:
    delay_s = float(sys.argv[1]) / 2000
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    tty.setraw(0)
    pid, program = pty.fork()
    if pid == 0:
        # A stock version does not end with its terminal but takes a processor from then on, and
        # all later figures with it.
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvp(sys.argv[2], sys.argv[2:])
    under_way: deque[tuple[float, int, bytes]] = deque()
    open_ends = {0: program, program: 1}
    while open_ends or under_way:
        wait_s = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select(list(open_ends), [], [], wait_s)
        for end in readable:
            try:
                data = os.read(end, 1 << 16)
            except OSError:
                data = b""
            if data:
                under_way.append((time.monotonic() + delay_s, open_ends[end], data))
            else:
                open_ends.clear()
        while under_way and under_way[0][0] <= time.monotonic():
            _, end, data = under_way.popleft()
            os.write(end, data)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
