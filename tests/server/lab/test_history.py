from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from mltui.server.lab.consoles import epilogue, progress, prologue
from mltui.server.lab.history import LOST_WORKER, History, make_history
from mltui.server.lab.machines import AGENTS, machine_stats

NOW = 1_795_000_000.0


@pytest.fixture(scope="module")
def history() -> History:
    return make_history(3, NOW)


def test_there_are_some_200_past_runs_8_present_ones_and_drafts(history):
    statuses = Counter(run.status for run in history.runs.values())
    assert statuses["in_progress"] == 8
    assert statuses["queued"] == 8
    assert statuses["created"] == 10
    ended = [run for run in history.runs.values() if run.ended is not None]
    assert 190 <= len(ended) <= 220
    assert {run.status for run in ended} == {"completed", "failed", "stopped", "published"}
    assert any(run.archived for run in ended)


def test_an_agent_never_runs_two_at_once(history):
    for timeline in history.timelines.values():
        for earlier, later in pairwise(timeline):
            assert earlier.ended is not None
            assert later.started is not None
            assert earlier.ended <= later.started


def test_what_ran_at_a_moment_is_found(history):
    run = history.timelines["box1:0-3"][-1]
    assert run.name == "yolo-l aug v3"
    assert history.run_on("box1:0-3", NOW) is run
    assert history.run_on("box3:0", NOW) is None


def test_another_seed_gives_another_past():
    names = [{run.name for run in make_history(seed, NOW).runs.values()} for seed in (1, 1, 2)]
    assert names[0] == names[1] != names[2]


def test_a_stalled_run_goes_silent_and_its_gpu_idle(history):
    run = history.timelines["box2:0"][-1]
    assert run.agent is not None
    assert run.reports_until(NOW) == run.reports_until(NOW - 600)
    assert run.load_at(NOW).gpu < 2.0 < 50.0 < run.load_at(NOW - 1_500).gpu
    usage = machine_stats(run.agent, run.load_at(NOW), NOW)["gpu_usage"]
    assert isinstance(usage, list)
    assert float(str(usage[0])) < 5.0


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.worker)
def test_sensors_read_one_value_per_gpu_within_what_the_machine_has(agent, history):
    run = history.timelines[agent.worker][-1]
    stats = machine_stats(agent, run.recipe.load, NOW)
    if not agent.gpus:
        assert "gpu_usage" not in stats
        return
    for key, most in (("gpu_usage", 100), ("gpu_memory_used", agent.machine.gpu_memory_mib)):
        values = stats[key]
        assert isinstance(values, list)
        assert len(values) == len(agent.gpus)
        assert all(0 <= float(str(value)) <= most for value in values)


def test_a_progress_bar_is_carriage_returns_and_colours(history):
    run = next(run for run in history.runs.values() if run.progress_bar)
    text = progress(run, 100)[0].text
    assert text.startswith("\r")
    assert "\x1b[32m" in text
    assert "it/s" in text


def test_a_failed_run_ends_with_a_traceback(history):
    run = next(run for run in history.runs.values() if run.status == "failed")
    assert epilogue(run)[0].text.startswith("Traceback (most recent call last):")
    assert epilogue(run)[0].level == "error"


def test_a_console_begins_with_the_agents_preparations_in_order(history):
    run = history.timelines["box1:0-3"][-1]
    moments = [line.moment for line in prologue(run)] + [progress(run, 0)[0].moment]
    assert moments == sorted(moments)
    assert run.task in prologue(run)[0].text


def test_the_agent_that_fell_silent_left_a_task_that_was_stopped_by_force(history):
    run = history.timelines[LOST_WORKER][-1]
    assert run.status == "stopped"
    assert run.reason == "Forced stop (non-responsive)"
    assert history.absences == {LOST_WORKER: run.ended}
