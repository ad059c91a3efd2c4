from __future__ import annotations

import base64
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn

from mltui.live.fleet import READINGS_PACE_S
from mltui.screens.tasks import PACE_S
from mltui.server.serve import is_api_path, serve
from mltui.server.serve_folder import CONFIGURATION, DATABASE, LOCK, folder_lock, make_folder

_PROGRAM = """
import sys
from pathlib import Path
from mltui.server.serve import serve
sys.exit(serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


@contextmanager
def running(
    data: Path, host: str = "127.0.0.1", port: int = 0
) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server in a process of its own: the process, its address, what it said first."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(data), host, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    said = ""
    address = ""
    try:
        for line in process.stdout:
            said += line
            if match := re.match(r"Serving on (\S+),", line):
                address = match[1]
                break
        assert address, said + process.stderr.read()
        yield process, address, said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_the_first_start_shows_keys_that_work_and_later_ones_where_they_are(
    tmp_path: Path,
) -> None:
    data = tmp_path / "deep" / "data"
    with running(data) as (_, address, said):
        configuration = json.loads((data / "clearml.conf").read_text())["api"]
        keys = configuration["credentials"]
        assert keys["access_key"] in said
        assert keys["secret_key"] in said
        assert configuration["api_server"] == configuration["files_server"] == address
        request = urllib.request.Request(f"{address}/users.get_current_user")
        pair = f"{keys['access_key']}:{keys['secret_key']}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(pair).decode())
        with urllib.request.urlopen(request) as response:
            assert json.load(response)["data"]["user"]["id"]
    with running(data) as (_, address, said):
        assert keys["secret_key"] not in said
        assert f"export CLEARML_CONFIG_FILE={data / 'clearml.conf'}" in said
        configuration = json.loads((data / "clearml.conf").read_text())["api"]
        assert configuration["credentials"] == keys
        assert configuration["api_server"] == address


def test_the_file_with_the_keys_is_named_in_a_line_that_a_shell_takes(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "my data") as (_, _, said):
        line = next(line for line in said.splitlines() if "CLEARML_CONFIG_FILE" in line)
    named = subprocess.run(
        ["sh", "-c", f'{line}; printf %s "$CLEARML_CONFIG_FILE"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert named.stdout == str(tmp_path / "my data" / "clearml.conf")


def test_sentences_at_the_start_fit_a_terminal_of_80_columns(tmp_path: Path) -> None:
    with running(tmp_path) as (_, _, said):
        sentences = [line for line in said.splitlines() if str(tmp_path) not in line]
    assert all(len(line) < 80 for line in sentences)


def test_what_is_kept_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        for name in ("clearml.conf", DATABASE):
            assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


def test_the_printed_lines_are_read_by_the_configuration_parser(tmp_path: Path) -> None:
    from pyhocon import ConfigFactory

    with running(tmp_path) as (_, address, said):
        begin = said.index("api {")
        printed = ConfigFactory.parse_string(said[begin : said.index("\n}\n") + 3])
        kept = ConfigFactory.parse_file(str(tmp_path / "clearml.conf"))
        assert printed == kept
        assert printed["api.web_server"] == address


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_end_it_cleanly(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as (process, _, _):
        process.send_signal(number)
        _, errors = process.communicate(timeout=15)
        assert (process.returncode, errors) == (0, "")
    assert not list(tmp_path.glob("*-wal"))


def test_it_outlives_its_terminal_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `nohup` does: it has the signal ignored."""
    handled: list[object] = []

    def run(*_: object, **__: object) -> None:
        handled.append(signal.getsignal(signal.SIGHUP))

    monkeypatch.setattr(uvicorn.Server, "run", run)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert serve(tmp_path, port=0) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    assert handled == [signal.SIG_IGN]


def test_a_kill_leaves_a_folder_that_can_be_served_again(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _, _):
        process.send_signal(signal.SIGKILL)
        process.wait(15)
    with running(tmp_path) as (_, address, _):
        assert address


def test_a_browser_is_told_where_to_look(tmp_path: Path) -> None:
    with running(tmp_path) as (_, address, _):
        for path in ("/", "/projects/1/tasks/2/output/log", "/anything"):
            request = urllib.request.Request(f"{address}{path}")
            request.add_header("Accept", "text/html,*/*")
            with urllib.request.urlopen(request) as response:
                assert response.headers["Content-Type"].startswith("text/html")
                assert "type <code>mltui</code>" in response.read().decode()
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(f"{address}{path}")
        of_the_api = urllib.request.Request(f"{address}/tasks.get_all")
        of_the_api.add_header("Accept", "text/html,*/*")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(of_the_api)


def test_listening_to_other_machines_is_warned_about(tmp_path: Path) -> None:
    with running(tmp_path, "0.0.0.0") as (process, _, _):
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=15)
        assert errors.startswith("Warning: other machines")


def test_a_port_in_use_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve(tmp_path / "data", port=taken.getsockname()[1]) == 2
    assert not (tmp_path / "data").exists()
    assert "--port" in capsys.readouterr().err


def test_an_address_of_elsewhere_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(tmp_path, "192.0.2.1", 0) == 2
    said = capsys.readouterr().err
    assert "192.0.2.1" in said
    assert "--host has to be an address of this computer" in said
    assert serve(tmp_path, "no such host", 0) == 2
    said = capsys.readouterr().err
    assert "no such host is no address to listen on" in said
    assert "--host" in said
    assert "Errno" not in said


def test_a_port_that_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(tmp_path, port=99999) == 2
    assert serve(tmp_path, port=-1) == 2
    assert "65535" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    assert serve(tmp_path / "file", port=0) == 2
    assert serve(tmp_path / "file" / "data", port=0) == 2
    said = capsys.readouterr().err
    assert said.count("--data") == 2
    assert "(it is a file)" in said
    assert f"({tmp_path / 'file'} is a file)" in said


def test_what_is_in_the_place_of_the_folder_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for data, what in (
        (tmp_path / "link", f"it is a link to {tmp_path / 'nowhere'}, which cannot be reached"),
        (tmp_path / "link" / "data", f"{tmp_path / 'link'} is a link to"),
        (tmp_path / "pipe", "it is a pipe"),
        (Path(os.devnull), "it is a device"),
    ):
        assert serve(data, port=0) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"mltui serve: the data folder {data} cannot be written to ({what}")
        assert said.endswith("). Name another with --data.\n")


def test_a_lock_that_cannot_be_written_to_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / LOCK).symlink_to(tmp_path / "nowhere" / LOCK)
    assert serve(tmp_path, port=0) == 2
    assert f"{tmp_path / LOCK} cannot be written to (" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", [LOCK, DATABASE])
def test_a_file_without_permission_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).touch(mode=0o400)
    assert serve(tmp_path, port=0) == 2
    said = capsys.readouterr().err
    assert f"{tmp_path / name} cannot be written to" in said
    assert "Permission denied" in said


@pytest.mark.parametrize("name", ["files", "incoming"])
def test_a_file_in_the_place_of_a_folder_in_it_is_refused_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / name).write_text("x")
    assert serve(tmp_path, port=0) == 2
    assert capsys.readouterr().err == (
        f"mltui serve: {tmp_path / name} is no folder. Move it away, or name another folder with"
        " --data.\n"
    )
    assert (tmp_path / name).read_text() == "x"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder in which nothing is made")
def test_a_folder_of_files_in_which_nothing_can_be_made_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "files").symlink_to("/proc")
    assert serve(tmp_path, port=0) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"mltui serve: {tmp_path / 'files'} cannot be written to (")
    assert said.endswith("). Name another folder with --data.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", ["files", "incoming"])
@pytest.mark.parametrize("mode", [0, 0o500])
def test_a_folder_in_it_without_permission_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, mode: int
) -> None:
    (tmp_path / name).mkdir(mode=mode)
    status = serve(tmp_path, port=0)
    (tmp_path / name).chmod(0o700)
    assert status == 2
    assert capsys.readouterr().err == (
        f"mltui serve: {tmp_path / name} cannot be written to (Permission denied). Name another"
        " folder with --data.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o500)
    assert serve(tmp_path / "data", port=0) == 2
    assert "--data" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_refused_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "not a database, but somebody's text\n" * 100
    (tmp_path / DATABASE).write_text(text)
    assert serve(tmp_path, port=0) == 2
    assert "cannot be used as a database" in capsys.readouterr().err
    assert (tmp_path / DATABASE).read_text() == text


@pytest.mark.parametrize("name", [LOCK, CONFIGURATION, DATABASE])
def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    os.mkfifo(tmp_path / name)
    assert serve(tmp_path, port=0) == 2
    assert f"{tmp_path / name} is no ordinary file. Move it away" in capsys.readouterr().err


@pytest.mark.parametrize("at", ["mltui.server.serve.Store", "mltui.server.serve.ensure_keys"])
def test_a_full_disk_is_told_from_a_file_that_is_no_database(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(at, full)
    assert serve(tmp_path, port=0) == 2
    assert capsys.readouterr().err == (
        f"mltui serve: {tmp_path} cannot be written to: database or disk is full.\n"
    )


def test_broken_keys_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clearml.conf").write_text("{")
    assert serve(tmp_path, port=0) == 2
    assert "clearml.conf cannot be read" in capsys.readouterr().err


def test_a_folder_is_served_once_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(tmp_path)
    with folder_lock(tmp_path):
        assert serve(tmp_path, port=0) == 2
    assert "in use by another" in capsys.readouterr().err


def test_addresses_of_the_api_and_of_files_differ() -> None:
    assert is_api_path("/auth.login")
    assert is_api_path("/v2.23/events.add_batch")
    assert is_api_path("//tasks.get_all/")
    assert is_api_path("/v2/tasks.get_all")
    assert not is_api_path("/")
    assert not is_api_path("/data/train.csv")
    assert not is_api_path("/Vision/first run.0123/models/model.bin")
    assert not is_api_path("/v2.23/tasks.get_all/models/model.bin")


def test_only_the_sdk_has_a_connection_for_each_request(tmp_path: Path) -> None:
    """It forks while it holds one open, and two processes would read each other's answers."""
    sdk = {"X-ClearML-Client": "clearml-2.1.12", "User-Agent": "python-requests/2.34.2"}
    with running(tmp_path) as (_, address, _):
        for headers, kept in (({"User-Agent": "mltui/1"}, True), (sdk, False)):
            for path in ("/debug.ping", "/folder/no such file"):
                connection = http.client.HTTPConnection(address.removeprefix("http://"))
                connection.request("GET", quote(path), headers=headers)
                response = connection.getresponse()
                response.read()
                assert (response.getheader("Connection") != "close") is kept
                assert (connection.sock is not None) is kept
                connection.close()


def test_a_connection_outlives_the_pace_at_which_a_monitor_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[float] = []

    def run(server: uvicorn.Server, sockets: object) -> None:
        kept.append(server.config.timeout_keep_alive)

    monkeypatch.setattr(uvicorn.Server, "run", run)
    assert serve(tmp_path, "127.0.0.1", 0) == 0
    assert kept[0] > 2 * max(PACE_S, READINGS_PACE_S)
