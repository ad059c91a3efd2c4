"""The lab's living agents and containers report over HTTP, with what the real ones send."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import httpx
import pytest

from mltui.server.lab import world as lab_world
from mltui.server.lab.documents import stamp
from mltui.server.lab.history import LOST_WORKER
from mltui.server.lab.lab import Lab, create_lab
from mltui.server.lab.machines import AGENTS
from mltui.server.lab.reporter import Reporter
from mltui.server.lab.traffic import INSTANCES, LOADING
from mltui.server.lab.world import World

from .conftest import OPENED


class Heard:
    """Every request that came over HTTP, by who sent it, with the lab's time."""

    def __init__(self) -> None:
        self.worlds: list[World] = []
        self.requests: dict[str, list[tuple[float, httpx.Request]]] = defaultdict(list)

    def listen(self, request: httpx.Request) -> None:
        sent = (round(self.worlds[-1].now, 3), request)
        self.requests[request.headers["X-ClearML-Worker"]].append(sent)

    def of(self, sender: str, endpoint: str) -> list[tuple[float, dict]]:
        return [
            (moment, json.loads(request.content))
            for moment, request in self.requests[sender]
            if request.url.path == f"/v2.23/{endpoint}"
        ]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    heard = Heard()
    opened = lab_world.World.__post_init__

    def tapped(world: World) -> None:
        opened(world)
        heard.worlds.append(world)
        world.http.event_hooks = {"request": [heard.listen]}

    monkeypatch.setattr(lab_world.World, "__post_init__", tapped)
    return heard


@pytest.fixture
def lab(heard: Heard) -> Lab:
    """A lab of which everything is heard, from its opening on."""
    return create_lab(7, OPENED)


def test_agents_report_their_machines_every_ten_seconds(lab: Lab, heard: Heard):
    lab.step(OPENED + timedelta(seconds=65))
    for agent in AGENTS:
        reports = heard.of(agent.worker, "workers.status_report")
        if agent.worker == LOST_WORKER:
            assert not reports
            continue
        moments = [OPENED.timestamp(), *(moment for moment, _ in reports), lab.world.now]
        # Sooner where a run began or ended, and at the first round of what they do.
        assert max(b - a for a, b in pairwise(moments)) <= 14.0
        steady = [b - a for a, b in pairwise(moments[1:-1])]
        assert steady.count(10.0) >= 4
        for moment, body in reports:
            assert body["timestamp"] == int(moment * 1000)
            stats = body["machine_stats"]
            assert {"cpu_usage", "memory_used", "network_rx", "disk_free_home"} <= set(stats)
            assert len(stats.get("gpu_usage", [])) == len(agent.gpus)
        document = lab.engine.store.workers.get(agent.worker)
        assert document is not None
        assert document.get("task") == reports[-1][1].get("task")


def test_containers_register_and_report_every_ten_seconds(lab: Lab, heard: Heard):
    lab.step(OPENED + timedelta(seconds=65))
    for instance in (*INSTANCES, LOADING):
        ((born, registered),) = heard.of(instance.container, "serving.register_container")
        assert born == pytest.approx(OPENED.timestamp() - instance.age_s, abs=0.01)
        assert registered["endpoint_name"] == instance.endpoint
        reports = heard.of(instance.container, "serving.container_status_report")
        if instance.loading:
            assert not reports
            continue
        # The last one before the opening, and those since.
        assert {round(b[0] - a[0], 2) for a, b in pairwise(reports)} == {10.0}
        assert len(reports) in (7, 8)
        assert all("machine_stats" in body and "latency_ms" in body for _, body in reports)


def test_who_reports_logs_in_once_and_then_sends_its_token(lab: Lab, heard: Heard):
    lab.step(OPENED + timedelta(seconds=25))
    for sender, sent in heard.requests.items():
        (_, login), *others = sent
        assert login.url.path == "/v2.23/auth.login", sender
        assert login.headers["Authorization"].startswith("Basic ")
        assert others
        assert {one.headers["Authorization"].split()[0] for _, one in others} == {"Bearer"}
        assert {one.method for _, one in others} == {"GET"}


def test_a_token_that_is_too_old_is_replaced(lab: Lab, heard: Heard):
    world, reporter = lab.world, Reporter("box9:0", "clearml-agent-2.0.1")
    for _ in range(2):
        world.now += 31 * 86_400.0
        body = {"worker": "box9:0", "timestamp": int(world.now * 1000)}
        reporter.report(world, "workers.status_report", body)
        worker = lab.engine.store.workers.get("box9:0")
        assert worker is not None
        assert worker["last_report_time"] == stamp(world.now)
    paths = [request.url.path.rpartition("/")[2] for _, request in heard.requests["box9:0"]]
    report = "workers.status_report"
    assert paths == ["auth.login", report, report, "auth.login", report]


def test_a_report_that_the_server_refuses_ends_nothing(lab: Lab):
    reporter = Reporter("box9:0", "clearml-agent-2.0.1")
    reporter.report(lab.world, "workers.status_report", {"worker": "box9:0"})
    assert lab.engine.store.workers.get("box9:0") is None
