from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mltui.api.types.json import Json
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.file_store import FileStore
from mltui.server.identity import Identity
from tests.support.stores import empty_store

WHO = Identity(user="someone", user_name="Someone")
HERE = "http://127.0.0.1:8008"


class Server:
    """An engine with a folder of uploaded files."""

    def __init__(self, folder: Path) -> None:
        self.files = FileStore(folder)
        self.engine = Engine(empty_store(), files_server=HERE, files=self.files)

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
