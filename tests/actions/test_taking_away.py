"""What a person takes away from tasks: ids, names, addresses, all of it as JSON."""

from __future__ import annotations

import json

import pytest

from mltui.actions.subject import Kind
from mltui.actions.table import ACTIONS
from mltui.actions.taking_away import web_server_of
from mltui.api.errors import UnknownId
from tests.actions.served import Served, subjects_of


@pytest.mark.parametrize(
    ("api", "web"),
    [
        ("http://test:8008", "http://test:8080"),
        ("https://api.example.org", "https://app.example.org"),
        ("https://example.org/api", "https://example.org"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_the_web_pages_of_a_server_are_found_by_convention(api: str, web: str):
    assert web_server_of(api) == web


async def test_a_line_is_taken_away_for_each_task():
    served = Served()
    project = served.call("projects.create", name="Home")["id"]
    tasks = [served.task(name="first run", project=project), served.task(name="second\nrun")]
    client, _ = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    taken = {}
    for name in ("copy id", "copy name", "copy web address"):
        produce = ACTIONS[Kind.TASK][name].produce
        assert produce is not None
        taken[name] = (await produce(client, subjects)).split("\n")
    assert taken == {
        "copy id": tasks,
        "copy name": ["first run", "second run"],
        "copy web address": [
            f"http://test:8080/projects/{project}/tasks/{tasks[0]}",
            f"http://test:8080/projects/*/tasks/{tasks[1]}",
        ],
    }
    await client.close()


async def test_tasks_are_taken_away_whole_as_json():
    served = Served()
    tasks = [served.task("completed", f"run {n}", tags=["old"], comment="ä") for n in range(2)]
    client, wire = served.connect()
    subjects = await subjects_of(client, Kind.TASK, *tasks)
    export = ACTIONS[Kind.TASK]["export"].produce
    assert export is not None
    held = [served.call("tasks.get_by_id", task=task)["task"] for task in tasks]
    assert json.loads(await export(client, subjects[:1])) == held[0]
    assert json.loads(await export(client, subjects)) == held
    assert not wire.writes
    served.call("tasks.delete", task=tasks[1], force=True)
    with pytest.raises(UnknownId):
        await export(client, subjects)
    await client.close()
