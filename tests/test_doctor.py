from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from mltui.doctor.folders import look_at_folders
from mltui.doctor.report import Finding, Section, as_json, as_text, verdict
from mltui.doctor.server import look_at_server
from mltui.doctor.terminal import look_at_terminal
from mltui.live.endpoints import CALLED
from mltui.log_file import log_path
from mltui.server.app import create_app
from mltui.server.auth import Keys, create_keys, create_user
from mltui.server.engine import Engine
from mltui.server.store import Store
from mltui.settings import Settings
from mltui.terminal.capabilities import terminal_at_hand
from tests.support.full_disk import full_disk
from tests.support.tls import CERTIFICATE
from tests.terminal.loopback import answering, nobody, served, silent
from tests.terminal.pseudo_terminal import MLTUI, PseudoTerminal, person

SECRET = "secret-of-the-doctors-test"


def found(section: Section, what: str) -> Finding:
    return next(each for each in section.findings if each.what == what)


def server_of(role: str) -> tuple[Engine, Keys]:
    store = Store(":memory:")
    engine = Engine(store, clock=lambda: datetime.now(UTC))
    user = create_user(store, "Ada", datetime.now(UTC), role=role)
    return engine, create_keys(store, user)


@pytest.fixture
def served_settings(request) -> Iterator[Settings]:
    engine, keys = server_of(getattr(request, "param", "user"))
    with served(create_app(engine)) as address:
        yield Settings(server=address, access_key=keys.access_key, secret_key=keys.secret_key)


def test_a_good_server_passes_every_step(served_settings):
    section = look_at_server(served_settings)
    assert {each.state for each in section.findings} == {"ok"}
    assert found(section, "answers").found == "as a ClearML API server"
    assert found(section, "user").found.startswith("Ada")
    assert found(section, "user").found.endswith("role user")
    assert "API 2.34" in found(section, "version").found
    assert "ms" in found(section, "latency").found


def test_wrong_keys_end_the_visit_at_the_login(served_settings):
    wrong = Settings(server=served_settings.server, access_key="nobody", secret_key=SECRET)
    section = look_at_server(wrong)
    assert section.findings[-1].what == "login"
    assert section.findings[-1].state == "problem"
    assert SECRET not in as_text([section])


def dated(app: ASGIApp, ahead: timedelta | None) -> ASGIApp:
    """Have the answers say that they are of another time, or of none."""

    async def behind(scope, receive, send):
        async def stamp(message):
            if ahead is not None and message["type"] == "http.response.start":
                date = format_datetime(datetime.now(UTC) + ahead, usegmt=True).encode()
                message = {**message, "headers": [*message["headers"], (b"date", date)]}
            await send(message)

        await app(scope, receive, stamp)

    return behind


@pytest.mark.parametrize(
    ("ahead", "state", "said"),
    [
        (timedelta(seconds=40), "note", " s ahead of this computer"),
        (timedelta(minutes=10), "note", "10 min ahead of this computer"),
        (timedelta(hours=-5), "note", "5.0 h behind this computer"),
        (timedelta(0), "ok", "agree"),
        (None, "ok", "the server does not say"),
    ],
)
def test_the_servers_clock_is_known_as_the_monitor_knows_it(ahead, state, said):
    engine, keys = server_of("user")
    with served(dated(create_app(engine), ahead), dated=False) as address:
        for login in (
            {"access_key": keys.access_key, "secret_key": keys.secret_key},
            {"token": "t"},
        ):
            clocks = found(look_at_server(Settings(server=address, **login)), "clocks")
            assert clocks.state == state
            assert said in clocks.found


def test_a_token_that_the_server_does_not_take_is_not_called_accepted():
    engine, _ = server_of("user")
    with served(create_app(engine)) as address:
        section = look_at_server(Settings(server=address, token="garbage"))
    assert found(section, "login").found == "by the token that is set"
    assert section.findings[-1].what == "user"
    assert section.findings[-1].state == "problem"


def test_another_http_server_is_told_from_clearml():
    with answering(b"<html><body>Welcome to nginx!</body></html>") as address:
        section = look_at_server(Settings(server=address, access_key="a", secret_key="b"))
    assert section.findings[-1].what == "answers"
    assert section.findings[-1].state == "problem"
    assert "8008" in section.findings[-1].found


def test_a_closed_port_is_told_from_an_unknown_name():
    closed = look_at_server(Settings(server=nobody(), access_key="a", secret_key="b"))
    assert closed.findings[-1].what == "port"
    assert "refused" in closed.findings[-1].found
    settings = Settings(server="http://no-such-host.invalid", access_key="a", secret_key="b")
    assert look_at_server(settings).findings[-1].what == "name"


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch):
    asked, ended = threading.Event(), threading.Event()

    def never(*_, **__):
        asked.set()
        ended.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr("mltui.doctor.network.STEP_S", 0.1)
    monkeypatch.setattr("socket.getaddrinfo", never)
    # It comes back although the resolver never does.
    section = look_at_server(Settings("http://somewhere", access_key="a", secret_key="b"))
    assert asked.is_set()
    ended.set()
    assert section.findings[-1].found == "somewhere: the name server does not answer"
    assert "not known" in section.findings[-1].advice


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "is unknown"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "the name server does not answer"),
        (UnicodeError("label too long"), "is unknown"),
    ],
)
def test_an_unknown_name_is_told_from_a_name_server_that_is_away(monkeypatch, error, said):
    def raises(*_, **__):
        raise error

    monkeypatch.setattr("socket.getaddrinfo", raises)
    section = look_at_server(Settings("http://somewhere", access_key="a", secret_key="b"))
    assert (section.findings[-1].what, section.findings[-1].state) == ("name", "problem")
    assert said in section.findings[-1].found


def test_a_server_behind_a_proxy_is_not_looked_for_by_its_name(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    proxy = nobody()
    monkeypatch.setenv("ALL_PROXY", proxy)
    settings = Settings(server="http://no-such-host.invalid", access_key="a", secret_key="b")
    section = look_at_server(settings)
    assert found(section, "proxy").found == f"{proxy} is asked, as the environment says"
    assert section.findings[-1].what == "answers"
    assert section.findings[-1].found.startswith(f"Nothing listens at {proxy}, the proxy")


def test_a_server_without_tls_is_told():
    with answering(b"hello") as address:
        https = address.replace("http://", "https://")
        section = look_at_server(Settings(server=https, access_key="a", secret_key="b"))
    assert section.findings[-1].what == "certificate"
    assert "http://" in section.findings[-1].advice


def test_a_certificate_is_looked_at_unless_it_is_not_to_be_checked(tmp_path):
    engine, keys = server_of("user")
    (tmp_path / "empty.pem").touch()
    with served(create_app(engine), CERTIFICATE) as address:
        settings = Settings(address, access_key=keys.access_key, secret_key=keys.secret_key)

        def look(verify: bool | str) -> tuple[Finding, bool]:
            section = look_at_server(replace(settings, verify=verify))
            return found(section, "certificate"), section.findings[-1].what == "latency"

        assert look(True)[0].found == "self-signed certificate"
        assert "CA bundle" in look(True)[0].advice
        assert look(str(CERTIFICATE)) == (Finding("certificate", "good (TLSv1.3)"), True)
        unchecked, went_on = look(False)
        assert (unchecked.found, unchecked.state, went_on) == ("not checked", "note", True)
        empty = str(tmp_path / "empty.pem")
        assert look(empty)[0].found == f"{empty}: there is no certificate in it"
        gone = str(tmp_path / "gone.pem")
        assert look(gone)[0].found == f"{gone}: no such file or directory"
        http = replace(settings, server=address.replace("https://", "http://"))
        assert "https://" in look_at_server(http).findings[-1].found


@pytest.mark.parametrize("trusts_it", [True, False])
def test_the_certificates_trusted_are_those_that_the_monitor_trusts(monkeypatch, trusts_it):
    if trusts_it:
        monkeypatch.setattr("certifi.where", lambda: str(CERTIFICATE))
    else:
        # The system may well trust it: the monitor does not look there.
        monkeypatch.setattr(
            "ssl.SSLContext.load_default_certs",
            lambda context, _=None: context.load_verify_locations(CERTIFICATE),
        )
    engine, keys = server_of("user")
    with served(create_app(engine), CERTIFICATE) as address:
        login = {"access_key": keys.access_key, "secret_key": keys.secret_key}
        section = look_at_server(Settings(address, **login))
    certificate = found(section, "certificate")
    assert certificate.state == ("ok" if trusts_it else "problem")
    assert (section.findings[-1].what == "latency") == trusts_it


def test_certificates_that_the_environment_names_and_that_are_none_are_told(monkeypatch, tmp_path):
    gone = str(tmp_path / "gone.pem")
    monkeypatch.setenv("SSL_CERT_FILE", gone)
    engine, _ = server_of("user")
    with served(create_app(engine), CERTIFICATE) as address:
        section = look_at_server(Settings(address, access_key="a", secret_key="b"))
    assert section.findings[-1] == Finding(
        "certificate", f"{gone}: no such file or directory", "problem"
    )


def test_a_server_that_says_nothing_of_itself_is_unknown():
    answer = {"meta": {"result_code": 200}, "data": {"token": "a.b.c"}}
    with answering(json.dumps(answer).encode()) as address:
        section = look_at_server(Settings(address, access_key="a", secret_key="b"))
    assert found(section, "version").found == "server unknown, API unknown"
    assert found(section, "user").found == "the server does not say"


def test_something_that_never_begins_with_tls_is_told(monkeypatch):
    monkeypatch.setattr("mltui.doctor.network.STEP_S", 0.2)
    with silent() as address:
        https = address.replace("http://", "https://")
        section = look_at_server(Settings(https, access_key="a", secret_key="b"))
    assert section.findings[-1].what == "certificate"
    assert "http://" in section.findings[-1].advice


def test_a_server_that_never_answers_is_given_up():
    with silent() as address:
        settings = Settings(server=address, access_key="a", secret_key="b", timeout=1.0)
        section = look_at_server(settings)
    assert section.findings[-1].what == "answers"
    assert section.findings[-1].state == "problem"


@pytest.mark.parametrize("served_settings", ["user", "system"], indirect=True)
def test_it_says_how_it_knows_that_all_endpoints_are_there(served_settings):
    section = look_at_server(served_settings)
    said = found(section, "endpoints").found
    administrator = found(section, "user").found.endswith("role system")
    assert ("in the server's list" if administrator else "newer than API 2.34") in said
    assert str(CALLED) in said


@pytest.mark.parametrize("served_settings", ["user", "system"], indirect=True)
def test_what_an_older_server_cannot_do_is_named_whoever_asks(served_settings, monkeypatch):
    monkeypatch.setattr("mltui.server.endpoints.server.API_VERSION", "2.31")
    endpoints = found(look_at_server(served_settings), "endpoints")
    assert endpoints.state == "note"
    assert "Workers: readings of single GPUs" in endpoints.found


def test_a_terminal_is_described():
    environment = {"TERM": "screen-256color", "TMUX": "/x", "SSH_TTY": "/y", "LANG": "en_GB.UTF-8"}
    terminal = terminal_at_hand(environment, (None, None, None))
    assert not terminal.interactive
    assert terminal.inside == ("tmux", "ssh")
    assert terminal.colours == 256
    assert terminal.unicode


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TERM": "xterm-ghostty", "COLORTERM": "truecolor"}, "by kitty's protocol"),
        ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, "kitty 0.28 or later"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "the terminal is asked"),
        (
            {"TERM": "tmux-256color", "COLORTERM": "truecolor", "TMUX": "x"},
            "something is in between",
        ),
        ({"TERM": "xterm-256color"}, "two dots in a cell"),
    ],
)
def test_how_images_are_drawn_is_said(variables, said):
    environment = {"LANG": "C.UTF-8", **variables}
    terminal = replace(terminal_at_hand(environment, ()), interactive=True)
    section = look_at_terminal(terminal, {}, environment)
    assert said in found(section, "images").found


def test_glyphs_that_are_too_wide_are_noted():
    environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    terminal = terminal_at_hand(environment, (None, None, None))
    section = look_at_terminal(replace(terminal, interactive=True), {"●": 2, "│": 1}, {})
    assert found(section, "glyphs").state == "note"
    assert "●" in found(section, "glyphs").found


def test_a_report_that_goes_into_a_file_says_nothing_against_the_terminal():
    section = look_at_terminal(terminal_at_hand({}, (None, None, None)), {}, {})
    assert section.findings == (
        Finding("terminal", "not looked at: input or output is a file or a pipe"),
    )
    assert verdict([section]) == "All is well: the monitor can work."


def test_a_report_never_carries_what_the_server_wrote_to_the_terminal():
    section = Section(
        "Server", (Finding("user", "\x1b]52;c;aGk=\x07 \u202eAda", "note", "\x9b31m"),)
    )
    assert "\x1b" not in as_text([section])
    assert "\x9b" not in as_text([section])
    assert "\u202e" not in as_text([section])
    assert "\x1b" not in as_json([section])


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([Finding("answers", "yes")], "All is well: the monitor can work."),
        (
            [Finding(what, "odd", "note") for what in ("size", "hint", "hint")],
            "The monitor can work. Worth a look: size, hint.",
        ),
        (
            [Finding("size", "1 row", "note"), Finding("port", "9: \x1bclosed", "problem"),
             Finding("login", "no", "problem")],
            "The monitor cannot work yet. Mend first: port: 9: closed.",
        ),
        (
            [Finding("login", "The server does not take these keys. Look. (401/22)", "problem")],
            "The monitor cannot work yet. Mend first: The server does not take these keys.",
        ),
    ],
)  # fmt: skip
def test_a_report_ends_with_one_line_of_what_it_comes_to(findings, verdict):
    section = Section("Server", tuple(findings))
    assert as_text([section]).splitlines()[-1] == verdict
    assert json.loads(as_json([section]))["verdict"] == verdict


def run_doctor(home, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MLTUI, "doctor", *arguments],
        env=person(home, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_settings_it_says_what_is_missing(tmp_path):
    ended = run_doctor(tmp_path)
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == (
        "The monitor cannot work yet. Mend first: No ClearML server is configured."
    )
    assert str(tmp_path / "clearml.conf") in ended.stdout
    assert ended.stderr == ""


def test_with_good_settings_it_ends_well_and_says_where_they_come_from(tmp_path, served_settings):
    (tmp_path / "clearml.conf").write_text(
        "api {\n"
        f'  api_server: "{served_settings.server}"\n'
        f'  credentials.access_key: "{served_settings.access_key}"\n'
        f'  credentials.secret_key: "{served_settings.secret_key}"\n'
        "}\n"
    )
    ended = run_doctor(tmp_path, "--json")
    report = json.loads(ended.stdout)
    assert ended.returncode == 0
    assert report["good"]
    assert served_settings.secret_key not in ended.stdout
    assert served_settings.access_key not in ended.stdout
    settings = {each["what"]: each["found"] for each in report["sections"]["Settings"]}
    assert settings["server"].startswith(served_settings.server)
    assert "clearml.conf" in settings["secret_key"]


@pytest.fixture
def state(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "mltui"


def test_folders_that_are_not_there_yet_are_tried_and_not_made(state):
    assert look_at_folders() == [
        Finding("state folder", str(state)),
        Finding("log file", str(state / "mltui.log")),
    ]
    assert not state.parent.exists()


def test_a_log_that_can_be_written_is_good_and_left_as_it_is(state):
    state.mkdir(parents=True)
    (state / "mltui.log").write_text("a tale\n")
    assert {each.state for each in look_at_folders()} == {"ok"}
    assert [path.name for path in state.iterdir()] == ["mltui.log"]
    assert (state / "mltui.log").read_text() == "a tale\n"


def test_a_state_folder_that_cannot_be_written_is_noted_with_what_is_lost(state):
    state.parent.mkdir()
    state.touch()
    folder, log = look_at_folders()
    assert (folder.state, log.state) == ("note", "note")
    assert folder.found == f"{state} cannot be written: a file is in the place of a folder"
    assert folder.advice.startswith("What you watch, filters, columns and the like are forgotten")
    assert log.found == f"{state}/mltui.log cannot be written: a file is in the place of a folder"


def test_a_full_disk_is_noted(state):
    with full_disk():
        assert {each.state for each in look_at_folders()} == {"note"}
    assert {each.state for each in look_at_folders()} == {"ok"}


def test_something_else_in_the_place_of_the_log_is_noted(state):
    (state / "mltui.log").mkdir(parents=True)
    folder, log = look_at_folders()
    assert folder.state == "ok"
    assert (log.state, log.found) == ("note", f"{log_path()} cannot be written: is a directory")
    assert log.advice == "Faults of mltui are then written down nowhere."


def test_why_the_log_cannot_be_written_is_said_of_a_pipe_and_of_a_link(state):
    log = log_path()
    state.mkdir(parents=True)
    os.mkfifo(log)
    assert look_at_folders()[1].found == f"{log} cannot be written: it is no ordinary file"
    log.unlink()
    log.symlink_to(state / "nowhere" / "its.log")
    assert look_at_folders()[1].found == (
        f"{log} cannot be written: it is a link to {state}/nowhere/its.log,"
        " and there is no such folder"
    )
    (state / "nowhere").mkdir()
    assert look_at_folders()[1].state == "ok"
    assert not log.exists()


def test_a_malformed_file_is_a_problem_of_the_report(tmp_path):
    (tmp_path / "clearml.conf").write_text("api {")
    ended = run_doctor(tmp_path)
    assert ended.returncode == 1
    assert "line 1" in ended.stdout


def test_in_a_terminal_it_asks_how_wide_glyphs_are_and_wipes_them(tmp_path):
    with PseudoTerminal([*MLTUI, "doctor"], environment=person(tmp_path)) as terminal:
        assert terminal.wait_for_exit() == 1
        terminal.assert_given_back()
        assert "each one column wide" in terminal.text
        assert "16 million" in terminal.text
        assert "120 columns, 40 rows" in terminal.text
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_asks_the_terminal_gives_that_back(tmp_path, number):
    doctor = [*MLTUI, "doctor"]
    with PseudoTerminal(doctor, environment=person(tmp_path), answers=False) as terminal:
        terminal.wait_until(lambda: b"\x1b[6n" in terminal.raw, "it asked")
        terminal.send(number)
        assert terminal.wait_for_exit() == 128 + number
        terminal.assert_given_back()
        assert terminal.text.strip() == ""
