from __future__ import annotations

import json

import httpx

from mltui.api.client import Client
from mltui.api.session import Connection, Session
from mltui.live.compare import EDITS_EVERY, CompareQuestion


class Server:
    """Answers for two tasks, and notes what it was asked."""

    def __init__(self) -> None:
        self.tasks = {
            task: {
                "id": task,
                "name": task,
                "status": "in_progress",
                "status_changed": "2026-01-01T00:00:00",
                "last_change": "2026-01-01T00:01:00",
                "last_update": "2026-01-01T00:01:00",
                "last_iteration": 10,
            }
            for task in "ab"
        }
        self.asked: list[str] = []
        self.views: list[tuple[int, str]] = []

    def report(self, task: str, iteration: int, **also: object) -> None:
        """Have a running task report, which moves all its dates but that of its status."""
        now = f"2026-01-01T01:{iteration:02}:00"
        self.tasks[task] |= {
            "last_iteration": iteration,
            "last_update": now,
            "last_change": now,
            **also,
        }

    def __call__(self, request: httpx.Request) -> httpx.Response:
        endpoint = request.url.path.rpartition("/")[2]
        body = json.loads(request.content)
        data: dict[str, object] = {"token": "t"}
        if endpoint == "tasks.get_all_ex":
            details = "hyperparams" in body["only_fields"]
            values = "last_metrics" in body["only_fields"]
            kind = "details" if details else "values" if values else "stamps"
            self.asked.append(kind + ("" if len(body["id"]) == 2 else f" of {body['id'][0]}"))
            data = {"tasks": [self.tasks[task] for task in body["id"]]}
        elif endpoint.startswith("events."):
            self.views.append((body["samples"], body["key"]))
            data = {}
        return httpx.Response(200, json={"meta": {"result_code": 200}, "data": data})


async def test_tasks_are_compared_anew_only_when_one_of_them_or_the_view_changed():
    server = Server()
    client = Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(server)))
    samples, by_time = [160], [False]
    question = CompareQuestion(["a", "b"], lambda: samples[0], lambda: by_time[0])
    compared = await question(client)
    assert compared is not None
    assert [task.id for task in compared.tasks] == ["a", "b"]
    assert await question(client) is None
    assert server.asked == ["stamps", "details", "stamps"]
    server.report("b", 11)
    assert await question(client) is not None
    samples[0], by_time[0] = 320, True
    assert await question(client) is not None
    assert await question(client) is None
    assert server.views == [(160, "iter"), (160, "iter"), (320, "timestamp")]
    await client.close()


async def test_configurations_are_not_asked_for_again_of_tasks_that_report():
    server = Server()
    client = Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(server)))
    question = CompareQuestion(["a", "b"], lambda: 160, lambda: False)
    parameter = {"section": "Args", "name": "lr", "value": "0.1"}
    server.tasks["a"]["hyperparams"] = {"Args": {"lr": parameter}}
    await question(client)
    server.asked.clear()
    server.report("a", 11, hyperparams={})
    compared = await question(client)
    assert compared is not None
    assert [one.value for one in compared.tasks[0].configuration.parameters] == ["0.1"]
    assert server.asked == ["stamps", "values"]
    await client.close()


async def test_configurations_are_asked_for_again_of_tasks_that_may_have_been_edited():
    server = Server()
    client = Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(server)))
    question = CompareQuestion(["a", "b"], lambda: 160, lambda: False)
    await question(client)
    server.asked.clear()
    ended = "2026-01-01T02:00:00"
    server.tasks["b"] |= {"status": "completed", "status_changed": ended, "last_change": ended}
    await question(client)
    assert server.asked == ["stamps", "details of b", "values of a"]
    server.asked.clear()
    # What does not report is changed by persons alone.
    server.tasks["b"]["last_change"] = "2026-01-01T03:00:00"
    await question(client)
    assert server.asked == ["stamps", "details of b", "values of a"]
    server.asked.clear()
    # A program may set parameters while it runs.
    for iteration in range(11, 11 + EDITS_EVERY):
        server.report("a", iteration)
        await question(client)
    assert server.asked.count("details of a") == 1
    assert server.asked.count("values") == EDITS_EVERY - 1
    await client.close()


async def test_what_a_program_sets_before_it_falls_silent_is_found_though_nothing_moves_any_more():
    server = Server()
    client = Client(Session(Connection("http://host", "k", "s"), httpx.MockTransport(server)))
    question = CompareQuestion(["a", "b"], lambda: 160, lambda: False)
    await question(client)
    parameter = {"section": "Args", "name": "lr", "value": "0.1"}
    server.report("a", 11, hyperparams={"Args": {"lr": parameter}})
    answers = [await question(client) for _ in range(EDITS_EVERY)]
    compared = [answer for answer in answers if answer is not None]
    assert not compared[0].tasks[0].configuration.parameters
    assert [one.value for one in compared[-1].tasks[0].configuration.parameters] == ["0.1"]
    assert len(compared) == 2
    # After that nothing is asked for that did not move.
    assert [await question(client) for _ in range(EDITS_EVERY)] == [None] * EDITS_EVERY
    await client.close()
