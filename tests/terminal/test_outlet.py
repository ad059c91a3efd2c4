from __future__ import annotations

import os
import pty
import select
import threading
import tty

from mltui.terminal.outlet import Outlet
from tests.terminal.pseudo_terminal import PATIENCE_S

#: More than any terminal's buffer holds, with characters of several bytes everywhere.
MUCH = "é─⣿ and so on; " * 60_000


def taken(terminal: int, size: int) -> bytes:
    """What a terminal gets, so many bytes of it, or what came before nothing more did."""
    read = b""
    while len(read) < size and select.select([terminal], [], [], PATIENCE_S)[0]:
        read += os.read(terminal, 1 << 16)
    return read


def test_what_is_left_for_the_thread_is_counted_until_it_has_gone():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        outlet = Outlet(file)
        gone: list[int] = []
        outlet.when_gone = lambda: gone.append(outlet.gone)
        assert not outlet.send("é─")
        assert outlet.waiting == 5
        outlet.flush()
        assert outlet.waiting == 0
        assert gone == [5]
        assert os.read(reading, 10).decode() == "é─"
    os.close(reading)


def test_a_lost_terminal_takes_everything_without_complaint():
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        outlet = Outlet(file)
        os.close(reading)
        outlet.send("gone")
        outlet.flush()
        assert outlet.waiting == 0


def test_what_the_terminal_takes_at_once_needs_no_thread():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with os.fdopen(theirs, "w") as file:
        outlet = Outlet(file)
        outlet.open()
        assert outlet.send("é─")
        assert (outlet.waiting, outlet.gone) == (0, 5)
        assert os.read(ours, 10).decode() == "é─"
        outlet.close()
    os.close(ours)


def test_what_the_terminal_does_not_take_at_once_follows_in_order_and_whole():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with os.fdopen(theirs, "w") as file:
        outlet = Outlet(file)
        outlet.open()
        assert not outlet.send(MUCH)
        assert 0 < outlet.gone < len(MUCH.encode())
        assert not outlet.send("and this behind it.")
        expected = (MUCH + "and this behind it.").encode()
        assert outlet.waiting == len(expected) - outlet.gone
        thread = threading.Thread(target=outlet.flush)
        thread.start()
        read = taken(ours, len(expected))
        thread.join()
        outlet.close()
    os.close(ours)
    assert read == expected


def test_the_shell_s_own_descriptor_goes_on_waiting():
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as file:
        outlet = Outlet(file)
        outlet.open()
        outlet.send("something")
        assert os.get_blocking(theirs)
        outlet.close()
    os.close(ours)


def test_a_terminal_that_is_lost_while_it_is_written_to_is_left_to_the_thread():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with os.fdopen(theirs, "w") as file:
        outlet = Outlet(file)
        outlet.open()
        os.close(ours)
        assert not outlet.send("gone")
        outlet.flush()
        assert outlet.waiting == 0


def test_a_terminal_on_which_nobody_waits_still_gets_everything():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with os.fdopen(theirs, "w") as file:
        os.set_blocking(theirs, False)
        outlet = Outlet(file)
        outlet.send(MUCH)
        thread = threading.Thread(target=outlet.flush)
        thread.start()
        read = taken(ours, len(MUCH.encode()))
        thread.join()
    os.close(ours)
    assert read == MUCH.encode()
