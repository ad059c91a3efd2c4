from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

from mltui.terminal.outlet import Outlet
from tests.terminal.pseudo_terminal import PATIENCE_S

#: More than any terminal's buffer holds, with characters of several bytes everywhere.
MUCH = "é─⣿ and so on; " * 60_000


@contextmanager
def opened() -> Iterator[tuple[FileIO, int, Outlet]]:
    """A terminal, the descriptor that programs have of it, and the way out to it, opened."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal, os.fdopen(theirs, "w") as file:
        outlet = Outlet(file)
        outlet.open()
        yield terminal, theirs, outlet
        outlet.close()


def flushed(outlet: Outlet, terminal: FileIO, size: int) -> bytes:
    """What a terminal gets of the rest, so many bytes, or what came before nothing more did."""
    thread = threading.Thread(target=outlet.flush)
    thread.start()
    read = b""
    while len(read) < size and select.select([terminal], [], [], PATIENCE_S)[0]:
        read += terminal.read(1 << 16)
    thread.join()
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
    with opened() as (terminal, _, outlet):
        assert outlet.send("é─")
        assert (outlet.waiting, outlet.gone) == (0, 5)
        assert terminal.read(10).decode() == "é─"


def test_what_the_terminal_does_not_take_at_once_follows_in_order_and_whole():
    with opened() as (terminal, _, outlet):
        assert not outlet.send(MUCH)
        assert 0 < outlet.gone < len(MUCH.encode())
        assert not outlet.send("and this behind it.")
        expected = (MUCH + "and this behind it.").encode()
        assert outlet.waiting == len(expected) - outlet.gone
        assert flushed(outlet, terminal, len(expected)) == expected


def test_the_shell_s_own_descriptor_goes_on_waiting():
    with opened() as (_, theirs, outlet):
        outlet.send("something")
        assert os.get_blocking(theirs)


def test_a_terminal_that_is_lost_while_it_is_written_to_is_left_to_the_thread():
    with opened() as (terminal, _, outlet):
        terminal.close()
        assert not outlet.send("gone")
        outlet.flush()
        assert outlet.waiting == 0


def test_a_terminal_on_which_nobody_waits_still_gets_everything():
    with opened() as (terminal, theirs, outlet):
        outlet.close()
        os.set_blocking(theirs, False)
        outlet.send(MUCH)
        assert flushed(outlet, terminal, len(MUCH.encode())) == MUCH.encode()
