from __future__ import annotations

import json
import re

import pytest

from mltui.server.engine import Engine
from mltui.server.errors import ServerError
from mltui.server.identity import Identity
from tests.contract.recordings import FOLDER, Exchange, transcripts
from tests.contract.server_recordings import RecordedServer
from tests.support.stores import empty_store

# The status in which a task must be for the action to succeed as recorded.
NEEDED = {
    "started": "created",
    "stop": "in_progress",
    "stop_many": "in_progress",
    "stopped": "in_progress",
    "failed": "in_progress",
    "completed": "in_progress",
    "publish": "completed",
    "publish_many": "completed",
    "reset": "stopped",
    "reset_many": "stopped",
    "archive": "stopped",
    "archive_many": "stopped",
    "edit": "created",
    "edit_hyper_params": "created",
    "delete_hyper_params": "created",
    "edit_configuration": "created",
    "delete_configuration": "created",
    "enqueue": "created",
    "enqueue_many": "created",
    "dequeue_many": "queued",
    "delete": "created",
    "delete_many": "created",
    "move": "created",
    "make_public": "created",
    "make_private": "created",
    "add_or_update_model": "created",
    "update_tags": "created",
}
AGAIN = {"again (in_progress)": "in_progress", "E again": "created"}
SAME_AS_BEFORE = {
    "already queued",
    "all already queued",
    "not queued",
    "ok + not queued",
    "ok + published",
    "E again",
    "again (in_progress)",
}


def prepare(server: RecordedServer, exchange: Exchange) -> None:
    """Brings the tasks that a request names into the status that its answer tells of."""
    body = exchange.body if isinstance(exchange.body, dict) else {}
    named = [body.get("task"), *body.get("ids", []), *body.get("tasks", [])]
    tasks = [task for task in named if isinstance(task, str) and len(task) == 32]
    message = exchange.meta.get("result_msg", "")
    if "Invalid task id" in message:
        return
    told = re.search(r"(?:current_status|status|current)=(\w+)", message)
    action = exchange.endpoint.partition(".")[2]
    if action.startswith("get_") or exchange.name == "already queued":
        return
    for task in tasks:
        if told:
            server.put(task, status=told[1])
        elif exchange.name in AGAIN:
            server.put(task, status=AGAIN[exchange.name])
        elif action in NEEDED and exchange.name not in SAME_AS_BEFORE:
            server.put(task, status=NEEDED[action])
            if action in ("enqueue", "enqueue_many"):
                server.call("tasks.dequeue", {"task": task})


ARRANGE = {
    "already published": lambda s: s.put("fe89f657be3646f38d8acb900cc04a8e", status="published"),
    "completed with force": lambda s: s.put("0f8f45e240024dd9a96754dfd1de1606", status="completed"),
    "queued task is dequeued": lambda s: s.put(
        "9d04666ace4942b1872185561e4c3fd4", status="queued", enqueue_status="created"
    ),
    "created": lambda s: s.put("1211d7a799e04240bd25d0c672e20f51", status="created"),
    "ok + published": lambda s: (
        s.put("52cb820a89234895b458e8b3ea5c95e1", status="stopped"),
        s.put("2176dba0c3e2463ab89ee1bf84a4f423", status="published"),
    ),
    "ok + not queued": lambda s: (
        s.put("beb792f802a24671a23754c7ad3a65db", status="queued"),
        s.put("1211d7a799e04240bd25d0c672e20f51", status="created"),
    ),
    "task run by a live worker: status stays in_progress, message 'stopping'": lambda s: s.put(
        "fa6b6b3715e94803a6505b6ea0cbdbf4",
        last_worker="agent-x:gpu0",
        last_worker_report=s.now.isoformat(),
    ),
}


@pytest.mark.parametrize("name", transcripts("tasks"))
def test_the_recorded_requests_about_tasks_get_answers_of_the_recorded_shape(name: str) -> None:
    excuses = {
        "order by hyperparam": "the collation of the recorded stand-in is no authority",
        "search_text word": "the recorded stand-in answers ids alone to a text search",
    }
    RecordedServer().replay(name, before=prepare, arrange=ARRANGE, except_for=excuses)


ACTIONS = json.loads((FOLDER / "task_actions_by_status.json").read_text())
EXTRA: dict[str, dict[str, object]] = {
    "edit": {"comment": "edited"},
    "update": {"name": "renamed task"},
    "edit_hyper_params": {"hyperparams": [{"section": "Args", "name": "lr", "value": "1"}]},
    "edit_configuration": {"configuration": [{"name": "General", "value": "a: 1"}]},
    "enqueue": {"queue_name": "a queue"},
}


@pytest.mark.parametrize("status", ACTIONS)
@pytest.mark.parametrize("action", ACTIONS["created"])
def test_each_action_on_a_task_in_each_status_does_what_was_recorded(
    status: str, action: str
) -> None:
    engine = Engine(empty_store())
    who = Identity(user="someone", user_name="Someone")
    task = str(engine.call("tasks.create", {"name": "a task", "type": "training"}, who)["id"])
    if status == "queued":
        engine.call("tasks.enqueue", {"task": task, "queue_name": "a queue"}, who)
    else:
        engine.store.tasks.update(task, {"status": status})

    name, _, force = action.partition(" ")
    listed = {"archive": "tasks", "archive_many": "ids", "unarchive_many": "ids"}.get(name)
    body = {listed: [task]} if listed else {"task": task, **EXTRA.get(name, {})}
    if force:
        body["force"] = True
    code, subcode = 200, 0
    try:
        engine.call(f"tasks.{name}", body, who)
    except ServerError as error:
        code, subcode = error.status, error.subcode

    after = engine.store.tasks.get(task)
    recorded = ACTIONS[status][action]
    assert {"http": code, "subcode": subcode, "after": after and after["status"]} == recorded
    waiting = sum(len(queue["entries"]) for queue in engine.store.queues.find())
    if recorded["after"] not in ("queued", "in_progress"):
        assert waiting == 0
