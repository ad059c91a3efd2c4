from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mltui.server.engine import Engine
from mltui.server.identity import COMPANY_ID, Identity
from mltui.server.lab.scale import LARGE_TASK, Scale, Sizes
from mltui.server.store import Store

OPENED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
OWNER = Identity(user="owner", role="admin", user_name="owner")
SMALL = Sizes(
    projects=120,
    tasks=1_000,
    queues=5,
    workers=6,
    endpoints=3,
    models=40,
    reports=4,
    log_lines=500,
    points=30_000,
    curves=3,
)


class Cluster:
    def __init__(self, sizes: Sizes = SMALL) -> None:
        self.now = OPENED
        store = Store(":memory:")
        store.companies.insert({"id": COMPANY_ID, "name": "clearml"})
        store.users.insert({"id": OWNER.user, "name": OWNER.user_name, "company": COMPANY_ID})
        self.engine = Engine(store, clock=lambda: self.now)
        self.scale = Scale(self.engine, OWNER, sizes)
        self.said: list[str] = []
        self.scale.furnish(self.said.append)

    def call(self, endpoint: str, **body):
        return self.engine.call(endpoint, body, OWNER)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster()


def test_there_is_as_much_of_everything_as_was_asked_for(cluster):
    counts = cluster.call("organization.get_entities_count", tasks={})
    assert counts["tasks"] == 1_000
    assert len(cluster.call("workers.get_all")["workers"]) == 6
    assert len(cluster.call("serving.get_endpoints")["endpoints"]) == 3
    assert len(cluster.call("queues.get_all")["queues"]) == 5
    assert cluster.engine.store.projects.count() >= 120
    assert len(cluster.call("models.get_all")["models"]) == 40
    assert len(cluster.call("reports.get_all_ex")["tasks"]) == 4


def test_the_long_run_has_its_curves_and_its_console(cluster):
    curves = cluster.call("events.scalar_metrics_iter_histogram", task=LARGE_TASK, samples=100)
    assert sum(len(variants) for variants in curves.values()) == 3
    assert all(
        80 <= len(curve["x"]) <= 101 for variants in curves.values() for curve in variants.values()
    )
    log = cluster.call("events.get_task_log", task=LARGE_TASK, batch_size=10)
    assert log["events"][0]["msg"].endswith("lr 0.001")
    assert "step      499" in log["events"][0]["msg"]


def test_every_gpu_of_every_worker_reports(cluster):
    stats = cluster.call(
        "workers.get_stats",
        from_date=(OPENED - timedelta(minutes=5)).timestamp(),
        to_date=(OPENED + timedelta(minutes=5)).timestamp(),
        interval=60,
        items=[{"key": "gpu_usage"}, {"key": "gpu_memory_used"}],
        split_by_resource=True,
    )
    assert len(stats["workers"]) == 6
    for worker in stats["workers"]:
        memory = next(m for m in worker["metrics"] if m["metric"] == "gpu_memory_used")
        assert len(memory["stats"][0]["resource_series"]) == 8


def test_workers_stay_alive_because_they_go_on_reporting():
    cluster = Cluster()
    for _ in range(40):
        cluster.now += timedelta(seconds=120)
        cluster.scale.step(120)
    seen = cluster.call("workers.get_all", last_seen=300)
    assert len(seen["workers"]) == 6


def test_busy_workers_have_a_task_and_waiting_tasks_a_queue(cluster):
    assert any(worker.get("task") for worker in cluster.call("workers.get_all")["workers"])
    queues = cluster.call("queues.get_all_ex")["queues"]
    waiting = [entry["task"]["id"] for queue in queues for entry in queue["entries"]]
    queued = cluster.call("tasks.get_all", status=["queued"], only_fields=["id"])["tasks"]
    assert sorted(waiting) == sorted(task["id"] for task in queued)
    assert waiting


def test_a_furnished_store_is_not_furnished_again(cluster):
    said: list[str] = []
    Scale(cluster.engine, OWNER, SMALL).furnish(said.append)
    assert len(said) == 1
    assert cluster.engine.store.tasks.count() == 1_000 + SMALL.reports


@pytest.mark.parametrize("begins", ["Writing 500", "Writing 3"])
def test_a_store_that_was_half_filled_is_filled_up(cluster, begins):
    def interrupted(sentence: str) -> None:
        if sentence.startswith(begins):
            raise KeyboardInterrupt

    half = Store(":memory:")
    engine = Engine(half, clock=lambda: OPENED)
    with pytest.raises(KeyboardInterrupt):
        Scale(engine, OWNER, SMALL).furnish(interrupted)
    assert half.tasks.count() > 0
    Scale(engine, OWNER, SMALL).furnish(lambda _: None)
    for name in ("tasks", "projects", "queues", "models"):
        assert getattr(cluster.engine.store, name).find({}) == getattr(half, name).find({})


def test_what_a_person_deleted_is_not_made_again():
    cluster = Cluster()
    cluster.call("tasks.delete", task=LARGE_TASK, force=True)
    said: list[str] = []
    Scale(cluster.engine, OWNER, SMALL).furnish(said.append)
    assert len(said) == 1
    assert cluster.engine.store.tasks.get(LARGE_TASK) is None


def test_workers_go_on_reporting_whatever_a_person_deletes():
    cluster = Cluster()
    busy = [worker for worker in cluster.call("workers.get_all")["workers"] if worker.get("task")]
    cluster.call("tasks.delete", task=busy[0]["task"]["id"], force=True)
    for queue in cluster.call("queues.get_all")["queues"]:
        cluster.call("queues.delete", queue=queue["id"], force=True)
    for scale in (cluster.scale, Scale(cluster.engine, OWNER, SMALL)):
        scale.furnish(lambda _: None)
        cluster.now += timedelta(seconds=120)
        scale.step(120)
        seen = cluster.call("workers.get_all", last_seen=60)["workers"]
        assert len(seen) == 6
        assert sum(1 for worker in seen if worker.get("task")) == len(busy) - 1


def test_two_of_the_same_sizes_hold_the_same(cluster):
    other = Cluster()
    for name in ("tasks", "projects", "queues"):
        ours, theirs = getattr(cluster.engine.store, name), getattr(other.engine.store, name)
        assert ours.find({}) == theirs.find({})
