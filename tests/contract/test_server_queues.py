from __future__ import annotations

import pytest

from mltui.server import fleet
from mltui.server.queue_entries import queues_with, write_entries
from mltui.server.queue_samples import QueueSample, append_samples
from tests.contract.recordings import Exchange, transcripts
from tests.contract.server_recordings import TESTS, RecordedServer

TEMPORARY = "7679bb1a31174da5aa79c260e085f4d8"
GPU = "f3aef861932644c3b2315664d8bc5ace"
WORKERS = {
    "gpu-box-01:gpu0,1,2,3,4,5,6,7": ["5a0da95e664b48b0ae097a9caa214cbf", GPU],
    "workstation-7:gpu0": ["3a1fd5aab8714285896741f16b9422b7"],
}


def prepare(server: RecordedServer, exchange: Exchange) -> None:
    """Makes the queues and puts the tasks into them that a request is about."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    queue, task = body.get("queue"), body.get("task")
    missing = "not in" in exchange.name or exchange.name == "missing"
    creates = exchange.endpoint == "queues.create"
    if queue == TEMPORARY and server.store.queues.get(TEMPORARY) is None:
        made = server.call("queues.create", {"name": "tmp queue"})["id"]
        document = server.store.queues.get(made) or {}
        server.store.queues.delete(made)
        server.store.queues.insert({**document, "id": TEMPORARY})
    if exchange.endpoint == "queues.add_task":
        for one in queues_with(server.store, task):
            write_entries(server.store, one, [], server.now)
    elif task and not missing and not creates:
        wait_in(server, queue, task)
    elif exchange.endpoint in ("queues.delete", "queues.clear_queue"):
        wait_in(server, TEMPORARY, "4a7d693ca6484d21871850ec8d08a61e")
    elif exchange.endpoint == "queues.get_queue_metrics":
        for one in body["queue_ids"]:
            samples = [QueueSample(1795470970000, 0, 0.0), QueueSample(1795471090000, 2, 0.2)]
            append_samples(server.store, one, samples)


def wait_in(server: RecordedServer, queue: str, task: str) -> None:
    others = ["2eb9c32fa8e0439bb597546960448393", "9d04666ace4942b1872185561e4c3fd4"]
    entries = [{"task": one, "added": server.now.isoformat()} for one in (*others, task)]
    if task in others:
        entries.pop()
    document = server.store.queues.get(queue) or {}
    write_entries(
        server.store, document, entries[-1:] if queue == TEMPORARY else entries, server.now
    )


def start_workers(server: RecordedServer) -> None:
    for worker, queues in WORKERS.items():
        fleet.register(server.store, worker, TESTS, server.now, address="127.0.0.1", queues=queues)


def run_the_live_task(server: RecordedServer) -> None:
    worker = "gpu-box-01:gpu0,1,2,3,4,5,6,7"
    server.store.workers.update(worker, {"task": "8d891f4367bf4fb380565e335a963d45"})


@pytest.mark.parametrize("name", transcripts("queues"))
def test_the_recorded_requests_about_queues_get_answers_of_the_recorded_shape(name: str) -> None:
    server = RecordedServer()
    start_workers(server)
    arrange = {"workers of a queue with running task": run_the_live_task}
    server.replay(name, before=prepare, arrange=arrange)


def test_moving_a_waiting_task_changes_its_place_and_not_the_others() -> None:
    server = RecordedServer()
    queue = server.call("queues.create", {"name": "a queue"})["id"]
    tasks = []
    for number in range(4):
        task = server.call("tasks.create", {"name": f"task {number}", "type": "training"})["id"]
        server.call("tasks.enqueue", {"task": task, "queue": queue})
        tasks.append(task)

    def order() -> list[int]:
        waiting = server.call("queues.get_by_id", {"queue": queue})["queue"]["entries"]
        return [tasks.index(entry["task"]) for entry in waiting]

    def move(action: str, task: int, **more: int) -> int:
        body = {"queue": queue, "task": tasks[task], **more}
        return server.call(f"queues.move_task_{action}", body)["position"]

    assert move("to_front", 2) == 0
    assert order() == [2, 0, 1, 3]
    assert move("to_back", 0) == 3
    assert order() == [2, 1, 3, 0]
    assert move("forward", 0, count=2) == 1
    assert order() == [2, 0, 1, 3]
    assert move("backward", 2, count=9) == 3
    assert order() == [0, 1, 3, 2]


def test_taking_the_next_task_leaves_the_others() -> None:
    server = RecordedServer()
    queue = server.call("queues.create", {"name": "a queue"})["id"]
    for number in range(2):
        task = server.call("tasks.create", {"name": f"task {number}", "type": "training"})["id"]
        server.call("tasks.enqueue", {"task": task, "queue": queue})
    first = server.call("queues.peek_task", {"queue": queue})["task"]
    assert server.call("queues.get_next_task", {"queue": queue})["entry"]["task"] == first
    assert server.call("queues.get_num_entries", {"queue": queue}) == {"num": 1}


def test_deleting_a_queue_makes_its_tasks_what_they_were() -> None:
    server = RecordedServer()
    queue = server.call("queues.create", {"name": "a queue"})["id"]
    task = server.call("tasks.create", {"name": "a task", "type": "training"})["id"]
    server.call("tasks.enqueue", {"task": task, "queue": queue})
    server.call("queues.delete", {"queue": queue, "force": True})
    assert server.call("tasks.get_by_id", {"task": task})["task"]["status"] == "created"
