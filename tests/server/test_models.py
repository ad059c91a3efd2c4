from __future__ import annotations

from typing import Any

import pytest

from mltui.api.types.json import Json
from mltui.server.errors import ServerError
from tests.server.fleet_engine import TurnedEngine


def model(engine: TurnedEngine, **body: Any) -> str:
    return engine.made("models.create", **{"name": "net", "uri": "file:///net.pt", **body})


def shown(engine: TurnedEngine, one: str) -> Any:
    return engine.call("models.get_by_id", model=one)["model"]


def test_publishing_a_model_can_publish_its_task() -> None:
    engine = TurnedEngine()
    task = engine.made("tasks.create", name="training", type="training")
    engine.call("tasks.started", task=task)
    engine.call("tasks.stopped", task=task)
    one = model(engine, ready=False, task=task)
    answer: Any = engine.call("models.set_ready", model=one, publish_task=True)
    assert answer["published_task"]["id"] == task
    assert (engine.store.tasks.get(task) or {})["status"] == "published"


def test_a_model_of_a_published_task_is_deleted_only_by_force() -> None:
    engine = TurnedEngine()
    task = engine.made("tasks.create", name="training", type="training")
    one = model(engine, task=task)
    engine.store.tasks.update(task, {"status": "published"})
    with pytest.raises(ServerError) as refused:
        engine.call("models.delete", model=one)
    assert (refused.value.status, refused.value.subcode) == (400, 206)
    assert engine.call("models.delete", model=one, force=True)["deleted"] is True


def test_writing_a_model_advances_the_iteration_of_its_task() -> None:
    engine = TurnedEngine()
    task = engine.made("tasks.create", name="training", type="training")
    one = model(engine, task=task)
    engine.call("models.edit", model=one, uri="file:///net2.pt", iteration=59)
    assert (engine.store.tasks.get(task) or {})["last_iteration"] == 59
    assert shown(engine, one)["uri"] == "file:///net2.pt"


def test_metadata_is_added_replaced_and_taken_away_by_key() -> None:
    engine = TurnedEngine()
    one = model(engine)
    entry: Json = {"key": "f1", "type": "float", "value": "0.9"}
    engine.call("models.add_or_update_metadata", model=one, metadata=[entry])
    engine.call("models.add_or_update_metadata", model=one, metadata=[{"key": "b", "value": "1"}])
    assert set(shown(engine, one)["metadata"]) == {"f1", "b"}
    engine.call("models.delete_metadata", model=one, keys=["b"])
    assert shown(engine, one)["metadata"] == {"f1": entry}
    engine.call(
        "models.add_or_update_metadata",
        model=one,
        metadata=[{"key": "c", "value": "1"}],
        replace_metadata=True,
    )
    assert set(shown(engine, one)["metadata"]) == {"c"}


def test_a_pipeline_runs_as_a_copy_with_its_arguments() -> None:
    engine = TurnedEngine()
    queue = engine.made("queues.create", name="services")
    task = engine.made("tasks.create", name="pipeline", type="controller")
    started: Any = engine.call(
        "pipelines.start_pipeline",
        task=task,
        queue=queue,
        args=[{"name": "epochs", "value": "3"}],
    )
    copy: Any = engine.store.tasks.get(started["pipeline"])
    assert started["enqueued"] is True
    assert copy["status"] == "queued"
    assert copy["hyperparams"]["Args"]["epochs"]["value"] == "3"
