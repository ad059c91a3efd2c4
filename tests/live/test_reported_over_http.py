"""What agents and containers report to a served instance over HTTP is what the monitor reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.live.fleet import FleetQuestion
from mltui.live.history import SPANS, frame_for
from mltui.live.idleness import held_gpus, tally
from mltui.live.serving import (
    MEMORY,
    TOTAL,
    TRAFFIC,
    EndpointHistoryQuestion,
    Reference,
    ask_endpoint,
    ask_serving,
)
from mltui.live.worker_history import WorkerHistoryQuestion
from mltui.server.app import create_app
from mltui.server.auth import Keys, add_keys, create_user
from mltui.server.engine import Engine
from mltui.server.store import Store
from tests.support.reporters import Reporter, machine_stats
from tests.terminal.loopback import served

KEYS = Keys("AGENTSKEY", "agents-secret")
WORKER = "box9:gpu0,1"
URL = "http://127.0.0.1:8090/serve/sentiment"


class Place:
    """A served instance whose time the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
        store = Store()
        user = create_user(store, "Agents", self.now)
        add_keys(store, user, KEYS, label="agents")
        self.engine = Engine(store, clock=lambda: self.now)
        self.address = ""

    @property
    def seconds(self) -> float:
        return self.now.timestamp()

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def reporter(self, name: str) -> Reporter:
        return Reporter(self.address, (KEYS.access_key, KEYS.secret_key), name)

    def client(self) -> Client:
        return Client(Session(Connection(self.address, KEYS.access_key, KEYS.secret_key)))


@pytest.fixture
def place() -> Iterator[Place]:
    found = Place()
    with served(create_app(found.engine)) as address:
        found.address = address
        yield found


async def test_an_agents_reports_are_a_worker_on_the_wall_and_its_charts(place: Place):
    agent = place.reporter(WORKER)
    queue = agent.call("queues.create", name="gpu-a")["id"]
    task = agent.call("tasks.create", name="a run", type="training")["id"]
    agent.call("workers.register", worker=WORKER, timeout=600, queues=[queue], tags=["rack-1"])
    agent.call("tasks.started", task=task, status_reason="pulled", force=True)
    for _ in range(72):
        agent.call(
            "workers.status_report",
            worker=WORKER,
            timestamp=int(place.seconds * 1000),
            task=task,
            queue=queue,
            queues=[queue],
            machine_stats=machine_stats([92.0, 0.0]),
        )
        place.later(10)
    client = place.client()
    fleet = await FleetQuestion()(client, place.seconds)
    charts = await WorkerHistoryQuestion(WORKER, frame_for(SPANS[0], 60))(client, place.seconds)
    await client.close()
    agent.close()

    (worker,) = fleet.workers
    readings = fleet.reading(worker)
    assert (worker.id, worker.task_name, worker.queue) == (WORKER, "a run", "gpu-a")
    assert (worker.task_user, worker.tags) == ("Agents", ("rack-1",))
    assert readings.gpus["gpu_usage"] == (92.0, 0.0)
    # The second GPU did nothing for twelve minutes.
    assert list(held_gpus(worker, readings, place.seconds)) == [1]
    counted = tally([(worker, readings)], place.seconds)
    assert (counted.gpus, counted.busy, counted.held, counted.lost) == (2, 1, 1, 0)
    assert [track.name for track in charts.lines["gpu_usage"]] == ["0", "1"]
    assert charts.lines["disk_free_temp"][0].last == 80.0
    place.later(200)
    assert worker.lost(place.seconds)


async def test_containers_reports_are_an_endpoint_with_its_charts(place: Place):
    about = {"endpoint_name": "sentiment", "model_name": "bert", "input_size": "[1, 256]"}
    task = {"type": "task", "value": "0" * 32}
    containers = [place.reporter(name) for name in ("sentiment-01-aa", "sentiment-02-bb")]
    for container in containers:
        container.call(
            "serving.register_container", container_id=container.name, **about, reference=[task]
        )
    client = place.client()
    loading = await ask_serving(client)
    assert ([item.endpoint for item in loading.loading], loading.endpoints) == (
        ["sentiment", "sentiment"],
        (),
    )
    for minute in range(10):
        for container in containers:
            container.call(
                "serving.container_status_report",
                container_id=container.name,
                **about,
                endpoint_url=URL,
                reference=[task],
                uptime_sec=minute * 60,
                requests_num=minute * 40,
                requests_min=40.0,
                latency_ms=21,
                machine_stats=machine_stats([50.0]),
            )
        place.later(60)
    serving = await ask_serving(client)
    details = await ask_endpoint(client, URL)
    frame = frame_for(SPANS[0], 60)
    traffic = await EndpointHistoryQuestion(URL, frame, TRAFFIC)(client, place.seconds)
    memory = await EndpointHistoryQuestion(URL, frame, MEMORY)(client, place.seconds)
    await client.close()
    for container in containers:
        container.close()

    (endpoint,) = serving.endpoints
    assert (endpoint.name, endpoint.instances, serving.loading) == ("sentiment", 2, ())
    assert details.instances[0].references == (Reference("task", "0" * 32),)
    rates = {track.name: track.last for track in traffic.lines["requests_min"]}
    assert rates == {TOTAL: 80.0, "sentiment-01-aa": 40.0, "sentiment-02-bb": 40.0}
    # Nothing is drawn for the time before they came up.
    assert len(traffic.lines["latency_ms"][0].xs) == 10
    assert {track.name: round(track.last or 0) for track in memory.lines["ram_used"]}[TOTAL] == 41
