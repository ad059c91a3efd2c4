from __future__ import annotations

import os
import re
import signal
import socket
import traceback
from contextlib import suppress
from pathlib import Path

import pytest

import mltui
from mltui.ages import coarse_age
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

DEMO = (*MLTUI, "demo")


def test_every_screen_is_one_key_away_and_the_terminal_is_given_back(tmp_path):
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"● running")
        for key, shown in (
            ("1", r"Vision"),
            ("3", r"gpu-large"),
            ("4", r"box1"),
            ("5", r"REQ"),
            ("6", r"FRAMEWORK"),
            ("7", r"REPORT"),
            ("8", r"GPU HOURS"),
            ("9", r"CREDENTIALS"),
            ("0", r"NEWEST FAILURES"),
            ("2", r"● running"),
        ):
            terminal.type(key)
            terminal.wait_for(shown)
        terminal.type("?")
        terminal.wait_for(r"Everywhere")
        terminal.type("\x1b")
        terminal.wait_until(lambda: "Everywhere" not in terminal.text, "the help closed")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


def sockets_that_listen(process: int) -> set[str]:
    """Return the sockets on which a process waits for others (Linux)."""
    folder = Path(f"/proc/{process}")
    tables = [(folder / "net" / name).read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    listening = {line.split()[9] for table in tables for line in table if line.split()[3] == "0A"}
    held = set()
    for each in (folder / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.add(str(each.readlink()))
    return {f"socket:[{number}]" for number in listening} & held


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux")
def test_it_listens_on_no_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)):
        assert sockets_that_listen(os.getpid())
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"● running")
        assert not sockets_that_listen(terminal.process.pid)


@pytest.mark.parametrize(("columns", "rows"), [(20, 5), (1, 1), (80, 24), (300, 80)])
def test_every_size_of_terminal_is_survived(tmp_path, columns, rows):
    with PseudoTerminal(DEMO, columns=columns, rows=rows, environment=person(tmp_path)) as terminal:
        terminal.wait_until(lambda: terminal.in_alternate_screen, "it started")
        terminal.wait_until_quiet()
        for key in "12345":
            terminal.type(key)
            terminal.wait_until_quiet(0.1)
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


def test_a_terminal_that_shrinks_and_grows_is_followed(tmp_path):
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"● running")
        terminal.resize(20, 5)
        terminal.wait_until_quiet()
        terminal.resize(80, 24)
        terminal.wait_for(r"(?m)● running.*(?s:.)*keys")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_runs_gives_the_terminal_back(tmp_path, number):
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"● running")
        terminal.send(number)
        assert terminal.wait_for_exit() == 128 + number
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


def code_of_the_program(traceback: bytes) -> list[bytes]:
    """Return the files of mltui that a traceback goes through."""
    package = re.escape(os.fsencode(Path(mltui.__file__).parent))
    return re.findall(rb'File "' + package + rb'(/[^"]*)"', traceback)


def test_a_traceback_through_the_program_would_be_seen():
    with pytest.raises(TypeError) as raised:
        coarse_age("a day")
    seen = "".join(traceback.format_exception(raised.value)).encode()
    assert code_of_the_program(seen) == [b"/ages.py"]


@pytest.mark.parametrize(
    ("number", "bytes_first"),
    [
        (signal.SIGTERM, 0),
        (signal.SIGTERM, 1),
        (signal.SIGTERM, 300),
        (signal.SIGTERM, 8_000),
        (signal.SIGINT, 0),
        (signal.SIGINT, 60),
        (signal.SIGINT, 2_000),
    ],
)
def test_a_signal_at_any_moment_of_the_start_gives_the_terminal_back(tmp_path, number, bytes_first):
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_until(lambda: len(terminal.raw) >= bytes_first, "it wrote")
        terminal.send(number)
        status = terminal.wait_for_exit()
        if b"KeyboardInterrupt" in terminal.raw:
            # Python itself was still on its way up, or looking for the program: what it says of
            # that differs, but goes through no line of the program.
            assert (number, bytes_first) == (signal.SIGINT, 0)
            assert status in (1, -number)
            assert code_of_the_program(terminal.raw) == []
        else:
            # Before the terminal is taken over, the signal itself ends the program.
            assert status in (128 + number, -number)
            assert b"Traceback" not in terminal.raw
        terminal.assert_given_back()


def test_ctrl_c_typed_at_any_moment_leaves(tmp_path):
    with PseudoTerminal(DEMO, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"● running")
        terminal.type(":")
        terminal.wait_until_quiet()
        terminal.type("\x03")
        terminal.wait_for_exit()
        terminal.assert_given_back()


def test_a_terminal_that_hangs_up_ends_the_program(tmp_path):
    terminal = PseudoTerminal(DEMO, environment=person(tmp_path))
    with terminal:
        terminal.wait_for(r"● running")
        terminal.hang_up()
        # Python turns the status into 120 if it cannot flush what nobody reads any more.
        assert terminal.process.wait(20) in (128 + signal.SIGHUP, 120)
