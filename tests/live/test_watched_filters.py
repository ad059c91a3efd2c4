"""A watched filter tells of all tasks that it matches, at a bounded cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mltui.live import every_metric, watched
from mltui.live.alerts import FILTERS_A_LOOK, Alerts
from mltui.live.watches import Target
from tests.live.watching import Place, report


async def test_a_filter_tells_of_each_task_also_when_it_fits_no_longer(place: Place):
    old = await place.task("yolo old")
    await place.call("tasks.failed", task=old)
    running, other = await place.task("yolo 1"), await place.task("bert")
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo status:running", "ends fails", "yolo status:running")
    assert await place.later() == []
    await place.call("tasks.failed", task=running)
    await place.call("tasks.failed", task=other)
    assert await place.later() == ["yolo 1 failed"]
    assert place.alerts.fired[0].because == "yolo status:running"
    assert len(place.alerts.watches) == 1


async def test_a_filter_tells_of_one_that_came_and_failed_between_two_looks(place: Place):
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    place.moment += timedelta(seconds=5)
    await place.call("tasks.failed", task=await place.task("yolo 2"))
    assert await place.later(5) == ["yolo 2 failed"]
    assert await place.later() == []


async def test_a_filter_holds_for_all_tasks_that_run_not_only_the_newest(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 50)
    tasks = [await place.task(f"yolo {number}") for number in range(130)]
    place.watch(Target.FILTER, "yolo", "fails")
    assert await place.later() == []
    await place.call("tasks.failed", task=tasks[0])
    await place.call("tasks.failed", task=tasks[129])
    assert sorted(await place.later()) == ["yolo 0 failed", "yolo 129 failed"]
    (watch,) = place.alerts.watches
    assert place.alerts.said_of(watch) == "128 going on"


async def test_where_more_run_than_are_looked_at_it_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    for number in range(5):
        await place.task(f"yolo {number}")
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    (watch,) = place.alerts.watches
    assert place.alerts.said_of(watch) == "first 4"


async def test_where_more_run_than_are_looked_at_an_alert_is_told_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    tasks = [await place.task(f"yolo {number}") for number in range(10)]
    for task in tasks:
        await report(place, task, 0.5, 0)
    place.watch(Target.FILTER, "yolo", "loss>10 stalls")
    assert await place.later() == []
    await report(place, tasks[0], 12.0, 1)
    told = await place.later()
    assert told == ["yolo 0 loss/train is 12, above 10"]
    for step in range(2, 12):
        # Others report, and push it from the page and let it back again.
        for task in tasks[1:6] if step % 3 else tasks[:1]:
            await report(place, task, 12.0 if task == tasks[0] else 0.5, step)
            place.moment += timedelta(seconds=1)
        told += await place.later()
    assert told == ["yolo 0 loss/train is 12, above 10"]
    await place.call("tasks.failed", task=tasks[0])
    assert await place.later() == []


async def test_where_more_run_than_are_looked_at_each_failure_is_told(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "PAGE_SIZE", 2)
    monkeypatch.setattr(watched, "MOST_TASKS", 4)
    tasks = [await place.task(f"yolo {number}") for number in range(10)]
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    for number in (1, 8):
        await place.call("tasks.failed", task=tasks[number])
    assert sorted(await place.later()) == ["yolo 1 failed", "yolo 8 failed"]
    assert await place.later() == []


async def test_many_filters_are_looked_at_in_turn(place: Place):
    for number in range(40):
        place.watch(Target.FILTER, f"yolo-{number:02}", "fails")
    asked = place.asked
    await place.later()
    assert 0 < place.asked - asked <= 4 * FILTERS_A_LOOK
    for number in (3, 33):
        await place.call("tasks.failed", task=await place.task(f"yolo-{number:02}"))
    told = [text for _ in range(4) for text in await place.later()]
    assert sorted(told) == ["yolo-03 failed", "yolo-33 failed"]
    assert [await place.later() for _ in range(4)] == [[]] * 4


async def test_a_look_at_a_filter_costs_the_same_however_many_tasks_are_over(place: Place):
    place.watch(Target.FILTER, "yolo", "fails loss>1")
    await place.later()
    for number in range(12):
        await place.call("tasks.completed", task=await place.task(f"yolo {number}"))
    await place.later()
    asked = place.asked
    await place.later()
    few = place.asked - asked
    for number in range(1100):
        made = await place.call("tasks.create", name=f"yolo {number}", type="training")
        assert made
    asked = place.asked
    await place.later()
    assert place.asked - asked == few <= 4


async def test_which_metrics_there_are_is_asked_seldom_also_where_none_fits(place: Place):
    task = await place.task("yolo")
    await report(place, task, 0.5, 1)
    place.watch(Target.FILTER, "yolo", "map>1 diverges")
    for _ in range(41):
        assert await place.later() == []
    assert place.endpoints["projects.get_unique_metric_variants"] == 3


async def test_a_metric_that_nobody_had_reported_is_told_soon(place: Place):
    task = await place.task("yolo")
    place.watch(Target.FILTER, "yolo", "loss>10")
    assert await place.later() == []
    await report(place, task, 0.5, 1)
    assert await place.later() == []
    await report(place, task, 12.0, 2)
    assert await place.later() == ["yolo loss/train is 12, above 10"]


async def test_what_ended_long_ago_is_not_told_when_it_is_changed_or_comes_to_fit(place: Place):
    old, other = await place.task("yolo old"), await place.task("old")
    for task in (old, other):
        await place.call("tasks.completed", task=task)
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo", "ends fails")
    await place.later()
    await place.call("tasks.update", task=other, name="yolo too")
    await place.call("tasks.publish", task=old)
    assert await place.later() == []


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("end", ["failed", "stopped"])
async def test_one_that_is_taken_out_of_a_queue_again_has_not_ended_anew(
    place: Place, end: str, looks: bool
):
    task, queue = await place.task("yolo"), await place.call("queues.create", name="gpu")
    await place.call(f"tasks.{end}", task=task)
    place.moment += timedelta(minutes=5)
    place.watch(Target.FILTER, "yolo", "ends fails")
    assert await place.later() == []
    await place.call("tasks.enqueue", task=task, queue=queue["id"])
    assert not looks or await place.later() == []
    place.alerts = Alerts(place.kept) if looks else place.alerts  # mltui was left meanwhile
    await place.call("tasks.dequeue", task=task)
    assert await place.later() == []
    assert await place.later() == []


async def waiting_after_it_failed(place: Place) -> str:
    """A watched task that failed and waits to run again."""
    task, queue = await place.task("yolo"), await place.call("queues.create", name="gpu")
    await place.call("tasks.failed", task=task)
    place.moment += timedelta(minutes=5)
    place.watch(Target.FILTER, "yolo", "fails")
    await place.later()
    await place.call("tasks.enqueue", task=task, queue=queue["id"])
    await place.later()
    return task


async def test_a_filter_tells_of_one_that_ran_and_failed_again_after_it_waited(place: Place):
    task = await waiting_after_it_failed(place)
    await place.call("tasks.started", task=task)
    await place.call("tasks.failed", task=task)
    assert await place.later() == ["yolo failed"]


async def test_one_that_ran_before_and_fails_while_it_waits_is_told_of(place: Place):
    task = await waiting_after_it_failed(place)
    # What should have begun it could not.
    await place.call("tasks.failed", task=task, force=True)
    assert await place.later() == ["yolo failed"]


async def test_a_filter_tells_of_a_running_task_that_comes_to_fit(place: Place):
    task = await place.task("bert")
    await report(place, task, 12.0, 1)
    place.moment += timedelta(seconds=60)
    place.watch(Target.FILTER, "yolo", "loss>10")
    await place.later()
    await place.call("tasks.update", task=task, name="yolo after all")
    assert await place.later() == ["yolo after all loss/train is 12, above 10"]


async def test_what_holds_already_of_a_running_task_is_not_told_though_it_reports(place: Place):
    task = await place.task("yolo")
    await report(place, task, 12.0, 1)
    place.watch(Target.FILTER, "yolo", "loss>10")
    place.moment += timedelta(seconds=1)
    await report(place, task, 13.0, 2)
    assert await place.later(1) == []
    await report(place, task, 1.0, 3)
    assert await place.later() == []
    await report(place, task, 14.0, 4)
    assert await place.later() == ["yolo loss/train is 14, above 10"]


async def test_a_limit_holds_for_metrics_that_only_few_tasks_have(place: Place):
    few = await place.task("yolo few")
    await report(place, few, 0.5, 1)
    for number in range(60):
        place.moment += timedelta(seconds=1)
        await place.task(f"yolo {number}")
    place.watch(Target.FILTER, "yolo", "loss>10")
    await place.later()
    await report(place, few, 20.0, 2)
    assert await place.later() == ["yolo few loss/train is 20, above 10"]


async def test_all_running_tasks_of_a_filter_are_asked_for_their_last_report(place: Place):
    tasks = [await place.task(f"yolo {number}") for number in range(120)]
    place.watch(Target.FILTER, "yolo", "stalls")
    await report(place, tasks[0], 0.5, 1)
    await place.later()
    place.moment += timedelta(seconds=1200)
    # An agent's word that they are there, which is no report of the training.
    for task in tasks:
        await place.call("tasks.ping", task=task)
    assert "yolo 0 stalls: silent for 20m" in await place.later()


def minor(number: int) -> tuple[str, str]:
    """Name a metric that is nobody's main one."""
    return (f"layer {number:02}", "gradient norm")


async def test_every_metric_of_a_running_task_tells_of_a_divergence(place: Place):
    tasks = [await place.task(f"yolo {number}") for number in range(3)]
    for task in tasks:
        await report(place, task, 0.5, 1)
        for number in range(20):
            await report(place, task, 1.0, 1, minor(number))
    place.watch(Target.FILTER, "yolo", "diverges")
    assert await place.later() == []
    await report(place, tasks[1], 3e38, 2, minor(19))
    assert await place.later() == ["yolo 1 diverges: layer 19/gradient norm is out of range"]
    await report(place, tasks[1], 3e38, 3, minor(19))
    assert await place.later() == []
    await report(place, tasks[1], 1.0, 4, minor(19))
    assert await place.later() == []
    await report(place, tasks[1], 3e38, 5, minor(19))
    assert await place.later() == ["yolo 1 diverges: layer 19/gradient norm is out of range"]


async def test_what_has_diverged_before_is_not_told_whichever_metric_it_is(place: Place):
    task = await place.task("yolo")
    await report(place, task, 0.5, 1)
    await report(place, task, 3e38, 1, minor(7))
    place.watch(Target.FILTER, "yolo", "diverges")
    assert [await place.later() for _ in range(3)] == [[], [], []]
    place.alerts = Alerts(place.kept)
    await report(place, task, 0.4, 2)
    assert [await place.later() for _ in range(3)] == [[], [], []]


async def test_where_many_report_all_their_metrics_are_looked_through_in_turn(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(every_metric, "ANEW", 4)
    tasks = [await place.task(f"yolo {number}") for number in range(12)]
    for task in tasks:
        await report(place, task, 0.5, 1)
        await report(place, task, 1.0, 1, minor(1))
    place.watch(Target.FILTER, "yolo", "diverges")
    assert await place.later() == []
    for task in tasks:
        await report(place, task, 3e38, 2, minor(1))
    told = []
    for step in range(3, 6):
        asked = place.asked
        told.append(len(await place.later()))
        assert place.asked - asked <= 4
        for task in tasks:
            await report(place, task, 3e38, step, minor(1))
    assert told == [4, 4, 4]
    assert await place.later() == []


async def test_a_limit_holds_for_more_metrics_than_are_asked_for_each_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(watched, "MOST_LIMITED", 5)
    task = await place.task("yolo")
    for number in range(10):
        await report(place, task, 0.5, 1, ("loss", f"class {number}"))
    place.watch(Target.FILTER, "yolo", "loss>10")
    assert await place.later() == []
    for number in (0, 9):
        await report(place, task, 12.0, 2, ("loss", f"class {number}"))
    assert await place.later() == [
        "yolo loss/class 0 is 12, above 10",
        "yolo loss/class 9 is 12, above 10",
    ]
    assert await place.later() == []
