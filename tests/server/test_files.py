from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mltui.server.auth import create_keys, create_user
from mltui.server.engine import Engine
from mltui.server.file_store import BadName, FileStore
from mltui.server.files import create_files_app
from mltui.server.multipart import (
    MalformedBody,
    MultipartReader,
    PartBegins,
    PartEnds,
    boundary_of,
)
from tests.support.stores import empty_store

NAME = "/Vision/Digits/first run.0123/artifacts/stats/stats.json"


class Files:
    """The files server over a folder, with one user's keys."""

    def __init__(self, folder: Path, max_bytes: int = 10_000) -> None:
        self.folder = folder
        self.engine = Engine(empty_store())
        keys = create_keys(
            self.engine.store, create_user(self.engine.store, "me", self.engine.clock())
        )
        self.login = (keys.access_key, keys.secret_key)
        self.thread = ThreadPoolExecutor(1)
        self.app = create_files_app(FileStore(folder), self.engine, self.thread, max_bytes)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            options.setdefault("auth", self.login)
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://files") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def upload(self, name: str, content: bytes, **options: Any) -> httpx.Response:
        body, kind = form(name, content)
        return self.request("POST", "/", content=body, headers={"Content-Type": kind}, **options)

    def everything(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


def form(name: str, content: bytes, boundary: str = "b0undary") -> tuple[bytes, str]:
    """The body of an upload as the SDK sends it, and its type."""
    escaped = name.replace('"', "%22")
    head = (
        f"--{boundary}\r\nContent-Disposition: form-data; "
        f'name="{escaped}"; filename="{escaped}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode("utf-8", "surrogatepass") + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    files = Files(tmp_path)
    yield files
    files.thread.shutdown()


def test_an_upload_is_answered_with_its_name_and_can_be_fetched(files: Files) -> None:
    assert files.upload(NAME, b'{"a": 1}').json() == [NAME.lstrip("/")]
    found = files.request("GET", NAME)
    assert (found.status_code, found.content) == (200, b'{"a": 1}')
    assert found.headers["Content-Type"] == "application/json"


def test_an_upload_replaces_the_file_of_its_name(files: Files) -> None:
    files.upload(NAME, b"old")
    files.upload(NAME, b"new")
    assert files.request("GET", NAME).content == b"new"
    assert len(files.everything()) == 1


def test_an_empty_file_is_kept(files: Files) -> None:
    assert files.upload(NAME, b"").status_code == 200
    assert files.request("GET", NAME).content == b""


def test_names_in_any_language_are_kept(files: Files) -> None:
    name = '/Visión/数字/a "run".0123/x.bin'
    assert files.upload(name, b"x").json() == [name.lstrip("/")]
    assert files.request("GET", name).content == b"x"


def test_a_part_of_a_file_can_be_fetched(files: Files) -> None:
    files.upload(NAME, bytes(range(100)))
    found = files.request("GET", NAME, headers={"Range": "bytes=10-19"})
    assert (found.status_code, found.content) == (206, bytes(range(10, 20)))


def test_a_deleted_file_is_gone_with_its_empty_folders(files: Files) -> None:
    files.upload(NAME, b"x")
    assert files.request("DELETE", NAME).status_code == 200
    assert files.request("GET", NAME).status_code == 404
    assert list((files.folder / "files").iterdir()) == []


def test_a_file_that_went_with_its_task_is_deleted_without_complaint(files: Files) -> None:
    answer = files.request("DELETE", NAME)
    assert (answer.status_code, answer.text) == (200, "no such file")


def test_an_upload_is_kept_while_its_folder_is_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # to the disk or not, it is the same race
    store = FileStore(tmp_path)

    def come_and_go(sender: int) -> int:
        gone = 0
        for number in range(150):
            written = store.begin()
            name = store.keep(written, f"project/task/{sender} {number}")
            gone += store.delete(name)
        return gone

    with ThreadPoolExecutor(4) as senders:
        assert list(senders.map(come_and_go, range(4))) == [150] * 4
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.parametrize(("method", "path"), [("GET", NAME), ("POST", "/"), ("DELETE", NAME)])
def test_nothing_is_done_without_keys(files: Files, method: str, path: str) -> None:
    files.upload(NAME, b"x")
    assert files.request(method, path, auth=None).status_code == 401
    assert files.request(method, path, auth=("me", "guess")).status_code == 401
    assert len(files.everything()) == 1


@pytest.mark.parametrize("path", ["/foo/auth.login", NAME])
def test_what_is_posted_elsewhere_than_uploads_are_is_for_nobody_here(
    files: Files, path: str
) -> None:
    # Above all the API's requests to a wrong address: "log in first" would be the wrong answer.
    body, kind = form(NAME, b"x")
    for login in (files.login, ("me", "guess"), None):
        answer = files.request(
            "POST", path, content=body, headers={"Content-Type": kind}, auth=login
        )
        assert answer.status_code == 404
    assert files.everything() == []


@pytest.mark.parametrize(
    "name",
    [
        "/../outside",
        "/a/../../outside",
        "/a/./b",
        pytest.param("/weights.pkl", id="an address of the API"),
        "..",
        "/",
        "",
        "/a/b\x00c",
        "/a/b\nc",
        "/a\\..\\..\\outside",
        pytest.param("/" + "x" * 300, id="long"),
        pytest.param("/" + "x/" * 1500, id="deep"),
    ],
)
def test_hostile_names_are_refused_and_leave_nothing(files: Files, name: str) -> None:
    before = sorted(files.folder.rglob("*"))
    answer = files.upload(name, b"x")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert sorted(files.folder.rglob("*")) == before
    assert not (files.folder.parent / "outside").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/a/..%2f..%2fsecret",
        "/a/%2e%2e/%2e%2e/secret",
        "/a%00b",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/a/%ff%fe",
    ],
)
def test_hostile_addresses_lead_nowhere(files: Files, path: str) -> None:
    (files.folder / "secret").write_text("secret")
    for method, nothing in (("GET", 404), ("DELETE", 200)):
        answer = files.request(method, httpx.URL("http://files", raw_path=path.encode()))  # type: ignore[arg-type]
        assert answer.status_code == 400 or (answer.status_code, answer.text) == (
            nothing,
            "no such file",
        )
    assert (files.folder / "secret").exists()


def test_an_absolute_name_stays_inside(files: Files, tmp_path: Path) -> None:
    assert files.upload("/etc/passwd", b"x").json() == ["etc/passwd"]
    assert (files.folder / "files/etc/passwd").read_bytes() == b"x"


def test_symbolic_links_are_not_followed(files: Files, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (files.folder / "files/link").symlink_to(outside)
    (files.folder / "files/direct").symlink_to(outside / "secret")
    for name in ("/link/secret", "/direct"):
        assert files.request("GET", name).status_code == 400
        assert files.request("DELETE", name).status_code == 400
        assert files.upload(name, b"x").status_code == 400
    assert (outside / "secret").read_text() == "secret"


def test_a_file_does_not_take_the_place_of_a_folder(files: Files) -> None:
    files.upload("/a/b/c", b"x")
    assert files.upload("/a/b", b"y").status_code == 400
    assert files.upload("/a/b/c/d", b"y").status_code == 400
    assert files.request("GET", "/a/b/c").content == b"x"
    assert files.request("GET", "/a/b").status_code == 404


def test_too_large_an_upload_is_refused_and_leaves_nothing(files: Files) -> None:
    assert files.upload(NAME, b"x" * 20_000).status_code == 413

    async def unannounced() -> Any:
        body, _ = form(NAME, b"x" * 20_000)
        for begin in range(0, len(body), 1000):
            yield body[begin : begin + 1000]

    headers = {"Content-Type": "multipart/form-data; boundary=b0undary"}
    assert files.request("POST", "/", content=unannounced(), headers=headers).status_code == 413
    assert files.everything() == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x", "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (form(NAME, b"x")[0][:-5], "multipart/form-data; boundary=b0undary"),
        (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
        (b"--b!\r\n", "multipart/form-data; boundary=b"),
    ],
)
def test_a_broken_upload_is_refused_and_leaves_nothing(
    files: Files, body: bytes, kind: str
) -> None:
    answer = files.request("POST", "/", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert "upload" in answer.text
    assert files.everything() == []


def test_what_a_kill_left_of_an_upload_is_cleared_away(tmp_path: Path) -> None:
    FileStore(tmp_path).begin().write(b"half")
    assert any((tmp_path / "incoming").iterdir())
    FileStore(tmp_path)
    assert not any((tmp_path / "incoming").iterdir())


def test_a_browser_is_told_not_to_run_what_was_uploaded(files: Files) -> None:
    files.upload("/a/b/evil.html", b"<script>alert(1)</script>")
    headers = files.request("GET", "/a/b/evil.html").headers
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_token_lets_in_as_well_as_keys(files: Files) -> None:
    files.upload(NAME, b"x")
    pair = base64.b64encode(":".join(files.login).encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}
    assert files.request("GET", NAME, auth=None, headers=headers).status_code == 200


@given(content=st.binary(max_size=300), size=st.integers(1, 50))
def test_content_survives_being_cut_anywhere(content: bytes, size: int) -> None:
    content += b"\r\n--b0undar\r\n--" + content
    body, kind = form("name", content)
    reader = MultipartReader(boundary_of(kind))
    pieces: list[PartBegins | bytes | PartEnds] = []
    for begin in range(0, len(body), size):
        pieces += reader.feed(body[begin : begin + size])
    reader.finish()
    assert pieces[0] == PartBegins("name")
    assert isinstance(pieces[-1], PartEnds)
    assert b"".join(piece for piece in pieces if isinstance(piece, bytes)) == content


def test_several_files_in_one_upload(files: Files) -> None:
    one, kind = form("/a/1", b"one")
    two, _ = form("/a/2", b"two")
    body = one[: -len(b"--\r\n")] + b"\r\n" + two.partition(b"\r\n")[2]
    answer = files.request("POST", "/", content=body, headers={"Content-Type": kind})
    assert json.loads(answer.text) == ["a/1", "a/2"]


def test_endless_headers_are_refused() -> None:
    reader = MultipartReader(b"b")
    with pytest.raises(MalformedBody, match="too long"):
        list(reader.feed(b"--b\r\n" + b"x" * 100_000))


def test_a_name_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadName):
        FileStore(tmp_path).find("/a/\udcff")
