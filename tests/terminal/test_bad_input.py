from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person


def run(*arguments: str, home, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run mltui without a terminal."""
    return subprocess.run(
        [*MLTUI, *arguments],
        env=person(home, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def write_conf(home, text: str) -> None:
    (home / "clearml.conf").write_text(text)


GOOD_CONF = """
api {
    api_server: http://127.0.0.1:9
    credentials { access_key: "ACCESS-OF-A-TEST", secret_key: "SECRET-OF-A-TEST" }
}
"""


def test_without_a_terminal_the_demo_says_so(tmp_path):
    ended = run("demo", home=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("mltui: The monitor needs a terminal")
    assert ended.stdout == ""


def test_without_a_terminal_a_configured_monitor_says_so(tmp_path):
    write_conf(tmp_path, GOOD_CONF)
    ended = run(home=tmp_path)
    assert ended.returncode == 2
    assert "needs a terminal" in ended.stderr


def test_without_a_terminal_and_settings_what_to_write_is_printed(tmp_path):
    ended = run(home=tmp_path)
    assert ended.returncode == 2
    assert "mltui.toml" in ended.stderr
    assert "mltui demo" in ended.stderr
    assert "CLEARML_API_HOST" in ended.stderr


def test_errors_that_go_elsewhere_are_said_to_be_what_is_wrong(tmp_path):
    command = ["sh", "-c", 'exec "$@" 2>errors', "sh", *MLTUI, "demo"]
    variables = {"PYTHONPATH": str(Path.cwd())}
    with PseudoTerminal(
        command, environment=person(tmp_path, **variables), folder=tmp_path
    ) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "mltui: The monitor draws to standard error" in terminal.text
        assert "draws to standard error" in (tmp_path / "errors").read_text()
        terminal.assert_given_back()


def test_a_dumb_terminal_is_refused_in_a_sentence(tmp_path):
    with PseudoTerminal([*MLTUI, "demo"], environment=person(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "TERM=dumb" in terminal.text
        assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("api {\n  api_server: http://x:8008\n", "line 3"),
        ("api { api_server: [1, 2 }\n", "line 1"),
        ("api {\n  api_server: ${NOWHERE}\n}\n", "line 2: ${NOWHERE}"),
        ("api { api_server: ftp://x, credentials {access_key: a, secret_key: b} }", "ftp://"),
        ("\x00\x01", "clearml.conf"),
    ],
)
def test_a_malformed_clearml_conf_is_one_sentence(tmp_path, text, complaint):
    write_conf(tmp_path, text)
    ended = run(home=tmp_path)
    assert ended.returncode == 2
    assert str(tmp_path / "clearml.conf") in ended.stderr
    assert complaint in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("server = ", "line 1"),
        ('theme = "dark"\nserver = 7\n', "line 2: server has to be an address"),
        ('servr = "http://x:8008"', "did you mean 'server'?"),
        ("timeout = 0", "timeout has to be a number of at least 1"),
        ('secret_key = ["hush-hush"]', "secret_key has to be text in quotes, not a list"),
    ],
)
def test_a_malformed_settings_file_is_one_sentence(tmp_path, text, complaint):
    folder = tmp_path / ".config" / "mltui"
    folder.mkdir(parents=True)
    (folder / "mltui.toml").write_text(text)
    ended = run(home=tmp_path)
    assert ended.returncode == 2
    assert str(folder / "mltui.toml") in ended.stderr
    assert complaint in ended.stderr
    assert "hush-hush" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_keys_as_arguments_are_refused_and_not_repeated(tmp_path):
    ended = run("--secret-key=hush-hush", home=tmp_path)
    assert ended.returncode == 2
    assert "CLEARML_API_SECRET_KEY" in ended.stderr
    assert "hush-hush" not in ended.stderr


def test_the_first_screen_offers_the_demo_and_leaves_cleanly(tmp_path):
    with PseudoTerminal(MLTUI, columns=80, rows=24, environment=person(tmp_path)) as terminal:
        terminal.wait_for("No ClearML server is configured")
        terminal.wait_for("open the demo")
        terminal.wait_for("mltui.toml")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        terminal.assert_given_back()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back(tmp_path, number):
    with PseudoTerminal(MLTUI, environment=person(tmp_path)) as terminal:
        terminal.wait_for("No ClearML server")
        terminal.send(number)
        assert terminal.wait_for_exit() == 128 + number
        terminal.assert_given_back()
        assert b"Traceback" not in terminal.raw


def test_ctrl_c_leaves(tmp_path):
    with PseudoTerminal(MLTUI, environment=person(tmp_path)) as terminal:
        terminal.wait_for("No ClearML server")
        terminal.type("\x03")
        terminal.wait_for_exit()
        terminal.assert_given_back()
