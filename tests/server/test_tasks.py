from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mltui.api.types.json import Json
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from tests.support.stores import empty_store

WHO = Identity(user="someone", user_name="Someone")


class Server:
    """An engine with a clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.engine = Engine(empty_store(), clock=lambda: self.now)

    def call(self, action: str, **body: Any) -> dict[str, Any]:
        return self.engine.call(action, body, WHO)  # type: ignore[return-value]

    def create(self, **fields: Any) -> str:
        return self.call("tasks.create", **{"name": "a task", "type": "training", **fields})["id"]

    def task(self, task: str) -> dict[str, Any]:
        return self.call("tasks.get_by_id", task=task)["task"]


@pytest.fixture
def server() -> Server:
    return Server()


def test_a_run_by_a_silent_worker_is_stopped_at_once(server: Server) -> None:
    task = server.create()
    server.call("tasks.started", task=task)
    reported = {"last_worker": "box:gpu0", "last_worker_report": server.now.isoformat()}
    server.engine.store.tasks.update(task, reported)
    server.call("tasks.stop", task=task)
    assert server.task(task)["status"] == "in_progress"
    assert server.task(task)["status_message"] == "stopping"
    server.now += timedelta(minutes=11)
    server.call("tasks.stop", task=task)
    assert server.task(task)["status"] == "stopped"
    assert server.task(task)["status_message"] == "Stopped by Someone"


def test_reset_keeps_what_the_task_was_given_and_drops_what_it_gave(server: Server) -> None:
    lr = {"section": "Args", "name": "lr", "value": "0.1"}
    task = server.create(hyperparams={"Args": {"lr": lr}})
    server.call("tasks.started", task=task)
    artifact = {"key": "weights", "uri": "http://localhost/weights"}
    server.call("tasks.add_or_update_artifacts", task=task, artifacts=[artifact])
    server.engine.store.tasks.update(task, {"last_iteration": 5, "last_metrics": {"m": {}}})
    server.call("tasks.failed", task=task)
    answer = server.call("tasks.reset", task=task, return_file_urls=True)
    assert answer["urls"]["artifact_urls"] == ["http://localhost/weights"]
    document = server.task(task)
    assert document["status"] == "created"
    assert document["hyperparams"] == {"Args": {"lr": lr}}
    assert document["execution"]["artifacts"] == []
    assert (document["last_iteration"], document["last_metrics"]) == (0, {})
    assert not {"started", "completed"} & document.keys()


def test_a_clone_is_a_draft_of_the_same_work(server: Server) -> None:
    task = server.create(tags=["kept"], system_tags=["development"], script={"diff": "x"})
    server.call("tasks.started", task=task)
    clone = server.task(server.call("tasks.clone", task=task, new_task_name="a copy")["id"])
    assert (clone["name"], clone["parent"], clone["status"]) == ("a copy", task, "created")
    assert (clone["tags"], clone["system_tags"]) == (["kept"], [])
    assert clone["script"]["diff"] == "x"


def test_deleting_a_task_leaves_its_children_and_its_published_model(server: Server) -> None:
    task = server.create()
    child = server.create(parent=task)
    kept = server.call("models.create", name="kept", uri="file:///kept", task=task)["id"]
    lost = server.call("models.create", name="lost", uri="file:///lost", task=task)["id"]
    server.engine.store.models.update(kept, {"ready": True})
    server.engine.store.models.update(lost, {"ready": False})
    answer = server.call("tasks.delete", task=task, force=True)
    assert answer["updated_children"] == 1
    assert (answer["deleted_models"], answer["updated_models"]) == (1, 1)
    assert "parent" not in server.task(child)
    with pytest.raises(ServerError):
        server.task(task)


def model_with_events(server: Server, **fields: Any) -> str:
    given = {"name": "net", "uri": "file:///net", "ready": False, **fields}
    model = server.call("models.create", **given)["id"]
    event = {"type": "training_stats_scalar", "metric": "m", "variant": "v", "value": 1.0}
    batch: list[Json] = [
        {**event, "task": model, "iter": iteration, "model_event": True} for iteration in range(3)
    ]
    server.engine.call("events.add_batch", {}, WHO, batch=batch)
    assert server.engine.store.events.scalars.series(model)
    return model


def test_a_model_that_goes_with_its_task_takes_its_events_along(server: Server) -> None:
    task = server.create()
    model = model_with_events(server, task=task)
    server.call("tasks.delete", task=task)
    assert server.engine.store.models.get(model) is None
    assert not server.engine.store.events.scalars.series(model)


def test_what_goes_with_a_project_leaves_nothing_behind(server: Server) -> None:
    project = server.call("projects.create", name="Project")["id"]
    task = server.create(project=project)
    child = server.create(parent=task)
    model = model_with_events(server, project=project)
    outside = model_with_events(server, task=task, name="kept elsewhere")
    server.engine.store.models.update(outside, {}, unset=("project",))
    answer = server.call("projects.delete", project=project, force=True, delete_contents=True)
    assert (answer["deleted_tasks"], answer["deleted_models"]) == (1, 1)
    assert not server.engine.store.events.scalars.series(model)
    assert "parent" not in server.task(child)
    assert (server.engine.store.models.get(outside) or {})["task"] == "__DELETED__"


def test_dequeuing_gives_back_the_status_from_before(server: Server) -> None:
    task = server.create()
    server.call("tasks.started", task=task)
    server.call("tasks.stopped", task=task)
    server.call("tasks.enqueue", task=task, queue_name="a queue")
    server.call("tasks.dequeue", task=task)
    assert server.task(task)["status"] == "stopped"


def test_enqueuing_many_moves_those_that_wait_elsewhere(server: Server) -> None:
    task = server.create()
    server.call("tasks.enqueue", task=task, queue_name="one")
    other = server.call("queues.create", name="other")["id"]
    server.call("tasks.enqueue_many", ids=[task], queue=other)
    waiting = {
        queue["name"]: len(queue["entries"]) for queue in server.call("queues.get_all")["queues"]
    }
    assert waiting == {"one": 0, "other": 1}


def test_without_a_queue_the_default_one_is_used(server: Server) -> None:
    task = server.create()
    with pytest.raises(ServerError) as refused:
        server.call("tasks.enqueue", task=task)
    assert refused.value.subcode == 707
    queue = server.call("queues.create", name="main", system_tags=["default"])["id"]
    assert server.call("tasks.enqueue", task=task)["fields"]["execution.queue"] == queue


def test_hyperparameters_are_replaced_as_asked(server: Server) -> None:
    def item(section: str, name: str) -> dict[str, str]:
        return {"section": section, "name": name, "value": "1"}

    task = server.create()

    def names() -> dict[str, list[str]]:
        return {key: sorted(section) for key, section in server.task(task)["hyperparams"].items()}

    items = [item("A", "x"), item("A", "y"), item("B", "z")]
    server.call("tasks.edit_hyper_params", task=task, hyperparams=items)
    assert names() == {"A": ["x", "y"], "B": ["z"]}
    body = {"task": task, "hyperparams": [item("A", "new.name")]}
    server.call("tasks.edit_hyper_params", **body, replace_hyperparams="section")
    assert names() == {"A": ["new.name"], "B": ["z"]}
    server.call("tasks.edit_hyper_params", **body, replace_hyperparams="all")
    assert names() == {"A": ["new.name"]}
    server.call("tasks.delete_hyper_params", task=task, hyperparams=[{"section": "A"}])
    assert names() == {}


def test_properties_are_set_and_removed_in_any_status(server: Server) -> None:
    task = server.create()
    server.call("tasks.started", task=task)
    note = {"section": "Properties", "name": "note", "value": "good"}
    server.call("tasks.edit_hyper_params", task=task, hyperparams=[note])
    kept = server.task(task)["hyperparams"]["properties"]["note"]
    assert (kept["section"], kept["value"]) == ("properties", "good")
    server.call("tasks.completed", task=task)
    key = {"section": "properties", "name": "note"}
    server.call("tasks.delete_hyper_params", task=task, hyperparams=[key])
    assert server.task(task)["hyperparams"] == {}


def test_a_number_that_is_none_does_not_spoil_later_queries(server: Server) -> None:
    task = server.create()
    server.call("tasks.edit", task=task, runtime={"a": math.nan, "b": [math.inf, 1]})
    assert server.task(task)["runtime"] == {"a": None, "b": [None, 1]}
    item = {"section": "Args", "name": "lr", "value": "1"}
    server.call("tasks.edit_hyper_params", task=task, hyperparams=[item])
    query = {"hyperparams.Args.lr.value": ["1"], "only_fields": ["id"]}
    assert server.call("tasks.get_all", **query)["tasks"] == [{"id": task}]


def test_one_bad_id_does_not_spoil_a_batch(server: Server) -> None:
    task = server.create()
    answer = server.call("tasks.archive_many", ids=["nope", task])
    assert [one["id"] for one in answer["succeeded"]] == [task]
    assert answer["failed"][0]["error"]["codes"] == [400, 101]
    assert server.task(task)["system_tags"] == ["archived"]
    server.call("tasks.unarchive_many", ids=[task])
    assert server.task(task)["system_tags"] == []


def test_waiting_tasks_show_in_the_metrics_of_their_queue(server: Server) -> None:
    queue = server.call("queues.create", name="a queue")["id"]
    begin = server.now.timestamp()
    server.call("tasks.enqueue", task=server.create(), queue=queue)
    server.now += timedelta(minutes=2)
    server.call("tasks.enqueue", task=server.create(), queue=queue)
    span = {"from_date": begin - 60, "to_date": begin + 300, "interval": 60}
    series = server.call("queues.get_queue_metrics", queue_ids=[queue], **span)["queues"][0]
    assert series["queue_lengths"] == [1, 2]
    assert series["avg_waiting_times"] == [0, 60]
    assert series["dates"] == [begin * 1000, (begin + 120) * 1000]


MALFORMED: list[dict[str, Any]] = [
    {"name": {"a": 1}},
    {"tags": ["right", {"a": 1}]},
    {"tags": [None]},
    {"system_tags": "abc"},
    {"models": {"input": "x", "output": []}},
    {"models": {"input": ["x"]}},
    {"hyperparams": ["x"]},
    {"hyperparams": {"Args": "x"}},
    {"hyperparams": {"Args": {"lr": "0.1"}}},
    {"configuration": {"net": "x"}},
    {"execution": "x"},
    {"execution": {"artifacts": {"key": "x"}}},
    {"script": ["x"]},
    {"script": {"requirements": "torch"}},
    {"container": "image"},
    {"runtime": [1]},
    {"project": 5},
    {"report_assets": [1]},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
def test_what_no_task_has_in_a_field_is_not_written_there(
    server: Server, fields: dict[str, Any]
) -> None:
    task = server.create()
    before = server.task(task)
    with pytest.raises(ServerError, match="value is wrong, expected type") as refused:
        server.call("tasks.edit", task=task, **fields)
    assert (refused.value.status, refused.value.subcode) == (400, 12)
    with pytest.raises(ServerError):
        server.create(**fields)
    copied = {f"new_task_{name}": value for name, value in fields.items()}
    if fields.keys() & {"name", "tags", "system_tags", "hyperparams", "container", "project"}:
        with pytest.raises(ServerError):
            server.call("tasks.clone", task=task, **copied)
    if fields.keys() & {"name", "tags", "system_tags", "project"}:
        batch = {"batch": [{"task": task, **fields}]}
        with pytest.raises(ServerError):
            server.engine.call("tasks.update_batch", {}, WHO, **batch)
    assert server.task(task) == before


def test_nulls_and_empty_fields_are_written(server: Server) -> None:
    fields = {"tags": [], "hyperparams": {"Args": {}}, "models": {"input": None}, "comment": None}
    task = server.create(**fields)
    server.call("tasks.edit", task=task, **fields)
    assert server.call("projects.get_hyper_parameters")["parameters"] == []
