from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mltui.api.types.json import Json, JsonObject
from mltui.server.statistics.machine import worker_values
from mltui.server.times import iso, milliseconds
from tests.contract.recordings import transcripts
from tests.contract.server_recordings import RecordedServer

RECORDED_AT = datetime(2026, 11, 23, 21, 58, 20, tzinfo=UTC)
BOX = "gpu-box-01:gpu0,1,2,3,4,5,6,7"
STATION = "workstation-7:gpu0"
A100, DEFAULT, SMALL = (
    "f3aef861932644c3b2315664d8bc5ace",
    "5a0da95e664b48b0ae097a9caa214cbf",
    "3a1fd5aab8714285896741f16b9422b7",
)
LIVE = "8d891f4367bf4fb380565e335a963d45"
ENDPOINTS = (
    ("sentiment", "distilbert-sst2", "http://127.0.0.1:8090/serve/sentiment"),
    ("detector", "yolo-v9", "http://127.0.0.1:8090/serve/detector/2"),
)


def machine_stats(gpus: int) -> JsonObject:
    return {
        "cpu_usage": [31.5],
        "cpu_temperature": [51.5],
        "gpu_usage": [70.0] * gpus,
        "gpu_memory_used": [40000.0] * gpus,
        "gpu_memory_free": [40000.0] * gpus,
        "gpu_temperature": [64.0] * gpus,
        "memory_used": 180000.0,
        "memory_free": 330000.0,
        "network_tx": 3.1,
        "network_rx": 10.5,
        "disk_free_home": 44.0,
        "disk_read": 1.5,
        "disk_write": 2.5,
    }


@pytest.fixture
def server() -> RecordedServer:
    """The recorded server's machines and endpoints, two minutes after it was started."""
    server = RecordedServer(now=RECORDED_AT - timedelta(seconds=116))
    queued: JsonObject = {"task": "c993df4a4c9642ccb2aea9ad94a3038c", "added": iso(server.now)}
    entries: list[Json] = [queued, queued]
    server.store.queues.update(A100, {"entries": entries})
    for queue in (DEFAULT, SMALL):
        server.store.queues.update(queue, {"entries": []})
    for worker in (STATION, BOX):
        register(server, worker)
    server.call(
        "serving.register_container",
        {"container_id": "loading-01", "endpoint_name": "llm", "model_name": "big-llm"},
    )
    # Until ten minutes after the recordings: one of them asks for later times.
    for second in range(-600, 600, 10):
        time = milliseconds(RECORDED_AT + timedelta(seconds=second))
        for worker, gpus in ((BOX, 8), (STATION, 1)):
            values = worker_values(machine_stats(gpus))
            server.store.worker_samples.append(worker, time, values, now_ms=time)
    for second in range(-110, 0, 10):
        server.now = RECORDED_AT + timedelta(seconds=second)
        for name, model, url in ENDPOINTS:
            for number in (1, 2):
                report(server, f"{name}-0{number}-c0ffee", name, model, url, second)
    server.now = RECORDED_AT
    for worker in (BOX, STATION):
        server.store.workers.update(worker, {"last_report_time": iso(server.now)})
        server.store.workers.update(
            worker, {"last_activity_time": iso(server.now - timedelta(seconds=2))}
        )
    return server


def report(
    server: RecordedServer, container: str, name: str, model: str, url: str, second: int
) -> None:
    server.call(
        "serving.container_status_report",
        {
            "container_id": container,
            "endpoint_name": name,
            "endpoint_url": url,
            "model_name": model,
            "model_source": "clearml registry",
            "model_version": "1",
            "preprocess_artifact": "preprocess.py",
            "input_type": "float32",
            "input_size": "[1, 3, 224, 224]",
            "reference": [{"type": "url", "value": "http://127.0.0.1/doc"}],
            "uptime_sec": 110 + second,
            "requests_num": 2 * (110 + second),
            "requests_min": 71.84,
            "latency_ms": 33,
            "machine_stats": machine_stats(1),
        },
    )


def register(server: RecordedServer, worker: str) -> None:
    queues = {BOX: [A100, DEFAULT], STATION: [SMALL]}[worker]
    server.call("workers.register", {"worker": worker, "queues": queues, "tags": ["rack-1"]})


def register_tmp(server: RecordedServer) -> None:
    server.call("workers.register", {"worker": "tmp:0", "timeout": 60, "queues": [DEFAULT]})


def report_of_tmp(server: RecordedServer) -> None:
    body = {"machine_stats": {"cpu_usage": [12.5]}, "timestamp": milliseconds(RECORDED_AT)}
    server.call("workers.status_report", {"worker": "tmp:0", **body})


def idle_tmp(server: RecordedServer) -> None:
    register_tmp(server)
    # The order of workers means nothing; this is the one recorded.
    register(server, BOX)
    server.call("workers.status_report", {"worker": "tmp:auto", "timestamp": 1795471099000})


def running_live(server: RecordedServer) -> None:
    for worker in ("tmp:0", "tmp:auto"):
        server.call("workers.unregister", {"worker": worker})
    server.put(LIVE, started=iso(server.now - timedelta(seconds=123)), last_iteration=122)
    server.call(
        "workers.status_report",
        {
            "worker": BOX,
            "timestamp": milliseconds(server.now),
            "task": LIVE,
            "queue": A100,
            "queues": [A100, DEFAULT],
        },
    )


ARRANGE = {
    "workers.get_all": {
        "tags": lambda server: register(server, STATION),
        "with idle tmp worker": idle_tmp,
        "2 workers, one running the live task": running_live,
    },
    "workers.get_stats": {"interval 10 s over 10 min: real step": report_of_tmp},
    "workers.unregister": {"ok": register_tmp, "auto": idle_tmp},
    "serving.get_endpoint_details": {
        "tmp": lambda server: server.call(
            "serving.container_status_report",
            {
                "container_id": "tmpc",
                "endpoint_name": "tmp",
                "endpoint_url": "http://127.0.0.1/tmp",
                "model_name": "m",
                "uptime_sec": 5,
                "requests_num": 3,
                "requests_min": 1.5,
                "latency_ms": 12,
                "machine_stats": {"cpu_usage": [1, 2]},
            },
        ),
    },
}
EXCEPT = {
    "no instance charts": "the recorded server fails here (500), which is of use to nobody",
}


@pytest.mark.parametrize("name", [*transcripts("workers"), *transcripts("serving")])
def test_recorded_requests_about_machines_get_answers_of_the_recorded_shape(
    name: str, server: RecordedServer
) -> None:
    server.replay(
        name,
        arrange=ARRANGE.get(name),
        except_for=EXCEPT,
        is_data=lambda path: path.endswith(".data.instances"),
    )
