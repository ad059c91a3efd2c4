from __future__ import annotations

import pytest

from mltui.api.types.json import JsonObject
from tests.contract.recordings import transcript, transcripts
from tests.contract.server_recordings import RecordedServer

MADE, SECOND = "58b7fe8750964d6d9b98d10e83751cc9", "4bd6efafea294f10806d9b864de24008"
USED = "97b41a43e1b1450faaefc012a0b4bebc"


def put(server: RecordedServer, model: str, **changes: object) -> None:
    """Brings a model into the state that an exchange needs; makes it if there is none."""
    if server.store.models.get(model) is None:
        made = server.call("models.create", {"name": "api model", "uri": "file:///x.pkl"})
        document: JsonObject = {**(server.store.models.get(made["id"]) or {}), "id": model}
        server.store.models.delete(made["id"])
        server.store.models.insert(document)
    server.store.models.update(model, changes)  # type: ignore[arg-type]


def used(server: RecordedServer) -> None:
    put(server, USED, ready=True)
    models: JsonObject = {"input": [{"name": "start", "model": USED}], "output": []}
    server.put("8d891f4367bf4fb380565e335a963d45", models=models)


def two_only(server: RecordedServer) -> None:
    """Takes away the models that were made while recording."""
    for model in (MADE, SECOND):
        server.store.models.delete(model)


ARRANGE = {
    "models.delete": {"published, used as input by a task, no force": used},
    "models.get_all_ex": {"empty body": two_only},
}


@pytest.fixture
def server() -> RecordedServer:
    return RecordedServer()


@pytest.mark.parametrize("name", transcripts("models"))
def test_recorded_requests_about_models_get_answers_of_the_recorded_shape(
    name: str, server: RecordedServer
) -> None:
    server.replay(name, arrange=ARRANGE.get(name))


def set_storage(server: RecordedServer) -> None:
    (ask,) = transcript("storage.set_settings")
    server.call("storage.set_settings", ask.body)


@pytest.mark.parametrize("name", [*transcripts("storage"), *transcripts("pipelines")])
def test_recorded_requests_about_storage_and_pipelines_are_answered_alike(
    name: str, server: RecordedServer
) -> None:
    server.replay(name, arrange={"after set": set_storage})
