from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mltui.live.metric_names import MetricName
from mltui.live.task_rows import TaskRow
from mltui.screens import task_cells
from mltui.screens.task_layout import USUAL, columns
from mltui.widgets.rows import Cell

NOW = 1_800_000_000.0
LOSS = MetricName("loss", "train")
VALIDATION = MetricName("loss", "validation")

RUNNING = TaskRow(
    id="1",
    name="yolo",
    status="in_progress",
    project="Vision",
    iteration=41_200,
    active_s=11_520,
    worker="box1:gpu0,1,2,3",
    last_update=NOW - 3,
    values={"loss/train": 0.218},
)


def text(task: TaskRow, column: str) -> str:
    cell = task_cells.row_of(task, (LOSS,), NOW).cells[column]
    return cell.text if isinstance(cell, Cell) else cell


def test_a_running_tasks_row():
    shown = {key: text(RUNNING, key) for key in ("status", "iteration", "metric", "run", "worker")}
    assert shown == {
        "status": "● running",
        "iteration": "41.2k",
        "metric": "0.218",
        "run": "3h12m",
        "worker": "box1:0-3",
    }


def test_only_a_task_that_waits_shows_a_queue():
    waiting = replace(RUNNING, status="queued", queue="default")
    assert text(waiting, "worker") == "default"
    assert text(replace(waiting, status="created", worker=""), "worker") == "–"


def test_a_run_without_an_agent_shows_the_computer_it_runs_on():
    local = replace(RUNNING, worker="", host="desk")
    assert text(local, "worker") == "desk"
    assert text(replace(RUNNING, host="box1"), "worker") == "box1:0-3"
    assert text(replace(local, status="created"), "worker") == "–"


def test_a_run_that_has_been_silent_for_long_is_marked_as_stalled():
    assert text(replace(RUNNING, last_update=NOW - 3600), "status") == "⚠ stalled"


def test_of_a_run_that_was_last_heard_of_when_the_server_was_there_only_the_age_is_known():
    shown = task_cells.row_of(RUNNING, (LOSS,), NOW + 3600, heard=NOW).cells
    texts = [cell.text for cell in (shown["status"], shown["run"], shown["updated"])]
    assert texts == ["● running", "3h12m", "1h"]
    soon = task_cells.row_of(RUNNING, (LOSS,), NOW + 30, heard=NOW).cells["updated"]
    assert soon.text == "30s"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_run_whose_metric_is_no_number_is_marked_as_diverged(value: float):
    assert text(replace(RUNNING, values={"loss/train": value}), "status") == "∞ diverged"


def test_a_run_that_was_asked_to_stop_says_so_until_it_has():
    asked = replace(RUNNING, status_message="stopping", values={"loss/train": math.nan})
    assert text(asked, "status") == "● stopping"
    assert text(replace(asked, status="stopped"), "status") == "■ stopped"
    assert text(replace(RUNNING, status_message="Epoch 3"), "status") == "● running"


def test_an_ended_task_is_neither_stalled_nor_diverged():
    ended = replace(RUNNING, status="completed", last_update=NOW - 9e6, values={"x": math.nan})
    assert text(ended, "status") == "✓ completed"


def test_a_queued_task_names_its_queue_instead_of_a_worker():
    queued = replace(RUNNING, status="queued", worker="box1", queue="gpu-a")
    assert text(queued, "worker") == "gpu-a"


def test_what_is_not_known_is_a_dash():
    empty = TaskRow(id="abc", status="created")
    assert text(empty, "name") == "abc"
    assert {text(empty, key) for key in ("iteration", "metric", "run", "worker")} == {"–"}


def test_a_status_of_a_newer_server_is_shown_by_its_own_name():
    assert text(TaskRow(id="1", status="being_weird"), "status") == "? being weird"


def test_ages_are_no_finer_than_minutes():
    assert task_cells.age(NOW - 40, NOW) == "now"
    assert task_cells.age(NOW - 90, NOW) == "1m"
    assert task_cells.age(None, NOW) == "–"


def test_the_metric_column_is_called_by_its_metric():
    assert task_cells.metric_title((LOSS, VALIDATION)) == "LOSS"
    assert task_cells.metric_title((MetricName("accuracy", "top1"),)) == "ACCURACY"
    assert task_cells.metric_title((LOSS, MetricName("train_loss", "a"))) == "LOSS"
    assert task_cells.metric_title((MetricName("a", "b"), MetricName("c", "d"))) == "METRIC"


def test_the_sorted_column_is_marked():
    shown = columns(USUAL, (LOSS,), with_project=True)
    (updated,) = (column for column in shown if column.key == "updated")
    assert updated.sort == "desc"


def test_columns_without_content_are_left_out():
    shown = columns(USUAL, (), with_project=False)
    assert {"metric", "project"}.isdisjoint(column.key for column in shown)
