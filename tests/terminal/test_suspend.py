from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import PseudoTerminal, person

#: Writes all the time, so that signals come within a write.
WRITING = """
from textual.widgets import Label
from mltui.terminal.quiet_app import QuietApp

class Writing(QuietApp):
    def compose(self):
        yield Label("0")

    def on_mount(self):
        self.count = 0
        self.write_more()

    def write_more(self):
        self.count += 1
        for _ in range(30):
            self._driver.write_frame("\\x1b[m")
        self.query_one(Label).update(str(self.count))
        self.set_timer(0.0005, self.write_more)

Writing().run()
"""

ROUNDS = 20


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells stopped by /proc")
def test_signals_that_stop_the_program_within_a_write_stop_it_and_no_more(tmp_path):
    command = [sys.executable, "-c", WRITING]
    with PseudoTerminal(command, environment=person(tmp_path)) as terminal:
        terminal.wait_for(r"\d+")
        for _ in range(ROUNDS):
            terminal.send(signal.SIGTSTP)
            terminal.wait_until(lambda: is_stopped(terminal.process.pid), "it stopped")
            terminal.wait_until(lambda: not terminal.in_alternate_screen, "the terminal is free")
            terminal.send(signal.SIGCONT)
            terminal.wait_until(lambda: terminal.in_alternate_screen, "it came back")
