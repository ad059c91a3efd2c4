from __future__ import annotations

import json

import pytest

from mltui.server import endpoints
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from mltui.server.registry import registered
from mltui.server.store import Store
from tests.contract.recordings import FOLDER, transcript
from tests.contract.server_recordings import SYSTEM, RecordedServer


@pytest.mark.parametrize("name", ["server.info", "server.report_stats_option", "server.get_stats"])
def test_the_server_tells_of_itself_in_the_recorded_shape(name: str) -> None:
    RecordedServer().replay(name)


def test_every_endpoint_of_the_real_server_is_there() -> None:
    endpoints.load()
    recorded = transcript("server.endpoints")[1].data["endpoints"]
    assert set(registered()) == set(recorded)


def test_the_listed_endpoints_look_as_recorded() -> None:
    told = RecordedServer().call("server.endpoints", {}, SYSTEM)["endpoints"]
    recorded = transcript("server.endpoints")[1].data["endpoints"]
    for name, forms in told.items():
        assert forms[0].keys() <= recorded[name][0].keys()
        assert forms[0]["min_version"] == recorded[name][0]["min_version"], name


def test_only_administrators_see_endpoints_and_configuration() -> None:
    server = RecordedServer()
    for name in ("server.endpoints", "server.config", "server.get_stats"):
        with pytest.raises(ServerError) as refused:
            server.call(name, {})
        assert (refused.value.status, refused.value.subcode) == (403, 20)
        server.call(name, {}, SYSTEM)


def test_the_calls_of_an_sdk_session_succeed_and_answer_in_the_recorded_shape() -> None:
    """The requests of one run of the official SDK, in order, against an empty server."""
    server = RecordedServer.empty()
    session = json.loads((FOLDER / "sdk_session.json").read_text())
    server.call("queues.create", {"name": "default", "system_tags": ["default"]})
    server.replay_session([entry for entry in session if entry["port"] == "api"])


def test_a_call_that_fails_changes_nothing() -> None:
    engine = Engine(Store())
    who = Identity(user="someone")
    task = engine.call("tasks.create", {"name": "a task", "type": "training"}, who)["id"]
    engine.call("tasks.enqueue", {"task": task, "queue_name": "one"}, who)
    with pytest.raises(ServerError):
        engine.call("tasks.enqueue", {"task": task, "queue_name": "another"}, who)
    assert [queue["name"] for queue in engine.store.queues.find()] == ["one"]
