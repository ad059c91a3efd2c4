"""The terminal is given back whatever ends the program, also when two things do."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.terminal.pseudo_terminal import PseudoTerminal, person

_GUARDED = """
import os, signal, sys, time, tty
from mltui.terminal.guard import TerminalGuard

class Impatient(TerminalGuard):
    def _restore_attributes(self):
        os.kill(os.getpid(), signal.SIGTERM)
        super()._restore_attributes()

try:
    with (guard := Impatient(leave=lambda: None)):
        tty.setraw(0)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(600)
finally:
    print("status", guard.status)
"""

_FIRST_PICTURE = """
import os, signal, sys, time
from mltui.ages import coarse_age
from mltui.terminal.first_picture import FirstPicture, Picture, PicturePlace

class Impatient(FirstPicture):
    def _write(self, text):
        super()._write(text)
        if "1049l" in text:
            os.kill(os.getpid(), signal.SIGTERM)

place = PicturePlace(["demo"], os.environ)
place.keep(Picture(120, 40, "picture", [], []), [], time.time())
Impatient().show(place, coarse_age, time.time())
os.kill(os.getpid(), signal.SIGINT)
time.sleep(600)
"""

_MAKING_A_LOOP = """
import os, signal, sys
from asyncio.selector_events import BaseSelectorEventLoop
from mltui.cli import main

BaseSelectorEventLoop._make_self_pipe = lambda loop: os.kill(os.getpid(), signal.SIGINT)
sys.exit(main(["demo"]))
"""

_ASKING = """
import os, signal, time
from mltui.terminal import widths

real = os.write
def write(descriptor, data):
    if data.endswith(b"[K"):
        os.kill(os.getpid(), signal.SIGTERM)
    return real(descriptor, data)

os.write = write
widths._read_column = lambda _: os.kill(os.getpid(), signal.SIGINT) or time.sleep(600)
widths.measure_widths(0, 1)
"""

_COMPUTING = """
import asyncio, os, re, signal, tty
from mltui.terminal import guard

guard.PATIENCE_S = 0.1

async def compute():
    tty.setraw(0)
    os.write(2, b"\\x1b[?1049h\\x1b[3;5r")
    os.kill(os.getpid(), signal.SIGINT)
    re.search("(a+)+$", "a" * 60 + "b")

with guard.TerminalGuard(leave=lambda: None):
    asyncio.run(compute())
"""

_WAITING = _COMPUTING.replace('re.search("(a+)+$", "a" * 60 + "b")', "os.read(os.pipe()[0], 1)")


@pytest.mark.parametrize("program", [_COMPUTING, _WAITING], ids=["computing", "waiting"])
def test_a_program_that_cannot_leave_is_ended_by_force(tmp_path, program):
    command = [sys.executable, "-c", program]
    with PseudoTerminal(command, environment=person(tmp_path)) as terminal:
        assert terminal.wait_for_exit() == 130, terminal.text
        terminal.assert_given_back()


@pytest.mark.parametrize(
    ("program", "status"),
    [(_GUARDED, 130), (_FIRST_PICTURE, -2), (_ASKING, 130)],
    ids=["guard", "first picture", "widths"],
)
def test_a_second_signal_does_not_interrupt_what_the_first_one_began(tmp_path, program, status):
    command = [sys.executable, "-c", program]
    with PseudoTerminal(command, environment=person(tmp_path)) as terminal:
        assert terminal.wait_for_exit() == status, terminal.text
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


def test_a_signal_while_the_event_loop_is_made_ends_it_in_silence(tmp_path):
    command = [sys.executable, "-c", _MAKING_A_LOOP]
    with PseudoTerminal(command, environment=person(tmp_path)) as terminal:
        assert terminal.wait_for_exit() in (-signal.SIGINT, 128 + signal.SIGINT)
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw
