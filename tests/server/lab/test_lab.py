from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

import pytest

from mltui.server.lab.lab import create_lab
from mltui.server.lab.machines import AGENTS, MACHINES
from mltui.server.lab.traffic import INSTANCES

from .conftest import OPENED


def _everything(lab) -> list[tuple]:
    connection = lab.engine.store.connection
    tables = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not row[0].startswith("sqlite_")
    ]
    return [
        (table, *row)
        for table in sorted(tables)
        for row in connection.execute(f"SELECT * FROM {table}")
    ]


def test_two_labs_of_one_seed_stepped_alike_hold_the_same():
    labs = [create_lab(5, OPENED) for _ in range(2)]
    for seconds in (3, 40, 41, 200):
        for lab in labs:
            lab.step(OPENED + timedelta(seconds=seconds))
    assert _everything(labs[0]) == _everything(labs[1])


def test_how_often_a_lab_is_stepped_makes_no_difference():
    labs = [create_lab(5, OPENED) for _ in range(2)]
    labs[0].step(OPENED + timedelta(seconds=150))
    for seconds in range(151):
        labs[1].step(OPENED + timedelta(seconds=seconds))
    assert _everything(labs[0]) == _everything(labs[1])


def test_a_copy_of_a_lab_goes_on_as_the_first_would_and_leaves_it_alone():
    first = create_lab(5, OPENED)
    first.step(OPENED + timedelta(seconds=45))
    copy = first.copy()
    assert _everything(copy) == _everything(first)
    before = _everything(first)
    copy.step(OPENED + timedelta(seconds=200))
    assert _everything(first) == before
    first.step(OPENED + timedelta(seconds=200))
    assert _everything(copy) == _everything(first)


def test_time_does_not_go_back(visit):
    visit.wait(5)
    before = visit.lab.clock()
    visit.lab.step(OPENED)
    assert visit.lab.clock() == before


def test_a_new_lab_shows_projects_tasks_queues_workers_and_endpoints(visit):
    projects = visit.ask("projects.get_all_ex")["projects"]
    assert len(projects) == 10
    assert sum("/" in project["name"] for project in projects) == 6
    assert [machine.gpus for machine in MACHINES] == [8, 4, 1]
    counts = visit.ask("projects.get_all_ex", include_stats=True)["projects"]
    vision = next(project for project in counts if project["name"] == "Vision")
    assert vision["stats"]["active"]["total_tasks"] > 50
    queues = visit.ask("queues.get_all_ex")["queues"]
    assert {q["name"]: len(q["entries"]) for q in queues} == {
        "default": 0,
        "gpu-large": 4,
        "gpu-small": 3,
        "services": 1,
    }
    workers = visit.ask("workers.get_all")["workers"]
    assert len(workers) == len(AGENTS)
    assert sum("task" in worker for worker in workers) == 8
    endpoints = visit.ask("serving.get_endpoints")["endpoints"]
    assert {e["endpoint"]: e["instances"] for e in endpoints} == {
        "detector": 3,
        "sentiment": 2,
        "transcribe": 2,
        "intent": 1,
    }
    assert len(visit.ask("serving.get_loading_instances")["instances"]) == 1
    assert len(visit.ask("reports.get_all_ex")["tasks"]) == 3
    assert len(visit.ask("models.get_all_ex")["models"]) > 30


def test_older_tasks_get_their_details_within_seconds(visit):
    visit.wait(7)
    for task in visit.lab.engine.store.tasks.find({"type": "training"}):
        assert task["hyperparams"]["Args"]["lr"]["value"]
        assert task["script"]["entry_point"].endswith(".py")


def test_a_past_tasks_events_are_there_when_they_are_first_read(visit):
    task = visit.task("yolo-l aug v3")["id"]
    histogram = visit.ask("events.scalar_metrics_iter_histogram", task=task, samples=400)
    assert {"train", "val"} <= set(histogram["loss"])
    assert len(histogram["loss"]["train"]["x"]) > 100
    assert ":monitor:gpu" in histogram
    log = visit.ask("events.get_task_log", task=task, batch_size=50)
    assert len(log["events"]) >= 50
    plots = visit.ask("events.get_task_plots", task=task)
    assert len(plots["plots"]) > 5
    images = visit.ask("events.debug_images", metrics=[{"task": task}], iters=1)
    url = images["metrics"][0]["iterations"][0]["events"][0]["url"]
    assert url.startswith(visit.lab.engine.files_server)


def test_what_a_task_remembers_of_a_curve_agrees_with_the_curve(visit):
    task = visit.task("segformer-b2 cityscapes v4")["id"]
    visit.ask("events.scalar_metrics_iter_histogram", task=task)
    metrics = visit.lab.engine.store.tasks.get(task)["last_metrics"]
    entry = next(
        variant
        for variants in metrics.values()
        for variant in variants.values()
        if (variant["metric"], variant["variant"]) == ("loss", "train")
    )
    series = visit.ask(
        "events.scalar_metrics_iter_raw", task=task, metric={"metric": "loss"}, batch_size=10_000
    )
    points = series["variants"]["train"]
    assert entry["count"] == len(points["y"])
    assert entry["min_value"] == pytest.approx(min(points["y"]))
    assert entry["max_value"] == pytest.approx(max(points["y"]))
    assert entry["value"] == pytest.approx(points["y"][-1])


def test_what_tasks_remember_of_their_machines_is_there_before_a_curve_is_read(visit):
    visit.wait(7)
    begun = [t for t in visit.lab.engine.store.tasks.find({"type": "training"}) if t.get("started")]
    assert len(begun) > 150
    for task in begun:
        remembered = {
            variant["metric"]
            for variants in task["last_metrics"].values()
            for variant in variants.values()
        }
        assert {":monitor:gpu", ":monitor:machine"} <= remembered, task["name"]


def test_single_values_of_completed_tasks(visit):
    task = visit.lab.engine.store.tasks.find(
        {"status": "completed", "project": visit.task("yolo-l aug v3")["project"]}
    )[0]
    answer = visit.ask("events.get_task_single_value_metrics", tasks=[task["id"]])
    values = {value["variant"]: value["value"] for value in answer["tasks"][0]["values"]}
    assert "parameters, millions" in values
    # They are where the curves came to.
    metrics = visit.lab.engine.store.tasks.get(task["id"])["last_metrics"]
    last = {
        variant["variant"]: variant["value"]
        for variants in metrics.values()
        for variant in variants.values()
    }
    assert values["final top1"] == pytest.approx(last["top1"], abs=1e-4)


def test_running_tasks_go_on(visit):
    task = visit.task("yolo-l aug v3")["id"]
    before = visit.lab.engine.store.tasks.get(task)
    visit.wait(40)
    after = visit.lab.engine.store.tasks.get(task)
    assert after["last_iteration"] > before["last_iteration"]
    assert after["last_update"] > before["last_update"]


def test_a_running_tasks_curve_has_neither_gap_nor_double(visit):
    task = visit.task("yolo-l aug v3")["id"]
    visit.wait(60)
    points = visit.ask(
        "events.scalar_metrics_iter_raw", task=task, metric={"metric": "loss"}, batch_size=100_000
    )
    iterations = points["variants"]["train"]["iter"]
    steps = {later - earlier for earlier, later in pairwise(iterations)}
    assert len(steps) == 1


def test_a_running_tasks_console_has_neither_gap_nor_double(visit):
    task = visit.task("yolo-l aug v3")["id"]
    visit.wait(60)
    events = visit.ask("events.get_task_log", task=task, batch_size=5000)["events"]
    texts = [str(event["msg"]) for event in events if "iter " in str(event["msg"])]
    numbers = [int(text.split("iter ")[1].split("/")[0]) for text in reversed(texts)]
    assert len({later - earlier for earlier, later in pairwise(numbers)}) == 1


def test_one_run_has_diverged_to_nan(visit):
    visit.wait(20)
    task = visit.task("retina sweep 14")["id"]
    points = visit.ask(
        "events.scalar_metrics_iter_raw", task=task, metric={"metric": "loss"}, batch_size=100_000
    )
    values = points["variants"]["train"]["y"]
    assert math.isfinite(values[0])
    assert math.isnan(values[-1])


def test_why_a_run_failed_is_what_its_console_ends_with(visit):
    failed = visit.lab.engine.store.tasks.find({"status": "failed"})
    broken = [task for task in failed if "non-responsive" not in task["status_reason"]]
    assert len(broken) > 5
    for task in broken:
        log = visit.ask("events.get_task_log", task=task["id"], batch_size=5)["events"]
        assert any(task["status_message"] in str(event["msg"]) for event in log)


def test_a_name_that_tells_a_learning_rate_tells_the_runs_own(visit):
    (task,) = visit.lab.engine.store.tasks.find({"name": "sst2 deberta-v3 2e-05"})
    assert task["hyperparams"]["Args"]["lr"]["value"] == "2e-05"


def test_a_stalled_run_stays_silent(visit):
    task = visit.task("yolo-s distill")["id"]
    visit.wait(5)
    before = visit.ask("events.get_task_log", task=task)["total"]
    visit.wait(60)
    assert visit.ask("events.get_task_log", task=task)["total"] == before
    assert visit.status(task) == "in_progress"


def test_charts_of_machines_are_full_from_the_start(visit):
    end = OPENED.timestamp()
    for span_s, interval in ((3 * 3600, 120), (30 * 86_400, 7200)):
        answer = visit.ask(
            "workers.get_stats",
            from_date=end - span_s,
            to_date=end,
            interval=interval,
            items=[{"key": "gpu_usage", "aggregation": "avg"}],
            worker_ids=["box1:0-3"],
            split_by_resource=True,
        )
        stats = answer["workers"][0]["metrics"][0]["stats"][0]
        assert len(stats["dates"]) > 0.9 * span_s / interval
        assert len(stats["resource_series"]) == 4


def test_charts_of_endpoints_and_queues_are_full_from_the_start(visit):
    visit.wait(4)
    end = OPENED.timestamp()
    history = visit.ask(
        "serving.get_endpoint_metrics_history",
        endpoint_url=INSTANCES[0].url,
        from_date=end - 86_400,
        to_date=end,
        interval=900,
        metric_type="requests_min",
    )
    assert len(history["total"]["dates"]) > 85
    assert len(history["instances"]) == 3
    queues = visit.ask(
        "queues.get_queue_metrics", from_date=end - 86_400, to_date=end, interval=900
    )
    assert len(queues["queues"][0]["dates"]) > 85


def test_a_silent_agent_is_there_and_comes_back(visit):
    def reported() -> str:
        workers = visit.ask("workers.get_all", last_seen=7200)["workers"]
        return next(w["last_report_time"] for w in workers if w["id"] == "box2:3")

    before = reported()
    assert before < (OPENED - timedelta(seconds=500)).isoformat()
    visit.wait(1800, lambda: reported() > before, every_s=30.0)


def test_a_loading_instance_serves_after_a_while(visit):
    visit.lab.step(OPENED + timedelta(minutes=6))
    assert visit.ask("serving.get_loading_instances")["instances"] == []
    assert "chat" in {e["endpoint"] for e in visit.ask("serving.get_endpoints")["endpoints"]}
