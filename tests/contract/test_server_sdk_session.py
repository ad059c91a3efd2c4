"""The events of the recorded SDK session, answered with the very numbers of the real server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.recordings import FOLDER
from tests.contract.server_recordings import TESTS, RecordedServer

SESSION: list[dict[str, Any]] = json.loads((FOLDER / "sdk_session.json").read_text())
TASK = "91d6921ad06349209a99e49e9cfc91f0"


def recorded(path: str) -> list[dict[str, Any]]:
    return [entry for entry in SESSION if entry["path"].endswith(path)]


def lines(entry: dict[str, Any]) -> list[dict[str, Any]]:
    body = entry["body"]
    return list(body["_lines"]) if "_lines" in body else [body]


@pytest.fixture
def server() -> RecordedServer:
    server = RecordedServer()
    server.put(TASK, status="in_progress", last_metrics={}, metric_stats={}, last_iteration=0)
    for entry in recorded("/events.add_batch"):
        server.engine.call("events.add_batch", {}, TESTS, batch=lines(entry))
    return server


def test_curves_have_the_recorded_points(server: RecordedServer) -> None:
    (entry,) = recorded("/events.scalar_metrics_iter_histogram")
    ours = server.call("events.scalar_metrics_iter_histogram", entry["body"])
    assert ours.keys() == entry["answer"]["data"].keys()
    for metric, variants in entry["answer"]["data"].items():
        for variant, curve in variants.items():
            # Only the beginning of what was reported is in the recording.
            count = len(ours[metric][variant]["x"])
            assert count == 20
            assert ours[metric][variant]["x"] == curve["x"][:count]
            assert ours[metric][variant]["y"] == curve["y"][:count]


def test_the_task_remembers_values_under_the_recorded_keys(server: RecordedServer) -> None:
    shown = [entry["answer"]["data"]["task"] for entry in recorded("/tasks.get_by_id")]
    completed = [task for task in shown if task["id"] == TASK][-1]
    ours = server.call("tasks.get_by_id", {"task": TASK})["task"]
    for metric, variants in ours["last_metrics"].items():
        for variant, entry in variants.items():
            theirs = completed["last_metrics"][metric][variant]
            assert entry.keys() == theirs.keys()
            for name in ("metric", "variant", "first_value", "first_value_iteration"):
                assert entry[name] == theirs[name]
    # Of the last batch alone: the console's stamp, from the one before, is gone from both.
    assert ours["metric_stats"]
    assert ours["metric_stats"].keys() <= completed["metric_stats"].keys()
