from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

import mltui.api.files
from mltui.api.client import Client
from mltui.api.errors import ApiError, NoPermission, NotSupported, UnknownId, Unreachable
from mltui.api.session import Connection, Session
from mltui.live.download import Progress, Refused, download, file_name, new_file

CONTENT = b"weights" * 50_000


class Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[str | None]] = []
    ports: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        Files.ports.append(self.client_address[1])
        Files.seen.append(self.headers.get("Authorization"))
        status = {"/secret": 403, "/gone": 404, "/broken": 200}.get(self.path, 200)
        self.send_response(status)
        length = len(CONTENT) + (100 if self.path == "/broken" else 0)
        self.send_header("Content-Length", str(length if status == 200 else 0))
        self.end_headers()
        if status == 200:
            self.wfile.write(CONTENT)
        self.close_connection = self.path == "/broken"

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def files() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Files.seen, Files.ports = [], []
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def client(files_server: str | None = None) -> Client:
    connection = Connection(
        "http://127.0.0.1:9", "", "", token="the-token", files_server=files_server
    )
    return Client(Session(connection))


async def test_a_file_arrives_whole_and_its_progress_is_told(tmp_path: Path):
    told: list[Progress] = []
    with files() as address:
        await download(client(), f"{address}/model.pt", tmp_path / "model.pt", told.append)
    assert (tmp_path / "model.pt").read_bytes() == CONTENT
    assert told[-1] == Progress(len(CONTENT), len(CONTENT))
    assert len(told) > 1


async def test_the_login_goes_to_the_own_files_server_alone(tmp_path: Path):
    with files() as address:
        await download(client(), f"{address}/a", tmp_path / "a", lambda _: None)
        assert Files.seen == [None]
        await download(client(address), f"{address}/b", tmp_path / "b", lambda _: None)
        assert Files.seen == [None, "Bearer the-token"]


async def test_who_may_not_read_a_file_of_another_server_is_told_that_no_login_was_sent(
    tmp_path: Path,
):
    with files() as address:
        with pytest.raises(NoPermission, match="none of the servers in your settings"):
            await download(client(), f"{address}/secret", tmp_path / "a", lambda _: None)
        with pytest.raises(NoPermission, match=r"read this file\. \("):
            await download(client(address), f"{address}/secret", tmp_path / "b", lambda _: None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/secret", NoPermission), ("/gone", UnknownId), ("/broken", Unreachable)],
)
async def test_what_fails_leaves_nothing_behind(tmp_path: Path, path: str, kind: type[Exception]):
    with files() as address, pytest.raises(kind):
        await download(client(), f"{address}{path}", tmp_path / "model.pt", lambda _: None)
    assert names_in(tmp_path) == []


async def test_other_stores_are_named(tmp_path: Path):
    with pytest.raises(NotSupported, match="s3"):
        await download(client(), "s3://bucket/model.pt", tmp_path / "model.pt", lambda _: None)


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://[zz]/a.png",
        "http://xn--/a.png",
        "http://127.0.0.1:9/\ud800",
        "http://127.0.0.1:99999/a",
        "http:///a",
        "https://",
        "",
        "a.png",
    ],
)
async def test_what_is_no_address_is_said_to_be_none(tmp_path: Path, address: str):
    with pytest.raises(ApiError) as caught:
        await download(client(), address, tmp_path / "model.pt", lambda _: None)
    assert caught.value.sentence
    assert names_in(tmp_path) == []


async def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALL_PROXY", "foo://127.0.0.1:1")
    with pytest.raises(Unreachable, match="proxy"):
        await client().session.fetch("http://127.0.0.1:9/a", lambda *_: None)


async def test_what_goes_wrong_with_taking_a_file_is_not_blamed_on_its_server():
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with files() as address, pytest.raises(OSError, match="No space"):
        await client().session.fetch(f"{address}/a", full)


async def test_files_of_one_server_come_over_one_connection():
    with files() as address:
        session = client().session
        for name in "abc":
            await session.fetch(f"{address}/{name}", lambda *_: None)
        await session.close()
    assert len(set(Files.ports)) == 1


async def test_certificates_are_left_unverified_for_the_own_servers_alone():
    own = "https://files.own"
    connection = Connection("https://api.own", "", "", files_server=own, verify=False)
    stored = mltui.api.files.Files(connection)
    assert stored.is_own(f"{own}/a")
    assert not stored.is_own("https://elsewhere/a")
    for address, verified in ((f"{own}/a", False), ("https://elsewhere/a", True)):
        pool = stored._new_pool(own=stored.is_own(address))
        context = pool._transport._pool._ssl_context
        assert (context.verify_mode is ssl.CERT_REQUIRED) is verified
        await pool.aclose()


@pytest.mark.parametrize(
    ("address", "sees_it"),
    [
        ("https://api.own/tasks.delete?task=1", False),
        ("https://api.own/v2.30/tasks.delete?task=1", False),
        ("https://api.own/x/../%74asks.delete?task=1", False),
        ("https://web.own/api/v2.30/tasks.delete?task=1", False),
        ("https://web.own/files/project/v2.30/a.png", True),
        ("https://api.own/project/a.png", True),
        ("https://files.own/a.png", True),
    ],
)
async def test_an_address_that_calls_the_api_never_sees_the_login(address: str, sees_it: bool):
    connection = Connection(
        "https://api.own", "", "", files_server="https://files.own", web_server="https://web.own"
    )
    assert mltui.api.files.Files(connection).is_own(address) is sees_it


async def test_nor_does_one_of_an_api_below_a_folder():
    stored = mltui.api.files.Files(Connection("https://own/clearml/backend", "", ""))
    assert not stored.is_own("https://own/clearml/backend/v2.30/tasks.delete")
    assert stored.is_own("https://own/files/a.png")


async def test_certificates_that_the_environment_names_and_nobody_has_are_said(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    with (
        files() as address,
        pytest.raises(Unreachable, match="certificates that the environment names"),
    ):
        await client().session.fetch(f"{address}/a", lambda *_: None)


async def test_certificates_that_the_environment_names_and_are_none_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with (
        files() as address,
        pytest.raises(Unreachable, match=r"used: there is no certificate in it\.$"),
    ):
        await client().session.fetch(f"{address}/a", lambda *_: None)


async def test_what_is_there_is_not_overwritten(tmp_path: Path):
    target = tmp_path / "model.pt"
    target.write_text("mine")
    with pytest.raises(Refused, match="not overwritten"):
        await download(client(), "http://127.0.0.1:9/model.pt", target, lambda _: None)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("links", [True, False])
def test_of_two_downloads_to_one_place_the_later_is_refused_and_neither_is_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
):
    if not links:
        monkeypatch.setattr(os, "link", none_here)
    target = tmp_path / "model.pt"
    with pytest.raises(Refused, match="not overwritten"):
        write_twice_at_once(target)
    assert names_in(tmp_path) == ["model.pt"]
    assert target.read_bytes() == b"A"


def write_twice_at_once(target: Path) -> None:
    with new_file(target) as later:
        later.write(b"B")
        with new_file(target) as first:
            first.write(b"A")
        later.write(b"B")


def none_here(*_: object) -> None:
    raise PermissionError("Operation not permitted")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://files/a/final%20model.pt", "final model.pt"),
        ("http://files/a/..%2F..%2Fevil", "evil"),
        ("http://files/a/%2e%2e", "model"),
        ("http://files/a/x%1b%5b31m.pt", "x_[31m.pt"),
        ("http://files/", "model"),
        ("http://[zz]/a.pt", "a.pt"),
    ],
)
def test_a_file_is_called_as_in_its_address_but_stays_in_its_folder(address: str, name: str):
    assert file_name(address) == name


@pytest.mark.parametrize("name", ["w" * 252, "w" * 300, "w\0"])
async def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str):
    with files() as address, pytest.raises(Refused):
        await download(client(), f"{address}/weights", tmp_path / name, lambda _: None)
    assert names_in(tmp_path) == []
