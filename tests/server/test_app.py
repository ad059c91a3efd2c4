from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest

from mltui.server.app import create_app
from mltui.server.auth import create_user, issue_token
from mltui.server.bodies import FREE_BODY, LARGEST_BODY
from mltui.server.engine import Engine
from mltui.server.identity import Identity
from mltui.server.store import Store
from tests.contract.asgi import request

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def engine() -> Engine:
    return Engine(Store(), clock=lambda: NOW)


@pytest.fixture
def bearer(engine: Engine) -> dict[str, str]:
    who = Identity(user=create_user(engine.store, "Ada", NOW))
    return {"Authorization": f"Bearer {issue_token(engine.store, who, NOW)}"}


def test_a_large_answer_is_compressed_only_if_asked(engine: Engine, bearer: dict[str, str]) -> None:
    app = create_app(engine)
    for _ in range(20):
        engine.call("tasks.create", {"name": "a task", "type": "training"}, Identity(user="u"))
    plain = request(app, "POST", "/tasks.get_all", bearer)
    packed = request(app, "POST", "/tasks.get_all", {**bearer, "Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body["data"] == plain.body["data"]


def test_a_body_of_json_lines_reaches_the_handler_as_a_list(
    engine: Engine, bearer: dict[str, str]
) -> None:
    app = create_app(engine)
    who = Identity(user="u")
    tasks = [
        engine.call("tasks.create", {"name": "a task", "type": "training"}, who)["id"]
        for _ in range(2)
    ]
    lines = "\n".join(json.dumps({"task": task, "name": f"renamed {task}"}) for task in tasks)
    headers = {**bearer, "Content-Type": "application/json-lines"}
    answer = request(app, "GET", "/v2.23/tasks.update_batch", headers, lines.encode())
    assert answer.body["data"] == {"updated": 2}


def test_a_query_string_is_a_request_too(engine: Engine, bearer: dict[str, str]) -> None:
    app = create_app(engine)
    engine.call("tasks.create", {"name": "a task", "type": "training"}, Identity(user="u"))
    path = "/tasks.get_all?page=0&page_size=1&only_fields[]=name&only_fields[]=status"
    answer = request(app, "GET", path, bearer)
    assert answer.body["data"] == {"tasks": [{"name": "a task", "status": "created"}]}


def test_the_engine_never_runs_on_the_thread_of_the_event_loop(engine: Engine) -> None:
    threads = []
    engine.clock = lambda: (threads.append(threading.current_thread().name), NOW)[1]
    assert request(create_app(engine), "POST", "/debug.ping").status == 200
    assert threads
    assert threading.main_thread().name not in threads


def test_a_fault_of_ours_is_a_500_that_keeps_no_change(
    engine: Engine, bearer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(engine)
    monkeypatch.setattr(
        "mltui.server.endpoints.tasks_editing.touch_project",
        lambda *_: (_ for _ in ()).throw(RuntimeError("it broke")),
    )
    body = json.dumps({"name": "a task", "type": "training"}).encode()
    answer = request(app, "POST", "/tasks.create", bearer, body)
    assert answer.status == 500
    assert answer.body["meta"]["result_code"] == 500
    assert engine.store.tasks.count() == 0


@pytest.mark.parametrize("lines", [False, True])
def test_half_a_character_is_replaced_and_nothing_around_it_is_lost(
    engine: Engine, bearer: dict[str, str], lines: bool
) -> None:
    who = Identity(user="u")
    task = engine.call("tasks.create", {"name": "a task", "type": "training"}, who)["id"]
    events = [
        {"type": "log", "task": task, "timestamp": n, "worker": "w", "msg": text}
        for n, text in enumerate(["before", "caf\udce9 \\ud800 \U0001f600", "after"], 1)
    ]
    app = create_app(engine)
    if lines:
        text = "\n".join(json.dumps(event) for event in events)
        sent = {**bearer, "Content-Type": "application/json-lines"}
        answer = request(app, "POST", "/events.add_batch", sent, text.encode())
    else:
        body = json.dumps({"task": task, "name": "caf\udce9"}).encode()
        assert request(app, "POST", "/tasks.update", bearer, body).status == 200
        for event in events:
            answer = request(app, "POST", "/events.add", bearer, json.dumps(event).encode())
    assert answer.status == 200
    log = engine.call("events.get_task_log", {"task": task, "navigate_earlier": False}, who)
    assert [event["msg"] for event in log["events"]] == [
        "before",
        "caf\ufffd \\ud800 \U0001f600",
        "after",
    ]


def test_a_body_that_is_too_deep_is_refused(engine: Engine, bearer: dict[str, str]) -> None:
    deep = b"[" * 100_000
    assert request(create_app(engine), "POST", "/tasks.get_all", bearer, deep).status == 400


LARGE = b'{"name": "' + b"x" * FREE_BODY + b'"}'


def test_a_large_body_is_taken_from_who_may_come_in(engine: Engine, bearer: dict[str, str]) -> None:
    app = create_app(engine)
    assert request(app, "POST", "/tasks.get_all", bearer, LARGE).body["meta"]["result_code"] == 400
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Content-Length": str(len(LARGE))}):
        refused = request(app, "POST", "/tasks.get_all", headers, LARGE)
        assert refused.status == 401
        assert refused.body["meta"]["endpoint"]["name"] == "tasks.get_all"
        assert refused.body["meta"]["result_code"] == 401


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused_in_words(
    engine: Engine, bearer: dict[str, str], announced: bool
) -> None:
    body = b" " * (LARGEST_BODY + 1)
    headers = {**bearer, "Content-Length": str(len(body))} if announced else bearer
    refused = request(create_app(engine), "POST", "/tasks.get_all", headers, body)
    assert refused.status == refused.body["meta"]["result_code"] == 413
    assert "at most 67,108,864 bytes" in refused.body["meta"]["result_msg"]
