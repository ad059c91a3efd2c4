from __future__ import annotations

import pytest

from mltui.live.task_filter import Range, TaskFilter, parse_filter


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", TaskFilter()),
        ("yolo", TaskFilter(pattern="yolo")),
        ("  yolo  v3 ", TaskFilter(pattern="yolo v3")),
        ("status:running", TaskFilter(statuses=("in_progress",))),
        ("status:run,queued yolo", TaskFilter("yolo", ("in_progress", "queued"))),
        ("STATUS:Failed", TaskFilter(statuses=("failed",))),
        ("status:draft", TaskFilter(statuses=("created",))),
        ("status:in_progress", TaskFilter(statuses=("in_progress",))),
        ("type:training,testing", TaskFilter(types=("training", "testing"))),
        ("tag:prod tag:v2", TaskFilter(tags=("prod", "v2"))),
        ("archived:yes", TaskFilter(archived=True)),
        ("archived:no", TaskFilter()),
        ("project:Vision", TaskFilter(project="Vision")),
        (
            "project:Held Out/deep status:failed",
            TaskFilter(statuses=("failed",), project="Held Out/deep"),
        ),
        ("http://x", TaskFilter(pattern="http://x")),
        ("status:", TaskFilter()),
        ("tag:prod,!old", TaskFilter(tags=("prod",), without_tags=("old",))),
        ("tag:!old", TaskFilter(without_tags=("old",))),
        ("user:me yolo", TaskFilter(pattern="yolo", users=("me",))),
        ("loss/val<0.1", TaskFilter(ranges=(Range("loss/val", None, 0.1),))),
        ("iteration>=1e3", TaskFilter(ranges=(Range("iteration", 1000.0),))),
        ("Args/lr=0.1", TaskFilter(parameters=(("Args/lr", "0.1"),))),
        ("a<b", TaskFilter(pattern="a<b")),
    ],
)
def test_a_filter_line_is_understood(line: str, wanted: TaskFilter):
    assert parse_filter(line) == wanted


def test_archived_tasks_are_hidden_unless_asked_for():
    assert TaskFilter().criteria() == {"system_tags": ["-archived"]}
    assert TaskFilter(archived=True).criteria() == {"system_tags": ["archived"]}


def test_a_pattern_half_typed_is_taken_literally():
    assert TaskFilter(pattern="yolo(").criteria()["name"] == r"yolo\("
    assert TaskFilter(pattern="^yolo-[ml]").criteria()["name"] == "^yolo-[ml]"


def test_several_tags_must_all_be_there():
    assert TaskFilter(tags=("a", "b")).criteria()["tags"] == ["__$all", "a", "b"]
    assert TaskFilter(tags=("a",)).criteria()["tags"] == ["a"]


def test_tags_are_kept_out():
    assert TaskFilter(without_tags=("old",)).criteria()["tags"] == ["__$and", "-old"]


def test_limits_and_parameters_become_fields_of_the_server():
    criteria = parse_filter("iteration>10 Args/lr=0.1").criteria()
    assert criteria["last_iteration"] == [10.0, None]
    assert criteria["hyperparams.Args.lr.value"] == ["0.1"]


def test_the_projects_ids_are_asked_for():
    assert TaskFilter().criteria(["1", "2"])["project"] == ["1", "2"]
