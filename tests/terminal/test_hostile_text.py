from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mltui.server.app import create_app
from mltui.server.auth import create_keys
from mltui.server.lab.lab import create_lab
from mltui.server.lab.people import ME
from tests.terminal.hostile import HOSTILE, WORD, hostile_server, offences
from tests.terminal.hostile_app import HostileApp
from tests.terminal.loopback import served
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

TITLES = (
    *("Home", "Projects", "Tasks", "Queues", "Workers"),
    *("Serving", "Models", "Reports", "Usage", "Account"),
)
TABS = (
    *("Overview", "Scalars", "Console", "Plots", "Images", "Config", "Exec"),
    *("Artifacts", "Machine"),
)


def test_what_is_looked_for_would_be_found():
    assert len(offences(HOSTILE.encode())) > 12
    assert offences(b"\x1b[38;2;1;2;3mgood\x1b[0m\x1b[2;3H\r\n\x1b[?25l") == []


@pytest.fixture(scope="module")
def environment():
    engine, keys = hostile_server()
    with served(create_app(engine)) as address:
        yield {
            "CLEARML_API_HOST": address,
            "CLEARML_API_ACCESS_KEY": keys.access_key,
            "CLEARML_API_SECRET_KEY": keys.secret_key,
        }


@pytest.mark.parametrize("full_repaint", ["yes", "no"])
def test_on_no_screen_does_the_servers_text_reach_the_terminal_raw(
    tmp_path, environment, full_repaint
):
    variables = environment | {"MLTUI_FULL_REPAINT": full_repaint}
    with PseudoTerminal(MLTUI, environment=person(tmp_path, **variables)) as terminal:
        terminal.wait_for(f"● running(?s:.)*{WORD}")
        for key, name in (("1", "Projects"), ("3", "Queues"), ("4", "Workers"), ("5", "Serving")):
            terminal.type(key)
            terminal.wait_for(rf"(?m)^ {name}")
            terminal.wait_until_quiet()  # below the title the last screen may still stand
            terminal.wait_for(rf"▸.*{WORD}")
            terminal.type("\r")
            terminal.wait_for(rf"(?m)^ *{WORD}")  # the title of what it opened
            terminal.wait_until_quiet()
            terminal.type("\x1b")
            terminal.wait_for(rf"(?m)^ {name}")
        terminal.type("2")
        terminal.wait_for(r"(?m)^ Tasks")
        terminal.wait_until_quiet()
        terminal.wait_for(rf"▸.*{WORD}")
        terminal.type("\r")
        for tab in ("Overview", "Scalars", "Console", "Plots", "Images", "Config", "Exec"):
            terminal.wait_for(rf"\[{tab}")
            terminal.wait_until_quiet()
            assert WORD in terminal.text
            terminal.type("\t")
        terminal.type("\x03")
        terminal.wait_for_exit()
        assert offences(terminal.raw, quiet=full_repaint == "no") == []
        assert "markup" in terminal.raw.decode()
        terminal.assert_given_back()


@pytest.fixture(scope="module")
def hostile_lab() -> Iterator[dict[str, str]]:
    """A lab with something on every screen, of which every text in every answer is hostile."""
    lab = create_lab(now=datetime.now(UTC))
    keys = create_keys(lab.engine.store, ME.user)
    with served(HostileApp(create_app(lab.engine))) as address:
        yield {
            "CLEARML_API_HOST": address,
            "CLEARML_API_ACCESS_KEY": keys.access_key,
            "CLEARML_API_SECRET_KEY": keys.secret_key,
        }


def test_no_field_of_any_answer_reaches_the_terminal_raw(tmp_path, hostile_lab):
    with PseudoTerminal(MLTUI, environment=person(tmp_path, **hostile_lab)) as terminal:

        def look(keys: str) -> None:
            before = terminal.text
            terminal.type(keys)
            terminal.wait_until(lambda: terminal.text != before, f"something by {keys!r}")
            terminal.wait_until_quiet()

        terminal.wait_for(f"(?s)● running.*{WORD}")
        terminal.wait_until_quiet()
        for number, title in [*enumerate(TITLES)][1:]:
            look(str(number))
            terminal.wait_for(rf"(?s)^ *0 Home.*\n {title}.*{WORD}")
            if title == "Projects":
                look("G")  # to a project, from what its name's slashes make of it
            if title not in ("Usage", "Account"):
                look("\r")  # what it opens
                terminal.wait_for(WORD)
                look("\x1b")
        look("2")
        look("/")
        look("tag:")
        look("\t")  # names that complete a filter
        look("\x1b")
        look("o")  # which columns there could be
        look("\x1b")
        look("\r")
        for tab in TABS:
            terminal.wait_for(rf"\[{tab}")
            terminal.wait_for(WORD)
            look("\t")
        look("\x1b")
        look(" ")
        look(" ")
        look("=")  # two tasks side by side
        for _ in range(4):
            look("\t")
            terminal.wait_for(WORD[:5])  # a legend has no room for more of it
        terminal.type("\x03")
        terminal.wait_for_exit()
        assert offences(terminal.raw, quiet=True) == []
        terminal.assert_given_back()


def test_the_doctor_prints_a_hostile_users_name_harmlessly(tmp_path, environment):
    with PseudoTerminal(
        [*MLTUI, "doctor"], environment=person(tmp_path, **environment)
    ) as terminal:
        assert terminal.wait_for_exit() == 0, terminal.text
        # It asks where the cursor is, to measure glyphs.
        assert offences(terminal.raw.replace(b"\x1b[6n", b"")) == []
        assert WORD in terminal.text
