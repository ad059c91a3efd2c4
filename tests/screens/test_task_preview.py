from __future__ import annotations

import math
from dataclasses import replace

from mltui.live.task_preview import Preview
from mltui.live.task_rows import TaskRow
from mltui.screens.task_preview import fact_lines, parameter_rows

NOW = 1_800_000_000.0

RUNNING = TaskRow(
    id="1",
    name="yolo",
    status="in_progress",
    iteration=41_200,
    started=NOW - 7200,
    active_s=7200,
    last_update=NOW - 3,
)


def said(*parameters: tuple[str, str], width: int = 20, most: int = 3) -> list[str]:
    rows = parameter_rows(parameters, width, most)
    return ["".join(text for text, _ in row) for row in rows]


def test_as_many_parameters_stand_on_a_line_as_fit():
    assert said(("lr", "0.1"), ("batch", "32"), ("epochs", "12")) == [
        "lr 0.1   batch 32",
        "epochs 12",
    ]
    assert said(("lr", "0.1"), ("batch_size", "32")) == ["lr 0.1", "batch_size 32"]
    assert said() == []


def test_parameters_that_have_no_room_are_counted():
    many = [(f"parameter {number}", "1") for number in range(7)]
    assert said(*many) == ["parameter 0 1", "parameter 1 1", "and 5 more"]
    assert len(said(*many, most=7)) == 7


def told(task: TaskRow) -> str:
    preview = Preview(task, per_minute=343.0)
    return "\n".join("".join(text for text, _ in line) for line in fact_lines(preview, NOW))


def test_of_a_stalled_run_it_is_told_for_how_long_and_no_rate():
    assert "343/min" in told(RUNNING)
    silent = told(replace(RUNNING, last_update=NOW - 3600))
    assert "stalled  1h\n" in silent
    assert "41.2k it   ran " in silent
    assert "/min" not in silent


def test_of_a_run_that_was_asked_to_stop_and_is_silent_no_rate_is_told_as_on_its_page():
    stopping = replace(RUNNING, status_message="stopping")
    assert "343/min" in told(stopping)
    assert "/min" not in told(replace(stopping, last_update=NOW - 3600))


def test_of_a_run_that_diverged_and_is_silent_no_rate_is_told():
    diverged = replace(RUNNING, values={"loss/train": math.nan})
    assert "343/min" in told(diverged)
    assert "/min" not in told(replace(diverged, last_update=NOW - 3600))
