from __future__ import annotations

from typing import Any

import pytest

from mltui.api.types.json import Json
from mltui.server.errors import ServerError
from tests.server.fleet_engine import TurnedEngine

URL = "http://127.0.0.1:8090/serve/sentiment"


def report(engine: TurnedEngine, container: str, **body: Json) -> None:
    engine.call(
        "serving.container_status_report",
        container_id=container,
        endpoint_name="sentiment",
        endpoint_url=URL,
        model_name="bert",
        **body,
    )


def history(engine: TurnedEngine, metric: str, **body: Json) -> Any:
    end = engine.now.timestamp()
    return engine.call(
        "serving.get_endpoint_metrics_history",
        endpoint_url=URL,
        from_date=end - 120,
        to_date=end,
        interval=40,
        metric_type=metric,
        **body,
    )


@pytest.fixture
def engine() -> TurnedEngine:
    engine = TurnedEngine()
    for count in range(12):
        report(engine, "a", requests_num=count, requests_min=60, latency_ms=20, uptime_sec=count)
        report(engine, "b", requests_num=count, requests_min=30, latency_ms=40, uptime_sec=count)
        engine.later(seconds=10)
    return engine


def test_rates_add_up_and_latencies_are_averaged_over_containers(engine: TurnedEngine) -> None:
    assert history(engine, "requests_min")["total"]["values"] == [90, 90, 90]
    assert history(engine, "latency_ms")["total"]["values"] == [30, 30, 30]
    assert history(engine, "requests")["total"]["values"] == [6, 14, 22]


def test_the_containers_charts_can_be_left_out(engine: TurnedEngine) -> None:
    assert set(history(engine, "latency_ms")["instances"]) == {"a", "b"}
    assert "instances" not in history(engine, "latency_ms", instance_charts=False)


def test_an_endpoint_is_gone_when_its_containers_are_silent(engine: TurnedEngine) -> None:
    endpoints: Any = engine.call("serving.get_endpoints")["endpoints"]
    assert [(one["instances"], one["requests"]) for one in endpoints] == [(2, 22)]
    engine.later(seconds=700)
    assert engine.call("serving.get_endpoints") == {"endpoints": []}
    with pytest.raises(ServerError, match="No container instances"):
        engine.call("serving.get_endpoint_details", endpoint_url=URL)


@pytest.mark.parametrize("timeout", [10**13, 10**400, -(10**13)])
def test_no_time_out_of_one_container_hides_the_others(engine: TurnedEngine, timeout: int) -> None:
    engine.call(
        "serving.register_container",
        container_id="strange",
        endpoint_name="sentiment",
        model_name="bert",
        timeout=timeout,
    )
    report(engine, "also strange", requests_num=1e308, latency_ms=1.7e308)
    report(engine, "too", requests_num=1e308, latency_ms=1.7e308)
    endpoints: Any = engine.call("serving.get_endpoints")["endpoints"]
    assert [(one["instances"], one["requests"]) for one in endpoints] == [(4, 22)]
    assert len(engine.call("serving.get_loading_instances")["instances"]) == (timeout > 0)


def test_of_containers_that_are_gone_for_long_nothing_is_kept(engine: TurnedEngine) -> None:
    engine.later(days=20)
    report(engine, "c")
    assert [one["id"] for one in engine.store.containers.find()] == ["c"]
    assert [source.name for source in engine.store.endpoint_samples.sources()] == ["a", "b", "c"]
    engine.later(days=63)
    report(engine, "d")
    assert [source.name for source in engine.store.endpoint_samples.sources()] == ["d"]


def test_a_registered_container_loads_until_its_first_report() -> None:
    engine = TurnedEngine()
    body: dict[str, Json] = {
        "container_id": "a",
        "endpoint_name": "sentiment",
        "endpoint_url": URL,
        "model_name": "bert",
    }
    engine.call("serving.register_container", **body)
    engine.later(seconds=5)
    loading: Any = engine.call("serving.get_loading_instances")["instances"]
    assert [one["age_sec"] for one in loading] == [5]
    report(engine, "a", uptime_sec=1)
    assert engine.call("serving.get_loading_instances") == {"instances": []}


def test_an_unknown_metric_is_refused(engine: TurnedEngine) -> None:
    with pytest.raises(ServerError, match="metric_type"):
        history(engine, "happiness")
