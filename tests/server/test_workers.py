from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mltui.server.errors import ServerError
from mltui.server.queue_samples import touch_all
from mltui.server.times import milliseconds
from tests.server.fleet_engine import TurnedEngine


def workers(engine: TurnedEngine, **body: Any) -> list[Any]:
    found: Any = engine.call("workers.get_all", **body)["workers"]
    return list(found)


def test_a_silent_worker_is_gone_after_its_time_out() -> None:
    engine = TurnedEngine()
    engine.call("workers.register", worker="box:gpu0", timeout=60)
    engine.later(seconds=59)
    assert engine.call("workers.get_count") == {"count": 1}
    engine.later(seconds=2)
    assert workers(engine) == []


def test_a_time_out_without_end_does_not_spoil_the_list() -> None:
    engine = TurnedEngine()
    engine.call("workers.register", worker="box:gpu0", timeout=10**400)
    engine.later(seconds=700)
    assert [worker["id"] for worker in workers(engine)] == ["box:gpu0"]


def test_a_time_out_without_end_into_the_past_does_not_spoil_the_list_either() -> None:
    engine = TurnedEngine()
    engine.call("workers.register", worker="box:gpu0", timeout=-(10**400))
    engine.call("workers.register", worker="box:gpu1")
    for last_seen in (0, 10**400, 60):
        found = engine.call("workers.get_all", last_seen=last_seen)["workers"]
        assert [worker["id"] for worker in found] == ["box:gpu1"]
    assert engine.call("workers.get_all", last_seen=-(10**400)) == {"workers": []}


@pytest.mark.parametrize("time", [10**30, -(10**30), 10**18])
def test_a_report_of_a_far_time_keeps_a_worker_alive_too(time: int) -> None:
    engine = TurnedEngine()
    stats = {"cpu_usage": [50.0]}
    engine.call("workers.status_report", worker="box", timestamp=time, machine_stats=stats)
    assert [worker["id"] for worker in workers(engine)] == ["box"]


def test_a_report_keeps_a_worker_alive() -> None:
    engine = TurnedEngine()
    engine.call("workers.register", worker="box:gpu0", timeout=60)
    for _ in range(5):
        engine.later(seconds=50)
        engine.report("box:gpu0")
    assert [worker["id"] for worker in workers(engine)] == ["box:gpu0"]


def test_of_workers_that_are_gone_for_long_nothing_is_kept() -> None:
    engine = TurnedEngine()
    engine.report("old", machine_stats={"cpu_usage": [5.0]})
    engine.later(days=63)
    engine.report("new", machine_stats={"cpu_usage": [5.0]})
    assert [one["id"] for one in engine.store.workers.find()] == ["new"]
    assert [source.name for source in engine.store.worker_samples.sources()] == ["new"]


def test_the_lengths_of_a_deleted_queue_are_forgotten_in_the_end() -> None:
    engine = TurnedEngine()
    queue = engine.made("queues.create", name="a queue")
    engine.report("box")
    touch_all(engine.store, engine.now)
    engine.call("queues.delete", queue=queue)

    def kept() -> int:
        count = "SELECT count(*) FROM queue_samples WHERE queue = ?"
        return int(engine.store.connection.execute(count, (queue,)).fetchone()[0])

    engine.later(days=39)
    engine.report("box")
    assert kept()
    engine.later(days=2)
    engine.report("box")
    assert not kept()


def test_a_worker_whose_clock_is_wrong_costs_the_others_nothing() -> None:
    engine = TurnedEngine()
    engine.report("right", machine_stats={"cpu_usage": [5.0]})
    engine.later(days=1)
    ahead = milliseconds(engine.now) + 365 * 86_400_000
    engine.call(
        "workers.status_report",
        worker="ahead",
        timestamp=ahead,
        machine_stats={"cpu_usage": [5.0]},
    )
    names = [source.name for source in engine.store.worker_samples.sources()]
    assert names == ["ahead", "right"]


def test_workers_are_known_after_a_restart(tmp_path: Path) -> None:
    engine = TurnedEngine(tmp_path / "server.db")
    engine.call("workers.register", worker="box:gpu0", tags=["rack-1"])
    engine.report("box:gpu0", machine_stats={"gpu_usage": [40.0]})
    engine.store.close()
    again = TurnedEngine(tmp_path / "server.db")
    again.later(seconds=30)
    assert workers(again)[0]["tags"] == ["rack-1"]
    stats: Any = again.call(
        "workers.get_stats",
        from_date=(again.now.timestamp() - 60),
        to_date=again.now.timestamp() + 60,
        interval=40,
        items=[{"key": "gpu_usage"}],
    )
    assert 40.0 in stats["workers"][0]["metrics"][0]["stats"][0]["values"]


def test_a_worker_shows_what_it_runs_and_for_how_long_in_milliseconds() -> None:
    engine = TurnedEngine()
    project = engine.made("projects.create", name="Vision", description="")
    task = engine.made("tasks.create", name="training", type="training", project=project)
    queue = engine.made("queues.create", name="gpus")
    engine.call("tasks.started", task=task)
    engine.later(seconds=90)
    engine.report("box:gpu0", task=task, queue=queue, queues=[queue])
    (worker,) = workers(engine)
    assert worker["task"] == {
        "id": task,
        "name": "training",
        "running_time": 90_000,
        "last_iteration": 0,
    }
    assert worker["project"]["name"] == "Vision"
    assert worker["queue"]["name"] == "gpus"
    document = engine.store.tasks.get(task) or {}
    assert document["last_worker"] == "box:gpu0"
    # It is at work for as long as its worker says so, though the training itself be silent.
    assert document["active_duration"] == 90
    engine.report("box:gpu0")
    assert "task" not in workers(engine)[0]


def test_the_activity_report_counts_workers_with_a_task() -> None:
    engine = TurnedEngine()
    task = engine.made("tasks.create", name="training", type="training")
    for _ in range(6):
        engine.report("one:gpu0", task=task)
        engine.report("two:gpu0")
        engine.later(seconds=10)
    end = engine.now.timestamp()
    activity: Any = engine.call(
        "workers.get_activity_report", from_date=end - 60, to_date=end, interval=60
    )
    assert activity["total"]["counts"] == [2]
    assert activity["active"]["counts"] == [1]


def test_a_report_of_an_unknown_task_changes_nothing() -> None:
    engine = TurnedEngine()
    with pytest.raises(ServerError, match="Invalid task id"):
        engine.report("box:gpu0", task="nope", machine_stats={"cpu_usage": [1.0]})
    assert workers(engine) == []
    assert engine.store.worker_samples.sources() == []


def test_leaving_without_having_come_is_told() -> None:
    with pytest.raises(ServerError, match="not registered"):
        TurnedEngine().call("workers.unregister", worker="box")
