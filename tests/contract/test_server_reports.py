from __future__ import annotations

import pytest

from mltui.api.types.json import Json, JsonObject
from mltui.server.events.intake import add_events
from tests.contract.recordings import transcript, transcripts
from tests.contract.server_recordings import NOW, TESTS, RecordedServer

REPORT = "d85bc896fae143079aa38685be93df01"
PROJECT = "3f2df369db854b45bb300c9196a2d381"
TASK = "c74a43072dae461ab857a234dcb06d52"


@pytest.fixture
def server() -> RecordedServer:
    """The recorded server with the report that the requests are about."""
    server = RecordedServer()
    made = server.call(
        "reports.create",
        {"name": "Weekly report", "project": PROJECT, "comment": "c", "tags": ["weekly"]},
    )
    server.ids[REPORT] = str(made["id"])
    return server


def update(server: RecordedServer) -> None:
    server.call("reports.update", {"task": server.ids[REPORT], "report": "# New"})


def archive(server: RecordedServer) -> None:
    update(server)
    server.call("reports.archive", {"task": server.ids[REPORT]})


def prepare(server: RecordedServer) -> None:
    (ask,) = transcript("organization.prepare_download_for_get_all")
    (download,) = transcript("organization.download_for_get_all")
    answer = server.call("organization.prepare_download_for_get_all", ask.body)
    server.ids[download.body["prepare_id"]] = answer["prepare_id"]


def report_events(server: RecordedServer) -> None:
    names = {
        "loss": ("train", "validation"),
        "accuracy": ("top1", "top5"),
        "lr": ("group 0/base.lr",),
    }
    scalar: JsonObject = {"task": TASK, "type": "training_stats_scalar", "value": 0.5}
    events: list[Json] = [
        {**scalar, "metric": metric, "variant": variant, "iter": iteration}
        for metric, variants in names.items()
        for variant in variants
        for iteration in range(0, 6000, 600)
    ]
    events += [
        {**scalar, "metric": "Summary", "variant": variant, "iter": -(2**31)}
        for variant in ("best_top1", "params_M", "tiny")
    ]
    events.append(
        {
            "task": TASK,
            "type": "plot",
            "metric": "confusion",
            "variant": "val",
            "iter": 6000,
            "plot_str": "{}",
            "method": "get",
        }
    )
    add_events(server.store, events, NOW, "vm", TESTS.user)


ARRANGE = {
    "reports.get_all_ex": {"archived": archive},
    "reports.get_task_data": {"ok": report_events},
    "organization.download_for_get_all": {"csv": prepare},
}


@pytest.mark.parametrize("name", [*transcripts("reports"), *transcripts("organization")])
def test_recorded_requests_about_reports_and_the_organization_are_answered_alike(
    name: str, server: RecordedServer
) -> None:
    server.replay(name, arrange=ARRANGE.get(name))


def test_a_report_shows_the_debug_images_of_its_tasks(server: RecordedServer) -> None:
    for variant, iteration in (("a", 1), ("a", 2), ("b", 2)):
        event: JsonObject = {
            "type": "training_debug_image",
            "task": TASK,
            "metric": "samples",
            "variant": variant,
            "iter": iteration,
            "url": f"http://files/{variant}{iteration}.png",
        }
        add_events(server.store, [event], NOW, "vm", TESTS.user)

    def shown(ids: list[Json], asked: JsonObject) -> Json:
        body: JsonObject = {"id": ids, "only_fields": ["name"], "debug_images": asked}
        return [
            event["url"]
            for each in server.call("reports.get_task_data", body)["debug_images"]
            for iteration in each["iterations"]
            for event in iteration["events"]
        ]

    assert shown([TASK], {"iters": 1}) == ["http://files/a2.png", "http://files/b2.png"]
    one: JsonObject = {"metric": "samples", "variants": ["a"]}
    assert shown([TASK], {"iters": 1, "metrics": [one]}) == ["http://files/a2.png"]
    assert shown(["0" * 32], {"iters": 1}) == []


def test_a_report_keeps_the_text_it_was_made_with(server: RecordedServer) -> None:
    made = server.call("reports.create", {"name": "Weekly", "report": "# Title"})
    (found,) = server.call("reports.get_all_ex", {"id": [made["id"]]})["tasks"]
    assert found["report"] == "# Title"


def test_a_download_is_a_file_of_comma_separated_values(server: RecordedServer) -> None:
    prepare(server)
    (download,) = transcript("organization.download_for_get_all")
    answer = server.send(download)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = str(answer.body).split("\r\n")
    assert lines[0] == download.answer.split("\r\n")[0]
    assert f'"{TASK}","resnet50 baseline","completed"' in lines
