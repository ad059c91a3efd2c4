from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from mltui.server.events.intake import add_events
from tests.contract.recordings import transcript, transcripts
from tests.contract.server_recordings import NOW, TESTS, RecordedServer

IMAGES = "c74a43072dae461ab857a234dcb06d52"
OTHER = "57b08818230d40908492b68f64c08cf0"
LIVE = "8d891f4367bf4fb380565e335a963d45"
LOGGED = "4e514b0533804acd99ce8ce19a10d310"
LONG_LOG = "350802bd20e7400ea1208258f9600ca2"
MANY = "f7e5968f6d564eaf81f11097ab5a12f2"
ODD_NAMES = "6101c5d1c15247f98f2373e0fa650676"
PUBLISHED = "fe89f657be3646f38d8acb900cc04a8e"
EMPTY = "b6b339203aee4b2192f025288c35c04f"
PLOTS = "d0c7fe7f4ed44e5fa633b3a86703bba7"

NUMBERS = "the versions in the answer are numbers for some requests, texts for most"
EXCUSES = {
    "events.add_batch": {"json-lines ok": "the recorded body is cut in the middle of a line"},
    "events.get_task_log": {"v1.5": NUMBERS, "v1.7 scroll": NUMBERS},
    "events.download_task_log": {
        "text": "the recorded server crashed on a format that names an unknown field",
    },
    "events.get_scalar_metric_data": {
        "cleared scroll id": "it names a number inside Elasticsearch",
    },
}


def first_asking(
    recorded_id: str, endpoint: str, request: dict[str, Any]
) -> Callable[[RecordedServer], None]:
    """What is to be done before a request that goes on from the answer to another one."""

    def ask(server: RecordedServer) -> None:
        server.ids[recorded_id] = server.call(endpoint, request)["scroll_id"]

    return ask


def scroll_id_of(name: str, exchange: str) -> str:
    (found,) = (each for each in transcript(name) if each.name == exchange)
    return str(found.body["scroll_id"])


def closing(server: RecordedServer) -> None:
    first_asking(SCALAR_PAGE, "events.get_scalar_metric_data", ACCURACY)(server)
    server.call("events.clear_scroll", {"scroll_id": server.ids[SCALAR_PAGE]})


ACCURACY = {"task": IMAGES, "metric": "accuracy"}
SCALAR_PAGE = scroll_id_of("events.get_scalar_metric_data", "next page")
LOSS = {
    "task": LIVE,
    "metric": {"metric": "loss", "variants": ["train"]},
    "batch_size": 2309,
    "count_total": True,
}
LOSS_SO_FAR = first_asking("<token>", "events.scalar_metrics_iter_raw", LOSS)
ARRANGE = {
    "events.get_scalar_metric_data": {
        "next page": first_asking(SCALAR_PAGE, "events.get_scalar_metric_data", ACCURACY),
        "cleared scroll id": closing,
    },
    "events.get_task_events": {
        "scalars page 2": first_asking(
            "<token>",
            "events.get_task_events",
            {"task": IMAGES, "event_type": "training_stats_scalar", "batch_size": 100},
        )
    },
    "events.next_debug_image_sample": {
        "earlier": first_asking(
            scroll_id_of("events.next_debug_image_sample", "earlier"),
            "events.get_debug_image_sample",
            {"task": IMAGES, "metric": "samples", "variant": "raw"},
        )
    },
    "events.next_plot_sample": {
        "earlier": first_asking(
            scroll_id_of("events.next_plot_sample", "earlier"),
            "events.get_plot_sample",
            {"task": IMAGES, "metric": "weights"},
        )
    },
    "events.scalar_metrics_iter_raw": {
        "scroll next": first_asking(
            "<token>",
            "events.scalar_metrics_iter_raw",
            {"task": IMAGES, "metric": {"metric": "lr"}, "batch_size": 20, "count_total": True},
        ),
        "continued later: only the new points": LOSS_SO_FAR,
        "the same scroll id again: the same points and newer": LOSS_SO_FAR,
    },
}


@cache
def recorded_events() -> tuple[dict[str, Any], ...]:
    """Every plot, image and log entry that the recordings show, once."""
    found: dict[str, dict[str, Any]] = {}

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") in ("plot", "training_debug_image", "log") and "task" in value:
                found[json.dumps(value, sort_keys=True)] = value
            else:
                for item in value.values():
                    collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    for name in transcripts("events"):
        for exchange in transcript(name):
            collect(exchange.data)
    return tuple(found.values())


def scalar(task: str, metric: str, variant: str, iteration: int, value: float) -> dict[str, Any]:
    return {
        "type": "training_stats_scalar",
        "task": task,
        "metric": metric,
        "variant": variant,
        "iter": iteration,
        "value": value,
        "timestamp": 1795470986817 + iteration * 2,
        "method": "get",
        "worker": "vm",
    }


def training(task: str, steps: int) -> list[dict[str, Any]]:
    """Curves with as many points as those of the recorded trainings."""
    events = [scalar(task, "loss", "train", i, 2.3 / (1 + i / 900)) for i in range(steps)]
    for i in range(0, steps, 10):
        events.append(scalar(task, "loss", "validation", i, 2.4 / (1 + i / 900)))
        events += [scalar(task, "accuracy", name, i, i / steps) for name in ("top1", "top5")]
    events += [scalar(task, "lr", "group 0/base.lr", i, 0.01) for i in range(0, steps, 100)]
    for name, value in (("best_top1", 0.8123), ("params_M", 25.6), ("tiny", 1.5e-9)):
        events.append(scalar(task, "Summary", name, -(2**31), value))
    return events


@pytest.fixture
def server() -> RecordedServer:
    server = RecordedServer()
    for task in (IMAGES, OTHER, LIVE, LOGGED, LONG_LOG, MANY, ODD_NAMES, EMPTY, PLOTS):
        server.put(task, status="in_progress")
    server.put(PUBLISHED, status="published")
    events = [*recorded_events(), *training(IMAGES, 6000), *training(OTHER, 5000)]
    events += [scalar(LIVE, "loss", "train", i, 1.0) for i in range(2319)]
    events += [
        scalar(MANY, f"metric_{m:02}", f"v{v}", i, m + v / 10)
        for m in range(3)
        for v in range(4)
        for i in range(200)
    ]
    events.append(scalar(ODD_NAMES, "val.loss/é", "x.y", 1, 2.5))
    with server.store.transaction():
        for task in (IMAGES, OTHER, LIVE, LOGGED, LONG_LOG, MANY, ODD_NAMES, EMPTY, PLOTS):
            server.store.events.delete(task)
        add_events(server.store, events, NOW, "vm", TESTS.user)
    return server


def names_are_data(path: str) -> bool:
    """The names of metrics, variants and tasks, and iterations, are keys in these answers."""
    return path.startswith((".data.plots", ".data.metrics", ".data.variants", ".data.errors_info"))


@pytest.mark.parametrize("name", transcripts("events"))
def test_the_recorded_requests_about_events_get_answers_of_the_recorded_shape(
    name: str, server: RecordedServer
) -> None:
    is_data = names_are_data
    if name == "events.scalar_metrics_iter_histogram":
        is_data = lambda path: path.startswith(".data")  # noqa: E731
    server.replay(
        name,
        arrange=ARRANGE.get(name),
        except_for=EXCUSES.get(name),
        is_data=is_data,
    )
