from __future__ import annotations

import math
import socket
from dataclasses import replace

import pytest

from mltui.live.task import LastMetric, TaskDetails
from mltui.live.task_rows import TaskRow
from mltui.screens.task.facts import Facts, metric_row
from mltui.screens.task.overview import Overview
from mltui.widgets.lines import Lines
from mltui.widgets.table import Table
from tests.screens.task.opening import opened_tab
from tests.support.lab import LabMonitor, lab_monitor

NOW = 1_800_000_000.0


async def told(lab: LabMonitor, task: str) -> Lines:
    tab = await opened_tab(lab, task, Overview, "Overview")
    return tab.query_one("#facts", Lines)


async def test_a_waiting_task_tells_its_place_in_the_queue():
    async with lab_monitor() as lab:
        facts = await told(lab, "retina sweep 15")
        await lab.until(lambda: " of " in facts.text)
        place = next(line for line in facts.text.splitlines() if line.startswith("Queue"))
        assert "gpu-large" in place
        # Its status is said, so that a reason of the same word would tell nothing.
        assert not any(line.startswith("Reason") for line in facts.text.splitlines())


def test_why_a_task_failed_is_said_once():
    row = TaskRow(id="1", status="failed", status_message="CUDA out of memory")
    for reason, labels in (
        ("CUDA out of memory\n", ["Message"]),
        ("killed by the agent", ["Message", "Reason"]),
    ):
        lines = Facts(TaskDetails(row, status_reason=reason), (), NOW).lines()
        said = [label.strip() for (label, _), *_ in lines]
        assert [label for label in said if label in ("Message", "Reason")] == labels


async def test_a_task_on_this_host_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "BOX1.lab.example")
    async with lab_monitor() as lab:
        facts = await told(lab, "yolo-l aug v3")
        assert "on this host" in facts.text


async def test_a_task_elsewhere_does_not():
    async with lab_monitor() as lab:
        facts = await told(lab, "yolo-l aug v3")
        assert "on this host" not in facts.text
        assert "NVIDIA" in facts.text


async def test_every_metric_has_its_small_curve():
    async with lab_monitor() as lab:
        await told(lab, "yolo-l aug v3")
        page = lab.app.screen
        table = page.query_one("#metrics", Table)
        await lab.until(lambda: table.row("loss\x00train").cells["trend"].text.strip())


def test_a_single_value_was_reported_at_no_iteration():
    single = LastMetric("Summary", "best", 0.8, 0.8, -(2**31), 0.8, -(2**31))
    shown = metric_row(single).cells
    assert [shown[key].text for key in ("last", "low_at", "high_at")] == ["0.800", "–", "–"]


@pytest.mark.parametrize("state", ["", "stopping", "diverged"])
def test_a_run_that_is_silent_for_long_has_no_rate_whatever_else_it_is(state: str):
    lost = LastMetric("loss", "train", math.nan, None, None, None, None)
    row = TaskRow(
        id="1",
        status="in_progress",
        status_message=state if state == "stopping" else "",
        iteration=41_200,
        active_s=7200,
        last_update=NOW - 3,
    )
    details = TaskDetails(row, metrics=(lost,) if state == "diverged" else ())
    assert "343/min" in Facts(details, (), NOW).headline()
    silent = replace(details, row=replace(row, last_update=NOW - 3600))
    assert "/min" not in Facts(silent, (), NOW).headline()


def told_of_a_silent_run(*metrics: LastMetric, machine_s: float | None) -> str:
    """The facts of a run whose training is silent for 14 minutes, and its machine for that long."""
    row = TaskRow(
        id="1",
        status="in_progress",
        started=NOW - 7200,
        last_update=NOW - 3,
        reported=NOW - 14 * 60,
    )
    machine = None if machine_s is None else NOW - machine_s
    details = TaskDetails(row, machine_reported=machine, metrics=metrics)
    lines = Facts(details, (), NOW).lines()
    return "\n".join("".join(text for text, _ in line) for line in lines)


def test_of_a_silent_training_it_is_said_what_else_was_reported_since():
    said = told_of_a_silent_run(machine_s=3)
    assert "silent for 14m" in said
    assert "14m ago, of its machine just now" in said
    # Its agent, perhaps.
    assert "14m ago, of anything else just now" in told_of_a_silent_run(machine_s=None)


def test_of_a_silent_training_it_is_said_that_its_gpus_idle():
    usage = [LastMetric(":monitor:gpu", f"gpu_{n}_utilization", 0.0) for n in range(2)]
    others = [LastMetric(":monitor:gpu", "gpu_0_temperature", 40.0), LastMetric("loss", "x", 90.0)]
    said = told_of_a_silent_run(*usage, *others, machine_s=3)
    assert "silent for 14m, its 2 GPUs idle meanwhile" in said
    assert "its GPU idles meanwhile" in told_of_a_silent_run(usage[0], machine_s=3)
    busy = replace(usage[1], value=80.0)
    assert "meanwhile" not in told_of_a_silent_run(usage[0], busy, machine_s=3)
    # What was read before it was silent says nothing of now.
    assert "meanwhile" not in told_of_a_silent_run(*usage, machine_s=14 * 60)
    assert "meanwhile" not in told_of_a_silent_run(machine_s=3)


async def test_a_draft_has_reported_nothing_yet():
    async with lab_monitor() as lab:
        facts = await told(lab, "yolo-l aug v4")
        assert "draft" in facts.text
        assert "Last report" not in facts.text
        metrics = lab.app.screen.query_one("#metrics", Table)
        drawn = "".join(metrics.render_line(y).text for y in range(metrics.size.height))
        assert drawn.strip() == "this task has reported no metrics yet"
