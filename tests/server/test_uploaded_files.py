from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mltui.api.types.json import Json, JsonObject
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.file_store import FileStore
from mltui.server.identity import Identity
from mltui.server.uploaded_files import UploadedFiles
from tests.support.stores import empty_store

WHO = Identity(user="someone", user_name="Someone")
HERE = "http://127.0.0.1:8008"


class Server:
    """An engine with a folder of uploaded files."""

    def __init__(self, folder: Path, address: str = HERE) -> None:
        self.files = FileStore(folder)
        self.engine = Engine(empty_store(), files_server=address, files=self.files)

    def call(self, action: str, **body: Any) -> Any:
        return self.engine.call(action, body, WHO)

    def upload(self, name: str) -> str:
        written = self.files.begin()
        written.write(b"content")
        self.files.keep(written, name)
        return f"{HERE}/{name.replace(' ', '%20')}"

    def task_with(self, *addresses: str, **fields: Any) -> str:
        given = {"name": "a task", "type": "training", **fields}
        task = str(self.call("tasks.create", **given)["id"])
        artifacts = [
            {"key": f"artifact {place}", "type": "custom", "uri": address}
            for place, address in enumerate(addresses)
        ]
        self.call("tasks.add_or_update_artifacts", task=task, artifacts=artifacts)
        return task

    def has(self, name: str) -> bool:
        return self.files.find(name) is not None


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_the_files_of_a_task_go_with_it(server: Server) -> None:
    one = server.upload("A project/one.1/artifacts/x.bin")
    image, plot, weights = (server.upload(f"one.1/{name}") for name in ("image", "plot", "net"))
    other = server.upload("two.2/x.bin")
    task = server.task_with(one, "s3://bucket/one")
    server.task_with(other)
    server.call("models.create", name="net", uri=weights, task=task, ready=False)
    event = {"task": task, "iter": 1, "metric": "m", "variant": "v"}
    batch: list[Json] = [
        {**event, "type": "training_debug_image", "url": image},
        {**event, "type": "plot", "plot_str": f'{{"layout": {{"source": "{plot}"}}}}'},
    ]
    server.engine.call("events.add_batch", {}, WHO, batch=batch)
    server.call("tasks.delete", task=task)
    gone = ("A project/one.1/artifacts/x.bin", "one.1/image", "one.1/plot", "one.1/net")
    assert [name for name in gone if server.has(name)] == []
    assert server.has("two.2/x.bin")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "somewhere.lan"])
def test_a_file_that_another_task_or_model_names_stays(server: Server, host: str) -> None:
    shared, weights = server.upload("shared/x.bin"), server.upload("shared/net")
    task = server.task_with(shared, weights)
    server.task_with(shared.replace("127.0.0.1", host))
    server.call("models.create", name="net", uri=weights.replace("127.0.0.1", host))
    server.call("tasks.delete", task=task)
    assert server.has("shared/x.bin")
    assert server.has("shared/net")


@pytest.mark.parametrize(
    "mention",
    [
        "![x]({})",
        "{{'init': '{}'}}",
        "[{}, y]",
        "<a href={}>",
        "It is {}. Look!",
        '{{"url": "{}"}}',
        "{}?download=1",
        "{}#top",
    ],
)
@pytest.mark.parametrize("name", ["one.1/x.bin", "Größe 😀/one.1/x.bin"])
@pytest.mark.parametrize("quoted", [True, False])
def test_a_file_stays_whatever_is_written_around_its_address(
    server: Server, name: str, mention: str, quoted: bool
) -> None:
    server.upload(name)
    task = server.task_with(f"{HERE}/{quote(name)}")
    address = f"{HERE}/{quote(name) if quoted else name}"
    server.task_with(comment=mention.format(address))
    server.call("tasks.delete", task=task)
    assert server.has(name)


@pytest.mark.parametrize(
    "written",
    [
        lambda address: address,
        lambda address: address.replace("/", "\\/"),
        lambda address: address.replace("/", "\\u002f"),
        lambda address: address.replace("127.0.0.1:8008/", "there:8008//"),
        lambda address: f"http://there/?of={quote(address, safe='')}",
        lambda address: f"http://there/?of={quote(quote(address, safe=':/'), safe='')}",
        json.dumps,
        lambda address: json.dumps(json.dumps(address)),
    ],
)
def test_a_file_that_a_plot_of_another_task_names_stays(
    server: Server, written: Callable[[str], str]
) -> None:
    name = "one.1/Größe 😀.png"
    server.upload(name)
    task = server.task_with(f"{HERE}/{quote(name)}")
    event: JsonObject = {"type": "plot", "task": server.task_with(), "metric": "m", "variant": "v"}
    event["plot_str"] = written(f"{HERE}/{name}")
    server.engine.call("events.add_batch", {}, WHO, batch=[event])
    server.call("tasks.delete", task=task)
    assert server.has(name)


def test_a_server_without_a_port_keeps_what_others_name(tmp_path: Path) -> None:
    server = Server(tmp_path, "http://files.lan")
    for name in ("one.1/x.bin", "one.1/y.bin"):
        server.upload(name)
    task = server.task_with("http://files.lan/one.1/x.bin", "http://files.lan/one.1/y.bin")
    server.task_with(comment="![x](http://files.lan/one.1/x.bin)")
    server.call("tasks.delete", task=task)
    assert (server.has("one.1/x.bin"), server.has("one.1/y.bin")) == (True, False)


def test_files_stay_until_it_can_be_read_who_names_them(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    task = server.task_with(server.upload("one.1/x.bin"))

    def unreadable(_: UploadedFiles, needle: str) -> list[str]:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(UploadedFiles, "_mentions", unreadable)
        assert server.call("tasks.delete", task=task)["deleted"]
    assert server.has("one.1/x.bin")
    assert "all stay for now" in caplog.text
    server.call("tasks.delete", task=server.task_with())
    assert not server.has("one.1/x.bin")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9999/one.1/x.bin",
        "http://elsewhere:8008/one.1/x.bin",
        "s3://127.0.0.1:8008/one.1/x.bin",
        "http://127.0.0.1:8008/one.1/../one.1/x.bin",
        "http://127.0.0.1:port/one.1/x.bin",
    ],
)
def test_what_is_not_an_address_of_the_file_does_not_remove_it(
    server: Server, address: str
) -> None:
    server.upload("one.1/x.bin")
    server.call("tasks.delete", task=server.task_with(address))
    assert server.has("one.1/x.bin")


def test_nothing_outside_the_folder_is_removed(server: Server, tmp_path: Path) -> None:
    outside = tmp_path / "clearml.conf"
    outside.touch()
    for way in ("..", "%2e%2e", "files/../.."):
        server.call("tasks.delete", task=server.task_with(f"{HERE}/{way}/clearml.conf"))
    assert outside.exists()


def test_files_stay_if_that_is_asked_or_the_task_does(server: Server) -> None:
    address = server.upload("one.1/x.bin")
    task = server.task_with(address)
    server.call("tasks.started", task=task)
    with pytest.raises(ServerError):
        server.call("tasks.delete", task=task)
    assert server.has("one.1/x.bin")
    server.call("tasks.delete", task=task, force=True, delete_external_artifacts=False)
    assert server.has("one.1/x.bin")


def test_files_stay_if_the_change_is_taken_back(server: Server, monkeypatch) -> None:
    address = server.upload("one.1/x.bin")
    task = server.task_with(address)

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("mltui.server.endpoints.tasks_removing.touch_project", fails)
        with pytest.raises(OSError, match="full"):
            server.call("tasks.delete", task=task)
    server.call("tasks.delete", task=server.task_with())
    assert server.has("one.1/x.bin")
    server.call("tasks.delete", task=task)
    assert not server.has("one.1/x.bin")


def test_files_of_a_reset_task_and_of_a_deleted_project_go(server: Server) -> None:
    project = server.call("projects.create", name="Project")["id"]
    first, second = server.upload("one.1/x.bin"), server.upload("one.1/y.bin")
    task = server.task_with(first, project=project)
    server.call("tasks.reset", task=task)
    assert not server.has("one.1/x.bin")
    artifact = {"key": "y", "type": "custom", "uri": second}
    server.call("tasks.add_or_update_artifacts", task=task, artifacts=[artifact])
    server.call("projects.delete", project=project, force=True, delete_contents=True)
    assert not server.has("one.1/y.bin")
