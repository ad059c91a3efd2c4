from __future__ import annotations

import sys

import pytest

from mltui.server.app import create_app
from tests.terminal.hostile import hostile_server
from tests.terminal.loopback import answering, nobody, served, silent
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


def monitor(home, address: str, **variables: str) -> PseudoTerminal:
    variables = {
        "CLEARML_API_HOST": address,
        "CLEARML_API_ACCESS_KEY": "ACCESS-KEY-OF-A-TEST",
        "CLEARML_API_SECRET_KEY": "secret-key-of-a-test",
        **variables,
    }
    return PseudoTerminal(MLTUI, environment=person(home, **variables))


def leave(terminal: PseudoTerminal, home) -> None:
    terminal.type("q")
    assert terminal.wait_for_exit() == 0
    terminal.assert_given_back()
    assert b"Traceback" not in terminal.raw
    assert b"secret-key-of-a-test" not in terminal.raw
    for log in (home / ".local" / "state" / "mltui").iterdir():
        assert "secret-key-of-a-test" not in log.read_text()


def test_a_server_that_is_not_there_is_named_in_a_sentence(tmp_path):
    address = nobody()
    with monitor(tmp_path, address) as terminal:
        terminal.wait_for("offline")
        terminal.wait_for(address.removeprefix("http://"))
        leave(terminal, tmp_path)


def test_an_unknown_host_is_named_in_a_sentence(tmp_path):
    with monitor(tmp_path, "http://no-such-host.invalid:8008") as terminal:
        terminal.wait_for("offline")
        terminal.wait_for("no-such-host.invalid")
        leave(terminal, tmp_path)


@pytest.fixture(scope="module")
def address():
    engine, _ = hostile_server()
    with served(create_app(engine)) as address:
        yield address


def test_wrong_keys_are_told_from_a_lost_server(tmp_path, address):
    with monitor(tmp_path, address) as terminal:
        terminal.wait_for("(?i)keys")
        terminal.wait_for("○ refused")
        leave(terminal, tmp_path)


def test_keys_of_another_server_are_sent_but_not_without_a_word(tmp_path, address):
    (tmp_path / "clearml.conf").write_text(
        "api { api_server: http://theirs:8008, credentials {"
        " access_key: ACCESS-KEY-OF-A-TEST, secret_key: secret-key-of-a-test } }"
    )
    command = [*MLTUI, "--server", address]
    with PseudoTerminal(command, environment=person(tmp_path)) as terminal:
        terminal.wait_for("The keys are sent to")
        terminal.wait_for("http://theirs:8008")
        terminal.wait_for("○ refused")
        leave(terminal, tmp_path)


def test_a_worthless_token_is_told(tmp_path, address):
    variables = {"CLEARML_API_ACCESS_KEY": "", "CLEARML_API_SECRET_KEY": ""}
    with monitor(tmp_path, address, CLEARML_AUTH_TOKEN="a.b.c", **variables) as terminal:
        terminal.wait_for("(?i)token")
        leave(terminal, tmp_path)


def test_another_http_server_is_told_from_clearml(tmp_path):
    page = b"<html><head><title>nginx</title></head><body>Welcome!</body></html>"
    with answering(page) as address, monitor(tmp_path, address) as terminal:
        terminal.wait_for("something else than a ClearML")
        leave(terminal, tmp_path)


def test_a_server_that_never_answers_does_not_keep_anybody_from_leaving(tmp_path):
    with silent() as address, monitor(tmp_path, address) as terminal:
        terminal.wait_for("connecting")
        leave(terminal, tmp_path)


CRASHING = """
import sys
from mltui.cli import main
from mltui.screens import home

def burst(*arguments, **named):
    raise RuntimeError("a fault with secret-key-of-a-test in it")

{where}
sys.argv = ["mltui"]
sys.exit(main())
"""


@pytest.mark.parametrize(
    "where",
    [
        "home.HomeScreen.compose_body = burst",
        "home.HomeScreen.open_feeds = burst",
        "home.HomeScreen.action_back = burst",
        "home.HomeScreen.__init__ = burst",
        "import mltui.monitor; mltui.monitor.Monitor.__init__ = burst",
        "import mltui.monitor; mltui.monitor.Monitor.on_mount = burst",
        "import mltui.configuration; mltui.configuration.find_configuration = burst",
    ],
)
def test_a_fault_of_its_own_is_one_sentence_and_a_log(tmp_path, address, where):
    variables = {
        "CLEARML_API_HOST": address,
        "CLEARML_API_ACCESS_KEY": "ACCESS-KEY-OF-A-TEST",
        "CLEARML_API_SECRET_KEY": "secret-key-of-a-test",
    }
    command = [sys.executable, "-c", CRASHING.format(where=where)]
    with PseudoTerminal(command, environment=person(tmp_path, **variables)) as terminal:
        if "action_back" in where:
            terminal.wait_for("(?i)keys")
            terminal.wait_until_quiet()
            terminal.type("\x1b")
        assert terminal.wait_for_exit() == 1
        terminal.assert_given_back()
        # In the stream: pyte has no second screen to come back from, so the line may be wrapped.
        assert b"fault of its own" in terminal.raw.rpartition(b"\x1b[?1049l")[2]
        assert b"Traceback" not in terminal.raw
        assert b"RuntimeError" not in terminal.raw
        log = tmp_path / ".local" / "state" / "mltui" / "mltui.log"
        assert "RuntimeError: a fault with" in log.read_text()
        if "find_configuration" not in where:  # before that it cannot know the secret
            assert "secret-key-of-a-test" not in log.read_text()
