from __future__ import annotations

import base64
import math
from datetime import UTC, datetime

import pytest

from mltui.api.types.json import Json, JsonObject
from mltui.server.app import create_app
from mltui.server.auth import create_keys, create_user
from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.events.intake import add_events
from mltui.server.events.last_metrics import key_of, merged
from mltui.server.events.scalars import Point
from mltui.server.identity import Identity
from mltui.server.store import Store
from tests.contract.asgi import request

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    store = Store()
    for task, status in (("t", "in_progress"), ("done", "published")):
        store.tasks.insert({"id": task, "name": task, "status": status, "last_iteration": 0})
    store.models.insert({"id": "m", "name": "net"})
    return store


def scalar(value: Json, iteration: int = 0, **more: Json) -> JsonObject:
    return {
        "type": "training_stats_scalar",
        "task": "t",
        "metric": "loss",
        "variant": "train",
        "iter": iteration,
        "value": value,
        "timestamp": 1000,
        **more,
    }


def take(store: Store, *events: Json) -> tuple[int, dict[str, int]]:
    return add_events(store, events, NOW, "box", "me")


def entry(store: Store, metric: str = "loss", variant: str = "train") -> JsonObject:
    document = store.tasks.get("t") or {}
    return document["last_metrics"][key_of(metric)][key_of(variant)]  # type: ignore[call-overload, index, return-value]


def test_a_task_tells_of_the_last_batch_alone_when_its_metrics_were_reported(store: Store) -> None:
    take(store, scalar(1.0), scalar(1.0, timestamp=3000), scalar(0.5, metric="accuracy"))
    take(store, scalar(40.0, metric=":monitor:machine", timestamp=9000))
    document = store.tasks.get("t") or {}
    told = {"training_stats_scalar": {"last_update": 9000}}
    machine = {"metric": ":monitor:machine", "event_stats_by_type": told}
    assert document["metric_stats"] == {key_of(":monitor:machine"): machine}


def test_scalars_change_the_task(store: Store) -> None:
    assert take(store, *(scalar(float(i), i) for i in range(5))) == (5, {})
    document = store.tasks.get("t") or {}
    assert document["last_iteration"] == 4
    assert document["last_update"] == document["last_change"] == "2026-11-23T22:00:00.000000+00:00"
    assert document["last_changed_by"] == "me"
    assert entry(store) == {
        "metric": "loss",
        "variant": "train",
        "value": 4.0,
        "min_value": 0.0,
        "min_value_iteration": 0,
        "max_value": 4.0,
        "max_value_iteration": 4,
        "first_value": 0.0,
        "first_value_iteration": 0,
        "count": 5,
        "mean_value": 2.0,
    }


def test_later_scalars_go_on_from_there(store: Store) -> None:
    take(store, scalar(5.0, 0), scalar(1.0, 1))
    take(store, scalar(3.0, 2))
    found = entry(store)
    assert (found["value"], found["min_value"], found["max_value"]) == (3.0, 1.0, 5.0)
    assert (found["first_value"], found["count"], found["mean_value"]) == (5.0, 3, 3.0)


def test_points_that_are_sent_again_count_once(store: Store) -> None:
    points = [scalar(float(i), i) for i in range(5)]
    take(store, *points)
    before = entry(store)
    take(store, *points)  # the answer was lost on its way
    assert entry(store) == before
    take(store, *points[3:], scalar(9.0, 5))
    assert (entry(store)["count"], entry(store)["value"]) == (6, 9.0)


def test_a_single_value_is_no_iteration_of_the_task(store: Store) -> None:
    take(store, scalar(0.9, -(2**31), metric="Summary", variant="best"))
    assert (store.tasks.get("t") or {})["last_iteration"] == 0
    assert entry(store, "Summary", "best")["min_value_iteration"] == -(2**31)


def test_the_name_of_the_x_axis_is_kept(store: Store) -> None:
    take(store, scalar(1.0, x_axis_label="epoch"))
    assert entry(store)["x_axis_label"] == "epoch"


def test_each_wrong_event_is_counted_by_what_is_wrong(store: Store) -> None:
    assert take(
        store,
        scalar(1.0),
        scalar(1.0, task="nope"),
        scalar(1.0, task="nope"),
        scalar(1.0, task="done"),
        {"type": "nope", "task": "t"},
        {"type": "log"},
        "text",
    ) == (
        1,
        {
            "Invalid task id nope": 2,
            "Invalid task id done": 1,
            "Invalid event type nope": 1,
            "Event must have a 'task' field": 1,
            "Event must be an object": 1,
        },
    )


def test_a_published_task_takes_events_that_say_so(store: Store) -> None:
    assert take(store, scalar(1.0, task="done", allow_locked=True)) == (1, {})


def test_models_have_events_too(store: Store) -> None:
    assert take(store, scalar(1.0, task="m", model_event=True)) == (1, {})
    assert (store.models.get("m") or {})["last_iteration"] == 0
    assert [series.metric for series in store.events.scalars.series("m")] == ["loss"]


@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400, "1.0", None, True])
def test_what_is_no_number_is_refused(store: Store, value: Json) -> None:
    with pytest.raises(ServerError) as caught, store.transaction():
        take(store, scalar(1.0), scalar(value))
    assert (caught.value.status, caught.value.subcode) == (500, 100)
    assert store.events.scalars.series("t") == []


def test_who_reports_is_known_from_the_request(store: Store) -> None:
    take(store, scalar(1.0), {"type": "log", "task": "t", "msg": "hello"})
    assert store.events.scalars.series("t")[0].worker == "box"
    (line,) = store.events.logs.page("t", None)
    assert (line.worker, line.message, line.timestamp) == ("box", "hello", line.received)


def test_enormous_numbers_are_taken(store: Store) -> None:
    assert take(store, scalar(1e300, 2**70), scalar(-1e300, -(2**70))) == (2, {})
    assert take(store, scalar(1.0, timestamp=math.inf))[0] == 1
    assert take(store, scalar(1.0, iteration=10**400))[0] == 1


@pytest.mark.parametrize("far", [10**18, -(10**18), 2**70, -(2**70), 1e300])
def test_events_of_a_far_time_can_be_read(far: float) -> None:
    engine = Engine(Store(), clock=lambda: NOW)
    who = Identity(user="me")
    task = str(engine.call("tasks.create", {"name": "a task", "type": "training"}, who)["id"])
    log: JsonObject = {"type": "log", "task": task, "msg": "hello", "timestamp": far}
    events: list[Json] = [scalar(1.0, task=task, timestamp=far), log]
    assert engine.call("events.add_batch", {}, who, batch=events)["added"] == 2
    # As a file holds it from before times were bounded.
    engine.store.connection.execute("UPDATE event_points SET timestamp = timestamp * 10000")
    for endpoint, more in (
        ("events.get_task_events", {}),
        ("events.get_task_log", {}),
        ("events.get_scalar_metric_data", {"metric": "loss"}),
        ("events.scalar_metrics_iter_histogram", {"key": "iso_time"}),
    ):
        assert engine.call(endpoint, {"task": task, **more}, who)


def test_a_plot_with_an_object_for_a_key_is_refused_alone(store: Store) -> None:
    plot: JsonObject = {**scalar(None), "type": "plot", "plot_str": "{}"}
    added, errors = take(store, {**plot, "key": {"a": 1}}, {**plot, "key": 10**30}, plot)
    assert (added, errors) == (2, {"Event key must be text": 1})
    assert len(store.events.documents.newest("t", "plot", 1)) == 2


def test_a_diverged_value_is_last_but_neither_least_nor_greatest() -> None:
    found = merged(None, "loss", "train", [Point(0, 0, 1.0), Point(1, 1, math.nan)])
    assert math.isnan(found["value"])  # type: ignore[arg-type]
    assert (found["min_value"], found["max_value"], found["mean_value"]) == (1.0, 1.0, 1.0)


def test_numbers_take_over_from_nothing_but_nan() -> None:
    before = merged(None, "loss", "train", [Point(0, 0, math.nan)])
    after = merged(before, "loss", "train", [Point(1, 1, 2.0)])
    assert (after["min_value"], after["max_value"]) == (2.0, 2.0)


def test_a_line_separator_inside_a_message_does_not_end_the_line(store: Store) -> None:
    owner = create_user(store, "me", NOW)
    keys = create_keys(store, owner)
    pair = f"{keys.access_key}:{keys.secret_key}".encode()
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair).decode(),
        "Content-Type": "application/json-lines",
    }
    body = '{"type": "log", "task": "t", "msg": "one\u2028two"}\n' * 2
    app = create_app(Engine(store))
    answer = request(app, "POST", "/events.add_batch", headers, body.encode())
    assert answer.body["data"]["added"] == 2
    assert [entry.message for entry in store.events.logs.page("t", None)] == ["one\u2028two"] * 2
