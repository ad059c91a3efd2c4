from __future__ import annotations

from datetime import timedelta

from mltui.server.lab import visitors
from mltui.server.lab.documents import queue_id

from .conftest import OPENED


def test_an_enqueued_draft_is_picked_up_trained_and_completed(visit):
    task = visit.task("ner roberta v5", "created")["id"]
    visit.ask("tasks.enqueue", task=task, queue=queue_id("default"))
    visit.wait(10, lambda: visit.status(task) == "in_progress")
    workers = visit.ask("workers.get_all")["workers"]
    assert [w["id"] for w in workers if w.get("task", {}).get("id") == task]
    visit.wait(120, lambda: visit.lab.engine.store.tasks.get(task)["last_iteration"] > 0)
    visit.wait(3_600, lambda: visit.status(task) in ("completed", "failed"))
    log = visit.ask("events.get_task_log", task=task, batch_size=1000)
    assert "Process completed successfully" in log["events"][0]["msg"]
    assert visit.ask("tasks.get_by_id", task=task)["task"]["execution"]["artifacts"]


def test_a_stopped_task_obeys_within_seconds_and_frees_its_worker(visit):
    visit.wait(4)
    task = visit.task("conformer streaming v2")["id"]
    visit.ask("tasks.stop", task=task)
    assert visit.ask("tasks.get_by_id", task=task)["task"]["status_message"] == "stopping"
    visit.wait(15, lambda: visit.status(task) == "stopped")
    visit.wait(
        15,
        lambda: (
            task
            not in {w.get("task", {}).get("id") for w in visit.ask("workers.get_all")["workers"]}
        ),
    )
    visit.wait(10, lambda: visit.status(visit.task("small noise aug 31")["id"]) == "in_progress")


def test_a_stalled_task_can_be_stopped_too(visit):
    task = visit.task("yolo-s distill")["id"]
    visit.ask("tasks.stop", task=task)
    visit.wait(20, lambda: visit.status(task) == "stopped")


def test_a_task_reset_while_it_runs_is_given_up_and_can_run_again(visit):
    visit.wait(20)
    task = visit.task("yolo-l aug v3")["id"]
    visit.ask("tasks.reset", task=task, force=True)
    visit.wait(30)
    assert visit.status(task) == "created"
    assert visit.ask("events.scalar_metrics_iter_histogram", task=task) == {}
    visit.ask("tasks.enqueue", task=task, queue=queue_id("default"))
    visit.wait(10, lambda: visit.status(task) == "in_progress")
    visit.wait(120, lambda: visit.lab.engine.store.tasks.get(task)["last_iteration"] > 0)


def test_a_past_task_that_is_reset_does_not_get_its_old_curves_back(visit):
    visit.wait(3)
    task = visit.lab.engine.store.tasks.find({"status": "failed"})[0]["id"]
    visit.ask("tasks.reset", task=task)
    assert visit.ask("events.scalar_metrics_iter_histogram", task=task) == {}


def test_a_clone_with_an_absurd_learning_rate_diverges(visit):
    source = visit.task("yolo-l aug v4")["id"]
    clone = visit.ask("tasks.clone", task=source, new_task_name="too fast")["id"]
    rate = {"section": "Args", "name": "lr", "value": "3.0"}
    visit.ask("tasks.edit_hyper_params", task=clone, hyperparams=[rate])
    visit.ask("tasks.enqueue", task=clone, queue=queue_id("default"))
    visit.wait(
        3_600,
        lambda: "loss is nan" in str(visit.ask("events.get_task_log", task=clone, batch_size=20)),
        every_s=30.0,
    )


def test_a_deleted_task_does_not_trouble_its_agent(visit):
    visit.wait(4)
    task = visit.task("nightly crawl sync 118")["id"]
    visit.ask("tasks.delete", task=task, force=True)
    visit.wait(30)
    worker = next(w for w in visit.ask("workers.get_all")["workers"] if w["id"] == "box3:services")
    assert worker.get("task", {}).get("id") != task


def test_a_deleted_queue_does_not_silence_the_agents_that_served_it(visit):
    workers, large = visit.lab.engine.store.workers, queue_id("gpu-large")
    visit.wait(20)
    served = [worker["id"] for worker in workers.find() if large in worker["queues"]]
    assert len(served) == 2
    visit.ask("queues.delete", queue=large, force=True)
    visit.wait(60)
    lately = (visit.lab.clock() - timedelta(seconds=30)).isoformat()
    for worker in map(workers.get, served):
        assert large not in worker["queues"]
        assert worker["last_report_time"] > lately


def test_work_keeps_coming_and_what_is_old_is_cleared_up(visit, monkeypatch):
    monkeypatch.setattr(visitors, "_KEPT", 1)
    store = visit.lab.engine.store
    before = store.tasks.count()
    visit.lab.step(OPENED + timedelta(minutes=20))
    # Eight have come, of which half are done and gone.
    assert len(visit.lab.world.made) <= 4
    assert before < store.tasks.count() < before + 7
    assert store.tasks.count({"status": "in_progress"}) >= 3
