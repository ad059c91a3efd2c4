from __future__ import annotations

import json
import math
import re
import struct
from typing import Any

import pytest

from tests.sdk.served import Served


@pytest.fixture(scope="session")
def task(served: Served) -> dict[str, Any]:
    """The task that `train.py` reported."""
    return reported(served, served.run("train.py"))


def reported(served: Served, said: str) -> dict[str, Any]:
    """The task whose id a script printed."""
    match = re.search(r"TASK (\w{32})", said)
    assert match, said
    return dict(served.call("tasks.get_by_id", task=match[1])["task"])


def float32(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def test_what_a_process_of_its_own_reports_arrives_alike(served: Served) -> None:
    task = reported(served, served.run("train.py", forking=True))
    assert task["status"] == "completed"
    test_every_scalar_arrives_in_order(served, task)


def test_every_scalar_arrives_in_order(served: Served, task: dict[str, Any]) -> None:
    for variant, value in (
        ("train", lambda i: math.exp(-i / 60)),
        ("val/é.1", lambda i: 1 / (i + 3)),
    ):
        metric = {"metric": "loss", "variants": [variant]}
        found = served.call("events.scalar_metrics_iter_raw", task=task["id"], metric=metric)
        assert found["variants"][variant]["iter"] == list(range(300))
        assert found["variants"][variant]["y"] == [value(i) for i in range(300)]


def test_curves_hold_what_was_reported(served: Served, task: dict[str, Any]) -> None:
    found = served.call("events.scalar_metrics_iter_histogram", task=task["id"])
    assert found["loss"]["train"]["x"] == list(range(300))
    assert found["loss"]["train"]["y"] == [float32(math.exp(-i / 60)) for i in range(300)]
    # The SDK itself replaces NaN by 0.
    assert found["odd"]["nan"]["y"] == [0.0]


def test_the_task_tells_its_last_values(task: dict[str, Any]) -> None:
    by_name = {
        (entry["metric"], entry["variant"]): entry
        for variants in task["last_metrics"].values()
        for entry in variants.values()
    }
    loss = by_name["loss", "train"]
    assert loss["value"] == loss["min_value"] == math.exp(-299 / 60)
    assert (loss["min_value_iteration"], loss["max_value_iteration"]) == (299, 0)
    assert (loss["max_value"], loss["count"]) == (1.0, 300)
    assert by_name["Summary", "final accuracy"]["value"] == 0.93
    assert task["last_iteration"] == 299


def test_the_task_is_completed_and_described(served: Served, task: dict[str, Any]) -> None:
    assert (task["status"], task["name"], task["comment"]) == (
        "completed",
        "first run",
        "a run of a test",
    )
    assert task["tags"] == ["nightly"]
    assert task["hyperparams"]["General"]["lr"]["value"] == "0.01"
    assert "depth = 4" in task["configuration"]["net"]["value"]
    project = served.call("projects.get_by_id", project=task["project"])["project"]
    assert project["name"] == "Vision/Digits"


def test_the_console_is_captured(served: Served, task: dict[str, Any]) -> None:
    found = served.call("events.get_task_log", task=task["id"], order="asc")
    text = "\n".join(event["msg"] for event in found["events"])
    places = [text.index(f"epoch {i}") for i in range(3)]
    assert places == sorted(places)
    assert "a line of text" in text


def test_plots_of_every_kind_arrive(served: Served, task: dict[str, Any]) -> None:
    plots = served.call("events.get_task_plots", task=task["id"])["plots"]
    by_metric = {plot["metric"]: json.loads(plot["plot_str"]) for plot in plots}
    assert by_metric.keys() >= {"weights", "confusion", "table", "plotly", "a figure"}
    assert by_metric["plotly"]["data"][0]["type"] == "scatter"
    assert by_metric["confusion"]["data"][0]["type"] == "heatmap"


def test_debug_images_are_kept(served: Served, task: dict[str, Any]) -> None:
    wanted = [{"task": task["id"], "metric": "samples"}]
    (found,) = served.call("events.debug_images", metrics=wanted, iters=1)["metrics"]
    (event,) = found["iterations"][0]["events"]
    assert event["iter"] == 7
    with served.open(event["url"]) as response:
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.read().startswith(b"\xff\xd8")


def test_artifacts_are_kept(served: Served, task: dict[str, Any]) -> None:
    artifacts = {item["key"]: item for item in task["execution"]["artifacts"]}
    assert artifacts.keys() == {"stats", "numbers"}
    with served.open(artifacts["stats"]["uri"]) as response:
        assert json.load(response) == {"a": 1, "b": [1, 2, 3]}


def test_output_models_are_kept(served: Served, task: dict[str, Any]) -> None:
    (output,) = task["models"]["output"]
    model = served.call("models.get_by_id", model=output["model"])["model"]
    assert model["framework"].lower() == "custom"
    with served.open(model["uri"]) as response:
        assert response.read() == bytes(range(256)) * 8192


def test_runs_are_found_cloned_enqueued_and_deleted(served: Served, task: dict[str, Any]) -> None:
    said = served.run("manage.py", task["id"])
    match = re.search(r"DELETED (\w{32})", said)
    assert match, said
    left = served.call("tasks.get_all", id=[match[1]], only_fields=["id"])["tasks"]
    assert left == []
