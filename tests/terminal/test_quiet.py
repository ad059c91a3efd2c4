"""What goes down the wire, from the real program in a real pseudo-terminal."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from mltui.terminal.capabilities import erases_in_colour, terminal_at_hand
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

#: The lab's time nearly stands still.
DEMO = (*MLTUI, "demo", "--speed", "0.01")


def opened(tmp_path, *options: str, **variables: str) -> PseudoTerminal:
    environment = person(tmp_path, MLTUI_SCREEN="tasks", **variables)
    return PseudoTerminal([*DEMO, *options], environment=environment)


def table(terminal: PseudoTerminal) -> list[str]:
    """The lines of the table, which do not change by themselves."""
    return [line[:70] for line in terminal.text.splitlines()[2:30]]


def walk(terminal: PseudoTerminal) -> bytes:
    """Start, see some screens, leave; return all that was sent."""
    terminal.wait_for(r"[●*] running")
    for key in ("j", "1", "2"):
        terminal.type(key)
        terminal.wait_until_quiet(0.2)
    terminal.type("?")
    terminal.wait_for("Everywhere")
    # Escape stands by itself only if nothing is typed before it was read.
    terminal.type("\x1b")
    terminal.wait_until(lambda: "Everywhere" not in terminal.text, "the help is gone")
    terminal.type("q")
    assert terminal.wait_for_exit() == 0
    terminal.assert_given_back()
    return terminal.raw


def test_the_mouse_reports_clicks_but_no_mere_movement(tmp_path):
    with opened(tmp_path) as terminal:
        sent = walk(terminal)
    assert b"\x1b[?1000h\x1b[?1006h" in sent
    for mode in (b"?1003h", b"?1015h", b"?1016h", b"?2048h"):
        assert mode not in sent


@pytest.mark.parametrize(("setting", "mouse"), [("auto", False), ("yes", True), ("no", False)])
def test_over_ssh_the_mouse_rests_unless_it_is_wanted(tmp_path, setting, mouse):
    with opened(tmp_path, SSH_CONNECTION="10.0.0.1 5 10.0.0.2 22", MLTUI_MOUSE=setting) as terminal:
        terminal.wait_for(r"● running")
        assert (b"\x1b[?1000h" in terminal.raw) is mouse


@pytest.mark.parametrize(
    ("variables", "never"),
    [
        ({"MLTUI_COLOURS": "256"}, rb"[34]8;2;"),
        ({"COLORTERM": ""}, rb"[34]8;2;"),
        ({"MLTUI_COLOURS": "16"}, rb"[34]8;[25];"),
        ({"MLTUI_COLOURS": "none"}, rb"\x1b\[[0-9;]*[349][0-7]m"),
        ({"NO_COLOR": "1"}, rb"\x1b\[[0-9;]*[349][0-7]m"),
    ],
)
def test_only_the_colours_that_are_wanted_are_sent(tmp_path, variables, never):
    with opened(tmp_path, **variables) as terminal:
        sent = walk(terminal)
    assert re.findall(never, sent)[:3] == []


def test_a_terminal_without_unicode_gets_ascii(tmp_path):
    with opened(tmp_path, MLTUI_GLYPHS="ascii") as terminal:
        terminal.wait_for("space mark")
        sent = walk(terminal)
    assert sent.isascii()


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_the_quiet_drawing_can_be_switched_off(tmp_path, way):
    options = ["--full-repaint"] if way == "flag" else []
    variables = {"MLTUI_FULL_REPAINT": "1"} if way == "variable" else {}
    with opened(tmp_path) as terminal:
        quiet = walk(terminal)
    with opened(tmp_path, *options, **variables) as terminal:
        loud = walk(terminal)
    assert len(loud) > 2 * len(quiet)


def test_after_a_suspension_all_is_drawn_again(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.wait_for(r"● running")
        terminal.wait_until_quiet()
        before = table(terminal)
        terminal.type("\x1a")
        terminal.wait_until(lambda: not terminal.in_alternate_screen, "it was suspended")
        terminal.wait_until_quiet()
        terminal.wipe()
        terminal.send(signal.SIGCONT)
        terminal.wait_until(lambda: terminal.in_alternate_screen, "it came back")
        terminal.wait_until(lambda: table(terminal) == before, "all was drawn again")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()


def test_what_another_program_left_is_drawn_over_on_demand(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.wait_for(r"● running")
        terminal.wait_until_quiet()
        before = table(terminal)
        terminal.draw(b"\x1b[10;10HBroadcast message from root")
        assert table(terminal) != before
        terminal.type("\x0c")
        terminal.wait_until(lambda: table(terminal) == before, "it was drawn over")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="tells rest by /proc")
def test_a_terminal_that_takes_nothing_for_a_while_is_not_buried(tmp_path):
    with opened(tmp_path) as terminal:
        terminal.wait_for(r"● running")
        terminal.wait_until_quiet()
        sent = len(terminal.raw)
        for _ in range(150):
            terminal.type("\x1b[6~")
            terminal.type("\x1b[5~")
        terminal.type("3")
        terminal.wait_until_at_rest()
        terminal.wait_for("gpu-large")
        terminal.wait_until_quiet()
        # Three hundred pages would be two megabytes; a full buffer and the last one came.
        assert len(terminal.raw) - sent < 100_000


@pytest.mark.parametrize(
    ("environment", "colours", "erases"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 1 << 24, True),
        ({"TERM": "xterm-256color"}, 256, True),
        ({"TERM": "xterm"}, 8, True),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor"}, 256, False),
        ({"TERM": "xterm-256color", "STY": "1.tty", "COLORTERM": "truecolor"}, 256, False),
        ({"TERM": "tmux-256color", "TMUX": "x", "TERM_PROGRAM": "tmux"}, 256, True),
        ({"TERM": "screen-256color", "TMUX": "x"}, 256, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0, True),
    ],
)
def test_what_a_terminal_can_do_is_told_by_its_environment(environment, colours, erases):
    assert terminal_at_hand(environment, ()).colours == colours
    assert erases_in_colour(environment) is erases
